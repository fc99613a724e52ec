"""What people say to steer a conversation: yes, no, cancel, go back, say that again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from botkit.dialogue.part import Names, Part
from botkit.dialogue.wording import words

Steer = Literal[
    "yes", "no", "cancel", "restart", "repeat", "back", "recall", "wait", "unsure", "same", "why", "person"
]  # fmt: skip
"""Answers (yes, no, unsure, same), and commands to the bot (the rest)."""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


_EMOJI = {"👍": " yes ", "👌": " yes ", "✅": " yes ", "✔": " yes ", "👎": " no ", "❌": " no ", "🚫": " no "}
_POLITE = frozenset(
    words(
        "please sorry ok okay thanks thank you just well um uh er oh ah hm hmm right then now so mate actually oops hey"
    )
)
_LEADS = tuple(
    f"{lead} "
    for lead in _listed(
        "can you, could you, can we, could we, can i, could i, let's, lets, let us, let me, i want to, i'd like to, "
        "i would like to, i think, would you, i said, i'm, do you mind, may i"
    )
)
_CONTACT = re.compile(
    r"\b(?:talk|speak|chat|deal|connect|pass|put|transfer me|do this|sort this|hand me|get me|want|need)\b.*"
    r"\b(?:person|human(?: being)?|agent|operator|adviser|advisor|representative|member of staff|somebody|someone)\b"
)
_SHORT_WISH = 10
_HEDGES = frozenset(
    words(
        "but not no don't wait except however unless instead wrong later tomorrow first before after when if maybe"
        " until soon another other different"
    )
)
"""Words after a yes that may take it back."""


class Phrases(Part):
    """The phrases of each kind, compared without case, punctuation and politeness; what is given replaces them."""

    yes: Names = _listed(
        """
        yes, yeah, yep, yup, yes please, yess, yeah please, yea, ya, y, ye, aye, sure, ok, okay, k, correct, right,
        exactly, indeed, absolutely, definitely, certainly, of course, go ahead, go on, go for it, do it, do that,
        please do, please, that's right, thats right, that is right, that's correct, thats correct, that is correct,
        that's it, that's the one, it is, it does, i do, i am, i did, i have, i confirm, confirm, confirmed, i
        agree, agreed, sounds good, sounds right, looks good, looks right, all good, all correct, fine, that's fine,
        perfect, great, why not, by all means, true, affirmative, very well, carry on, proceed, yes do, yes it is,
        yes i do, yes i am, yes go ahead, yes that's right, yes that's correct, spot on, no problem go ahead, will
        do, uh huh, mm hm, mhm
        """
    )
    no: Names = _listed(
        """
        no, nope, nah, naw, n, no thanks, no thank you, no way, not really, not yet, not now, not quite, not right,
        don't, dont, do not, please don't, never, wrong, that's wrong, thats wrong, that is wrong, that's not right,
        thats not right, that isn't right, incorrect, that's incorrect, negative, i don't, i do not, i'm not, i
        didn't, i haven't, rather not, i'd rather not, i don't think so, it isn't, it is not, it's not, no it isn't,
        no it's not, no don't, absolutely not, definitely not, certainly not, of course not, false, neither
        """
    )
    cancel: Names = _listed(
        """
        cancel, cancel it, cancel that, cancel this, stop, stop it, stop that, stop this, quit, exit, abort, forget
        it, forget that, forget about it, never mind, nevermind, leave it, drop it, scrap that, i changed my mind,
        i've changed my mind, changed my mind, don't bother, no more, i give up, i don't want to do this, i don't
        want this, i don't want to, not any more, not anymore, end this, get me out of this, leave it there, leave
        it for now
        """
    )
    restart: Names = _listed(
        """
        restart, start again, start over, start from scratch, start afresh, begin again, from the beginning, from
        the start, from the top, go back to the start, go back to the beginning, back to the start, back to the
        beginning, take me back to the beginning, all over again, start from the beginning, reset, redo, do it again
        from the start
        """
    )
    repeat: Names = _listed(
        """
        repeat, repeat that, repeat it, repeat the question, say that again, say it again, again, what, pardon,
        pardon me, come again, what was that, what was the question, what did you say, what did you ask, what was it
        you asked, what do you need, what do you need from me, huh, eh, i didn't get that, i didn't catch that,
        where were we, what were we doing, what now, what next, ask me again, run that by me again
        """
    )
    back: Names = _listed(
        """
        back, go back, go back one, go back a step, one step back, step back, back one, previous, previous question,
        the previous question, go back to the previous question, undo, undo that, last question again, the question
        before, go to the previous question, back up, go one back
        """
    )
    recall: Names = _listed(
        """
        what did i say, what have i said, what did i tell you, what have i told you, what did i say so far, what
        have you got, what have you got so far, what do you have, what do you have so far, summary, summarise,
        summarize, sum up, what did i put, what have i put, what did i enter, what did i give you, read it back,
        read that back, read it back to me, read that back to me, show me what you have, show me what i said, what
        have you noted, what have i given you so far, remind me what i said
        """
    )
    wait: Names = _listed(
        """
        wait, hold on, hang on, one moment, one second, one sec, a moment, just a moment, just a second, give me a
        minute, give me a second, give me a moment, bear with me, one minute, a minute, brb, let me check, let me
        look, i need to check, i'll have a look, i'll check, hold on a minute, hang on a minute, hang on a sec, wait
        a minute, wait a second, two minutes, let me find it
        """
    )
    unsure: Names = _listed(
        """
        i don't know, don't know, dont know, i dont know, dunno, i dunno, not sure, i'm not sure, no idea, i have no
        idea, i've no idea, unsure, i can't remember, i cannot remember, can't remember, i don't remember, i forgot,
        i've forgotten, skip, skip it, skip this, skip that, pass, idk, i haven't got it, i don't have it, i don't
        have that, i couldn't tell you, who knows, no clue
        """
    )
    same: Names = _listed(
        """
        the same, the same one, same, same one, same again, same as before, same as last time, that one, this one,
        that same one, the one i mentioned, the one i said, same card, the same card, as before, the one i told you,
        what i said before, it, that
        """
    )
    why: Names = _listed(
        """
        why, why do you ask, why do you need that, why do you need it, why do you need this, what for, why do you
        want to know, why do you need to know, what do you mean, what does that mean, how come, i don't understand,
        i dont understand, what is that, what's that, i don't get it, what do you need it for, why should i tell
        you, what do you need that for, meaning, how do you mean, where do i find it, where do i find that, where
        can i find it, where can i find that, which is that, why is that needed
        """
    )

    person: Names = _listed(
        """
        agent, an agent, human, a human, person, a person, real person, a real person, operator, representative,
        live agent, human being, a human being, adviser, advisor, an adviser, staff, customer service, someone real
        """
    )

    def reading(self, text: str) -> Meaning | None:
        """What the message says to steer the conversation; None if it says nothing of the kind.

        A yes or no may be followed by something else: that is the `rest`.
        """
        spoken = "".join(_EMOJI.get(character, character) for character in text)
        pieces = [piece for piece in re.split(r"[,.;:!?\n…]+|\s[-–—]\s", spoken) if words(piece)]
        kinds = [self._kind(piece) for piece in pieces]
        if (whole := self._kind(spoken)) is not None:
            return Meaning(whole)
        if not kinds:
            return None
        said = [kind for kind, piece in zip(kinds, pieces, strict=True) if kind or not _is_polite(piece)]
        if said and all(said):
            commands = [kind for kind in said if kind and kind not in {"yes", "no"}]
            if commands:
                return Meaning(commands[-1])
            first = said[0]
            return Meaning(first) if first and len(set(said)) == 1 else None  # yes and no at once: neither
        if len(words(spoken)) <= _SHORT_WISH and _CONTACT.search(" ".join(words(spoken))):
            return Meaning("person")
        return self._leading(spoken)

    def contradicts_itself(self, text: str) -> bool:
        """Whether it says yes and no at once: it is neither then, whatever a model makes of it."""
        pieces = re.split(r"[,.;:!?\n…]+|\s[-–—]\s|\bi mean\b", text.casefold())
        return {"yes", "no"} <= {self._kind(piece) for piece in pieces if words(piece)}

    def _leading(self, text: str) -> Meaning | None:
        """A yes or no at the head of the message."""
        said = words(text)
        for length in range(min(5, len(said) - 1), 0, -1):
            head = " ".join(said[:length])
            if head in _POLITE:
                continue
            kind = self._kinds.get(head)
            if kind in {"yes", "no"}:
                return Meaning(kind, " ".join(said[length:]))
        return None

    def _kind(self, text: str) -> Steer | None:
        said = words(text)
        if (kind := self._kinds.get(" ".join(said))) is not None:
            return kind
        while said and said[0] in _POLITE and " ".join(said) not in self._kinds:
            said = said[1:]
        while said and said[-1] in _POLITE and " ".join(said) not in self._kinds:
            said = said[:-1]
        plain = " ".join(said)
        for lead in _LEADS:
            if plain not in self._kinds:
                plain = plain.removeprefix(lead)
        return self._kinds.get(plain)

    @cached_property
    def _kinds(self) -> dict[str, Steer]:
        found: dict[str, Steer] = {}
        for kind in type(self).model_fields:
            for phrase in getattr(self, kind):
                found.setdefault(" ".join(words(phrase)), kind)  # type: ignore[arg-type]
        return found


@dataclass(frozen=True, slots=True)
class Meaning:
    """A phrase that steers, and what the message says besides."""

    kind: Steer
    rest: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing that is said besides may take it back."""
        return _HEDGES.isdisjoint(words(self.rest)) and "?" not in self.rest


def _is_polite(text: str) -> bool:
    return _POLITE.issuperset(words(text))
