"""Values that a message names: by the model's slots, by choices, and by patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from botkit.dialogue.slots.choices import choice_meant
from botkit.dialogue.slots.message import SlotMessage
from botkit.dialogue.wording.phrase_set import PhraseSet
from intents.types import Slot


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that a slot may get; `entity` is what the model found there, which goes to one slot only."""

    value: str
    entity: Slot | None = None


def recognised(message: SlotMessage) -> dict[str, str]:
    """Return the slots' values: whichever comes before others in a round gets what several could have."""
    found: dict[str, str] = {}
    used: list[Slot] = []
    order = sorted(message.slots, key=lambda name: _rank(name, message))
    for ways in ROUNDS:
        for name in order:
            spoken = [one for one in message.entities(name) if one not in used]
            if name in found or _says_several(message, name, spoken):
                continue
            best = next((one for way in ways for one in way(message, name, spoken)), None)
            if best is not None:
                found[name] = best.value
                used += [best.entity] if best.entity else []
    return found


def _rank(name: str, message: SlotMessage) -> tuple[int, int]:
    """Rank the slot for a value that several could have: the one asked for goes first, then those without one.

    Corrections go to the latest that has one.
    """
    latest = -message.filled.index(name) if name in message.filled else 0
    if message.corrects and name in message.known:
        return (0, latest)
    if name == message.asked:
        return (1, 0)
    return (2, 0) if name not in message.known else (3, latest)


def _entities_behind_lead(message: SlotMessage, name: str, spoken: Sequence[Slot]) -> Iterator[Candidate]:
    """Yield what the model found behind the words that stand before the slot's value: "to savings"."""
    for one in _in_order(message, name, spoken):
        if _follows(message, one, name):
            yield Candidate(one.value, one)


def _pattern_behind_lead(message: SlotMessage, name: str, _spoken: Sequence[Slot]) -> Iterator[Candidate]:
    """Yield what the pattern finds right behind one of the words that stand before the value."""
    slot = message.slots[name]
    leads = PhraseSet.exactly(slot.after)
    for match in re.finditer(slot.pattern, message.text) if slot.pattern and slot.after else ():
        if leads.ending(message.tokens.words, message.tokens.before(match.start())):
            yield Candidate(match[0])


def _entities(message: SlotMessage, name: str, spoken: Sequence[Slot]) -> Iterator[Candidate]:
    """Yield what the model found, unless the words before it give it to another slot."""
    for one in _in_order(message, name, spoken):
        if not message.slots[name].after or not _is_claimed(message, one, name):
            yield Candidate(one.value, one)


def _choice(message: SlotMessage, name: str, _spoken: Sequence[Slot]) -> Iterator[Candidate]:
    """Yield the choice that is named."""
    slot = message.slots[name]
    if slot.choices and (value := choice_meant(slot, message.text, message.phrases)):
        yield Candidate(value)


def _pattern_anywhere(message: SlotMessage, name: str, _spoken: Sequence[Slot]) -> Iterator[Candidate]:
    """Yield what the pattern finds, if it tells the value from everything else."""
    if message.slots[name].anywhere and (value := message.matched(name, message.text)):
        yield Candidate(value)


Way = Callable[[SlotMessage, str, Sequence[Slot]], Iterator[Candidate]]
"""Looks for the value of a slot; it is given what the model found for the slot and no other has."""

ROUNDS: tuple[tuple[Way, ...], ...] = (
    (_entities_behind_lead, _pattern_behind_lead),
    (_entities, _choice, _pattern_anywhere),
)
"""The ways to find a value: "to savings" is about where to, whatever was asked, so what has a lead goes first."""


def _in_order(message: SlotMessage, name: str, spoken: Sequence[Slot]) -> Sequence[Slot]:
    """Put the last first, if it replaces a value."""
    return spoken[::-1] if name in message.known else spoken


def _says_several(message: SlotMessage, name: str, spoken: Sequence[Slot]) -> bool:
    """Tell whether the model found two choices at once: then the bot has to ask which one is meant."""
    slot = message.slots[name]
    return bool(slot.choices) and not slot.after and len({one.value for one in spoken}) > 1


def _follows(message: SlotMessage, spoken: Slot, name: str) -> bool:
    leads = PhraseSet.exactly(message.slots[name].after)
    return message.corrections.follows(message.tokens, message.tokens.before(spoken.start), leads)


def _is_claimed(message: SlotMessage, spoken: Slot, name: str) -> bool:
    """Tell whether the words before it give it to another slot."""
    return any(_follows(message, spoken, other) for other in message.slots if other != name)
