"""Rasa's legacy JSON (`rasa_nlu_data`)."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from intents.data import TrainingData
from intents.exchange.source import Source, example, intent_name, marks, parsed, wanted


def read(source: Source) -> TrainingData:
    """Return the `common_examples` with their entities, the synonyms, lookup tables and regexes."""
    name = source.path.name
    root = wanted(parsed(source.text(), name), dict, name, "an object with 'rasa_nlu_data'")
    body = wanted(root.get("rasa_nlu_data"), dict, name, "an object 'rasa_nlu_data'")
    examples = []
    for number, item in enumerate(wanted(body.get("common_examples", []), list, name, "a list 'common_examples'"), 1):
        where = f"{name}: example {number}"
        fields = wanted(item, dict, where, "an object with text and intent")
        text = wanted(fields.get("text"), str, where, "a text")
        intent = intent_name(wanted(fields.get("intent"), str, where, "the name of an intent"))
        examples.append(example(text, intent, marks(fields.get("entities"), text, where), where))
    synonyms = {
        str(wording).casefold(): str(item["value"])
        for item in body.get("entity_synonyms", [])
        for wording in item.get("synonyms", [])
    }
    lookups = {str(item["name"]): tuple(map(str, item["elements"])) for item in _tables(body)}
    regexes: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for item in body.get("regex_features", []):
        regexes[str(item["name"])] += (str(item["pattern"]),)
    return TrainingData(tuple(examples), synonyms, lookups, dict(regexes))


def written(data: TrainingData) -> str:
    """Return the data as Rasa's legacy JSON."""
    synonyms: dict[str, list[str]] = defaultdict(list)
    for wording, value in data.synonyms.items():
        synonyms[value].append(wording)
    body = {
        "common_examples": [
            {
                "text": one.text,
                "intent": one.intent,
                "entities": [
                    {"start": slot.start, "end": slot.end, "value": slot.value, "entity": slot.name}
                    for slot in one.slots
                ],
            }
            for one in data.examples
        ],
        "entity_synonyms": [{"value": value, "synonyms": wordings} for value, wordings in synonyms.items()],
        "lookup_tables": [{"name": name, "elements": list(entries)} for name, entries in data.lookups.items()],
        "regex_features": [
            {"name": name, "pattern": pattern} for name, patterns in data.regexes.items() for pattern in patterns
        ],
    }
    return json.dumps({"rasa_nlu_data": body}, ensure_ascii=False, indent=1) + "\n"


def _tables(body: Any) -> list[Any]:
    return [item for item in body.get("lookup_tables", []) if isinstance(item.get("elements"), list)]
