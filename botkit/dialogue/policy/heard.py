"""A message as the dialogue hears it, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.dialogue.phrases import Meaning
from botkit.dialogue.spec import DialogueSpec, IntentRule
from botkit.dialogue.wording import Wording, words
from botkit.dialogue.wording.steering import Steering
from botkit.domain import Conversation, DialogueState
from intents.types import Understanding

SURE = 0.8
"""Confidence from which even a long message is taken for small talk, and any message for a yes or no."""
LEAD = 4.0
"""The factor by which an intent must be more probable than the next to be acted on below `min_confidence`: many
intents share the rest, and then 0.48 before 0.06 is no doubt. Not below NEARLY of it, though."""
NEARLY = 0.8
_SHORT = 8
"""Words: in a longer message, an intent that means yes or no means something else besides."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message in its conversation: the intent to act on, if one is clear, and what it says to steer the talk."""

    understanding: Understanding
    conversation: Conversation
    intent: str | None
    rule: IntentRule
    meaning: Meaning | None
    wording: Wording

    @property
    def text(self) -> str:
        return self.understanding.text

    @property
    def state(self) -> DialogueState:
        return self.conversation.state

    @property
    def is_sure(self) -> bool:
        best = self.understanding.best
        return self.intent is not None and best is not None and best.confidence >= SURE

    @property
    def is_question(self) -> bool:
        return self.wording.is_question(self.text)

    @property
    def is_request(self) -> bool:
        return self.wording.is_request(self.text)

    @property
    def is_smalltalk(self) -> bool:
        return self.is_sure or not self.wording.says_more_than_smalltalk(self.text)

    def means(self, *kinds: str) -> bool:
        """Tell whether it says one of these, and nothing that takes it back."""
        return self.meaning is not None and self.meaning.kind in kinds and self.meaning.plain


def hear(understanding: Understanding, conversation: Conversation, spec: DialogueSpec, min_confidence: float) -> Heard:
    """Read the message by the bot's phrases and intents."""
    intent = confident(understanding, min_confidence)
    rule = spec.rule(intent) if intent else IntentRule()
    meaning = spec.phrases.reading(understanding.text)
    if meaning is None and Steering.of(spec.language).means_the_same(understanding.text, spec.nouns):
        meaning = Meaning("same")
    says_both = spec.phrases.contradicts_itself(understanding.text)
    if meaning is None and rule.means and not says_both and len(words(understanding.text)) <= _SHORT:
        best = understanding.best
        if best and (rule.means not in {"yes", "no"} or best.confidence >= SURE):
            meaning = Meaning(rule.means)
    return Heard(understanding, conversation, intent, rule, meaning, spec.wording)


def confident(understanding: Understanding, min_confidence: float) -> str | None:
    """Return the intent to act on; None if none is clear, the model abstains, or no words are there to judge by."""
    best, second = understanding.best, understanding.runner_up
    if best is None or understanding.abstains or not any(word.isalpha() for word in words(understanding.text)):
        return None
    if best.confidence >= min_confidence:
        return best.name
    leads = second is not None and best.confidence >= LEAD * second.confidence
    return best.name if leads and best.confidence >= NEARLY * min_confidence else None
