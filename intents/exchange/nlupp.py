"""NLU++'s JSON (Casanueva et al. 2022): utterances with several intents, and slots with spans."""

from __future__ import annotations

import json

from intents.data import TrainingData
from intents.exchange.source import Source, example, intent_name, parsed, slot_name, wanted
from intents.types import Slot

NONE = "none"
"""The intent of an utterance without any."""


def read(source: Source) -> TrainingData:
    """Return the utterances of one file, or of all files of a folder; several intents are joined with "+"."""
    files = list(source.files()) if source.path.is_dir() else [(source.path.name, source.text())]
    examples = []
    for name, content in files:
        if name.endswith("ontology.json"):
            continue
        for number, item in enumerate(wanted(parsed(content, name), list, name, "a list of utterances"), 1):
            where = f"{name}: utterance {number}"
            fields = wanted(item, dict, where, "an object with text, intents and slots")
            text = wanted(fields.get("text"), str, where, "a text")
            intents = [intent_name(one) for one in fields.get("intents") or [NONE]]
            slots = []
            for slot, mark in (fields.get("slots") or {}).items():
                start, end = wanted(mark.get("span"), list, where, "a span of two numbers")
                slots.append(Slot(slot_name(slot), text[start:end], text[start:end], start, end))
            examples.append(example(text, "+".join(sorted(intents)), _apart(slots), where))
    return TrainingData(tuple(examples))


def written(data: TrainingData) -> str:
    """Return the data as NLU++ JSON; of several slots with one name only the last is kept: the format allows one."""
    items = []
    for one in data.examples:
        item: dict[str, object] = {"text": one.text, "intents": one.intent.split("+")}
        if one.slots:
            item["slots"] = {
                slot.name: {"text": slot.text, "span": [slot.start, slot.end], "value": slot.value}
                for slot in one.slots
            }
        items.append(item)
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _apart(slots: list[Slot]) -> list[Slot]:
    """Return the slots without those that overlap a longer one."""
    kept: list[Slot] = []
    for slot in sorted(slots, key=lambda slot: slot.start - slot.end):
        if all(slot.end <= other.start or slot.start >= other.end for other in kept):
            kept.append(slot)
    return kept
