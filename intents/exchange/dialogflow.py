"""The export of a Dialogflow ES agent: a zip archive, or its folder.

intents/NAME_usersays_LANGUAGE.json     examples, in pieces; a piece with an alias is a slot
entities/NAME_entries_LANGUAGE.json     values with their synonyms
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from intents.data import TrainingData
from intents.exchange.source import Source, example, intent_name, parsed, slot_name, wanted
from intents.types import Slot

_EXAMPLES = re.compile(r"(?P<name>.+)_usersays_(?P<language>[\w-]+)\.json$")
_ENTRIES = re.compile(r"(?P<name>.+)_entries_(?P<language>[\w-]+)\.json$")


def read(source: Source) -> TrainingData:
    """Return the examples of all intents; entities become synonyms, and lookups named after the slots that use them."""
    examples, used, entries = [], {}, {}
    for path, text in source.files():
        file = PurePosixPath(path)
        if match := _EXAMPLES.match(file.name):
            for number, phrase in enumerate(wanted(parsed(text, path), list, path, "a list of examples"), 1):
                where = f"{path}: example {number}"
                whole, slots = "", []
                pieces = wanted(wanted(phrase, dict, where, "an object").get("data"), list, where, "a list 'data'")
                for piece in pieces:
                    part = wanted(piece.get("text"), str, where, "a text")
                    stripped = part.strip()
                    if (alias := piece.get("alias")) and stripped:
                        name = slot_name(alias)
                        start = len(whole) + part.index(stripped)
                        slots.append(Slot(name, stripped, stripped, start, start + len(stripped)))
                        used[str(piece.get("meta", "")).removeprefix("@")] = name
                    whole += part
                if whole.strip():
                    examples.append(example(whole, intent_name(match["name"]), slots, where))
        elif match := _ENTRIES.match(file.name):
            entries[match["name"]] = wanted(parsed(text, path), list, path, "a list of entries")
    synonyms: dict[str, str] = {}
    lookups: dict[str, tuple[str, ...]] = {}
    for entity, values in entries.items():
        name = used.get(entity, slot_name(entity))
        wordings = [str(word) for value in values for word in value.get("synonyms") or [value["value"]]]
        lookups[name] = tuple(dict.fromkeys((*lookups.get(name, ()), *wordings)))
        for value in values:
            for word in value.get("synonyms", []):
                if str(word) != str(value["value"]):
                    synonyms[str(word).casefold()] = str(value["value"])
    return TrainingData(tuple(examples), synonyms, {name: words for name, words in lookups.items() if words})
