"""Words that get a reply of their own: somebody who may harm themselves, and abuse."""

from __future__ import annotations

from botkit.dialogue.part import Names, Part, Texts
from botkit.dialogue.wording import contains_phrase, content_words, words

_ADDRESSING = frozenset(
    content_words(
        "you're youre ur bot chatbot robot machine computer program thing such absolute absolutely complete completely "
        "totally total fucking bloody damn freaking really very again hate lot little big piece hell what why who"
    )
)
"""What stands beside an insult and says nothing else."""


class Topic(Part):
    """What is said to messages with certain words."""

    words: Names
    """Words or phrases, in any case of letters; none turns it off."""
    say: Texts
    """Alternatives take turns as the conversation goes on."""
    hand_off: bool = False
    """Whether a person takes over as well."""

    def phrase_in(self, text: str) -> str | None:
        """The first of its phrases that stands in the text."""
        return next((phrase for phrase in self.words if contains_phrase(text, phrase)), None)

    def is_all(self, text: str) -> bool:
        """Whether the text has one of the phrases and says little else."""
        phrase = self.phrase_in(text)
        if phrase is None:
            return False
        rest = set(content_words(text)) - set(words(" ".join(self.words)))
        return rest <= _ADDRESSING


class Moderation(Part):
    """The topics. Nobody is lectured: the reply is short, and what was under way goes on."""

    self_harm: Topic = Topic(
        words=(
            "kill myself", "killing myself", "end my life", "ending my life", "take my own life", "taking my own life",
            "suicide", "suicidal", "want to die", "wanna die", "better off dead", "hurt myself", "harm myself",
            "self harm", "no reason to live", "can't go on living", "end it all", "don't want to live",
            "dont want to live", "not want to be alive",
        ),
        say=(
            "I'm sorry that things are so hard. I'm only a program, and you deserve to talk to a person now. If you are"
            " in danger, please ring the emergency services, or somebody close to you.",
        ),
        hand_off=True,
    )  # fmt: skip
    abuse: Topic = Topic(
        words=(
            "fuck you", "fuck off", "piss off", "idiot", "idiots", "moron", "morons", "stupid", "dumb", "arsehole",
            "asshole", "bastard", "bitch", "cunt", "wanker", "dickhead", "shut up", "screw you", "go to hell",
            "piece of shit", "shithead", "twat", "scum", "retard",
        ),
        say=("I'd like to help. Tell me what it is about, or say that you'd like to talk to a person.",),
    )  # fmt: skip
