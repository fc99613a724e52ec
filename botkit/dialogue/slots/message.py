"""A message, and what is known of a flow's slots when it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.phrases import Phrases
from botkit.dialogue.slots.choices import canonical, choice_named, offers_several
from botkit.dialogue.wording import Wording
from botkit.dialogue.wording.corrections import Corrections
from botkit.dialogue.wording.words import Tokens
from intents.types import Slot, Understanding


@dataclass(frozen=True)
class SlotMessage:
    """The source from which slots are read.

    `asked` is the slot that was asked for, `known` are the values so far, and `filled` the slots that have one, in the
    order of their answers; `is_answer` says that the message has no other purpose.
    """

    slots: Mapping[str, SlotRule]
    understanding: Understanding
    phrases: Phrases
    asked: str | None
    known: Mapping[str, str]
    filled: tuple[str, ...]
    is_answer: bool

    @property
    def text(self) -> str:
        """The message's text."""
        return self.understanding.text

    @cached_property
    def tokens(self) -> Tokens:
        """Its words."""
        return Tokens.of(self.text)

    @cached_property
    def wording(self) -> Wording:
        """The reader of the bot's language."""
        return Wording.of(self.phrases.language)

    @cached_property
    def corrections(self) -> Corrections:
        """The reader of corrections in that language."""
        return Corrections.of(self.phrases.language)

    @cached_property
    def has_cue(self) -> bool:
        """True if it has a word of somebody who takes something back."""
        return self.corrections.corrects(self.text)

    @property
    def corrects(self) -> bool:
        """True if it may replace what is known."""
        return self.has_cue and bool(self.known)

    @cached_property
    def is_question(self) -> bool:
        """True if it asks something."""
        return self.wording.is_question(self.text)

    def entities(self, name: str) -> list[Slot]:
        """Return what the model found for the slot and fits it; what is taken back ("not Anna") is left out."""
        slot = self.slots[name]
        wanted = slot.entity or (name,)
        spoken = [one for one in self.understanding.slots if one.name in wanted and _fits(slot, one)]
        if slot.choices and offers_several(slot, self.text, self.phrases.language):
            return []
        places = {one: self.tokens.before(one.start) for one in spoken}
        kept = [one for one in spoken if not self.corrections.is_taken_back(self.tokens, places[one])]
        if len(kept) > 1 and not slot.after:
            kept = [one for one in kept if not self.corrections.is_origin(self.tokens, places[one])] or kept
        return kept

    def matched(self, name: str, text: str) -> str | None:
        """Return what the slot's pattern or choices find in the text."""
        slot = self.slots.get(name)
        if slot is None:
            return None
        if not slot.pattern:
            return choice_named(slot, text, self.phrases)
        matches = list(self._matches(slot.pattern, text))
        return matches[-1 if name in self.known else 0] if matches else None

    def _matches(self, pattern: str, text: str) -> Iterator[str]:
        """Yield what the pattern finds and is not taken back."""
        tokens = Tokens.of(text)
        for one in re.finditer(pattern, text):
            if not self.corrections.is_taken_back(tokens, tokens.before(one.start())):
                yield one[0]


def _fits(slot: SlotRule, found: Slot) -> bool:
    """Tell whether it may be the value; a pattern is about how it is written, not about what it means."""
    if slot.choices:
        return canonical(slot, found.value) in slot.choices
    return slot.pattern is None or re.fullmatch(slot.pattern, found.text) is not None
