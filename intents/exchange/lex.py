"""The export of an Amazon Lex V2 bot: a zip archive, or its folder.

BOT/BotLocales/LOCALE/Intents/NAME/Intent.json              sample utterances with {Slot} for values
BOT/BotLocales/LOCALE/Intents/NAME/Slots/NAME/Slot.json     the type of each slot
BOT/BotLocales/LOCALE/SlotTypes/NAME/SlotType.json          values with their synonyms
"""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import PurePosixPath
from typing import Any

from intents.data import TrainingData
from intents.exchange.source import Source, example, intent_name, parsed, slot_name, wanted
from intents.types import Example, Slot

BUILT_IN = {
    "AMAZON.Date": ("tomorrow", "next Monday", "5 May"),
    "AMAZON.Time": ("5 pm", "half past ten", "09:30"),
    "AMAZON.Number": ("2", "fifteen", "40"),
    "AMAZON.Duration": ("two weeks", "3 days", "an hour"),
    "AMAZON.Percentage": ("10 percent", "5%"),
    "AMAZON.EmailAddress": ("anna@example.com", "sam.hill@example.org"),
    "AMAZON.PhoneNumber": ("01632 960255", "+44 1632 960100"),
    "AMAZON.FirstName": ("Anna", "Sam", "Priya"),
    "AMAZON.LastName": ("Hill", "Patel", "Novak"),
    "AMAZON.City": ("Leeds", "York", "Dublin"),
    "AMAZON.Country": ("France", "Japan", "Kenya"),
    "AMAZON.AlphaNumeric": ("AB123", "X9K2"),
    "AMAZON.Confirmation": ("yes", "no"),
}
"""Example values for slots of Lex's built-in types, as samples only name the slot."""

_PLACE = re.compile(r"\{(?P<slot>[\w.-]+)\}")


def read(source: Source) -> TrainingData:
    """Return the sample utterances, with the values of each slot's type filled in by turns."""
    files = [(PurePosixPath(path), parsed(text, path)) for path, text in source.files()]
    values: dict[str, list[tuple[str, str]]] = {}
    for path, item in files:
        if path.name == "SlotType.json":
            values[wanted(item.get("name"), str, str(path), "a name")] = list(_values(item))
    types = {
        (path.parts[-4], item.get("name", "")): str(item.get("slotTypeName", ""))
        for path, item in files
        if path.name == "Slot.json"
    }
    examples: list[Example] = []
    for path, item in files:
        if path.name == "Intent.json":
            intent = wanted(item.get("name"), str, str(path), "a name")
            own = {slot: kind for (of, slot), kind in types.items() if of == path.parts[-2]}
            examples += _examples(item, intent, own, values, str(path))
    synonyms = {word.casefold(): value for pairs in values.values() for word, value in pairs if word != value}
    lookups = {
        slot_name(slot): tuple(word for word, _ in values[kind])
        for (_, slot), kind in types.items()
        if values.get(kind)
    }
    return TrainingData(tuple(examples), synonyms, lookups)


def _values(item: Any) -> list[tuple[str, str]]:
    """Return each wording of the type with the value it stands for."""
    found = []
    for entry in item.get("slotTypeValues") or []:
        value = str((entry.get("sampleValue") or {}).get("value", "")).strip()
        synonyms = [str(one.get("value", "")).strip() for one in entry.get("synonyms") or []]
        found += [(word, value) for word in (value, *synonyms) if word]
    return found


def _examples(
    item: Any, intent: str, types: dict[str, str], values: dict[str, list[tuple[str, str]]], where: str
) -> list[Example]:
    own = {
        slot: cycle(values.get(kind) or [(word, word) for word in BUILT_IN.get(kind, (slot.lower(),))])
        for slot, kind in types.items()
    }
    found = []
    for number, sample in enumerate(item.get("sampleUtterances") or [], 1):
        origin = f"{where}: utterance {number}"
        utterance = wanted(sample.get("utterance"), str, origin, "an utterance")
        text, slots, end = "", [], 0
        for place in _PLACE.finditer(utterance):
            text += utterance[end : place.start()]
            word, value = next(own[place["slot"]]) if place["slot"] in own else (place["slot"], place["slot"])
            slots.append(Slot(slot_name(place["slot"]), word, value, len(text), len(text) + len(word)))
            text, end = text + word, place.end()
        found.append(example(text + utterance[end:], intent_name(intent), slots, origin))
    return found
