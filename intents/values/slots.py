"""Values of the slots of an understanding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from intents.types import Slot, Understanding
from intents.values.kinds import find_value, read_value
from intents.values.speaker import Speaker

_SINCE = re.compile(r"\bsince(?: the| about| around)*\s*$", re.IGNORECASE)


def read_slots(
    understanding: Understanding, kinds: Mapping[str, str], speaker: Speaker, asked: str = ""
) -> Understanding:
    """Return the understanding with a value for each slot that `kinds` names a kind for; the rest stays the same.

    `asked` is the slot that the message may answer: if no slot of that name was found, the text is searched for its
    kind.
    """
    slots = [_read(slot, understanding.text, kinds, speaker) for slot in understanding.slots]
    if asked in kinds and understanding.slot(asked) is None:
        found = find_value(kinds[asked], understanding.text, speaker)
        if found is not None:
            start, end, value = found
            slots.append(Slot(asked, understanding.text[start:end], value, start, end, kinds[asked]))
    return replace(understanding, slots=tuple(sorted(slots, key=lambda slot: slot.start)))


def _read(slot: Slot, text: str, kinds: Mapping[str, str], speaker: Speaker) -> Slot:
    kind = kinds.get(slot.name)
    if kind is None:
        return slot
    if _SINCE.search(text[: slot.start]):
        speaker = replace(speaker, looks_back=True)
    # A synonym may express the meaning of the text in other words ("a monkey": "£500").
    value = read_value(kind, slot.value, speaker) or read_value(kind, slot.text, speaker)
    return replace(slot, value=value, kind=kind) if value else slot
