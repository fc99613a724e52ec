"""Values for the slots of what was understood."""

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
    """The understanding with the value of each slot that `kinds` names a kind for; the rest stays as it is.

    `asked` is the slot that the message may answer: if none of its name was found, the text is searched for its kind.
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
    # A synonym may say what the text means in other words ("a monkey": "£500").
    value = read_value(kind, slot.value, speaker) or read_value(kind, slot.text, speaker)
    return replace(slot, value=value, kind=kind) if value else slot
