"""Export to the native format, Rasa NLU YAML."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from intents.data import TrainingData
from intents.types import Example

_BRACKETS = str.maketrans("[]", "()")


def written(data: TrainingData) -> str:
    """Return the data as YAML. Square brackets in texts become round ones, as the format reserves them for marks."""
    return "\n".join(['version: "3.1"', "nlu:", *_blocks(data)]) + "\n"


def marked(example: Example) -> str:
    """Return the example's text with its marks: `pay [£5](amount)`."""
    text, end = "", 0
    for slot in sorted(example.slots, key=lambda slot: slot.start):
        part = slot.text.translate(_BRACKETS)
        if slot.value == slot.text:
            mark = f"[{part}]({slot.name})"
        else:
            value = slot.value.translate(_BRACKETS)
            mark = f"[{part}]{json.dumps({'entity': slot.name, 'value': value}, ensure_ascii=False)}"
        text += example.text[end : slot.start].translate(_BRACKETS) + mark
        end = slot.end
    return text + example.text[end:].translate(_BRACKETS)


def _blocks(data: TrainingData) -> Iterator[str]:
    intents: dict[str, list[str]] = defaultdict(list)
    for example in data.examples:
        intents[example.intent].append(marked(example))
    for name, texts in intents.items():
        yield from _block("intent", name, texts)
    synonyms: dict[str, list[str]] = defaultdict(list)
    for wording, value in data.synonyms.items():
        synonyms[value].append(wording)
    for value, wordings in synonyms.items():
        yield from _block("synonym", value, wordings)
    for name, entries in data.lookups.items():
        yield from _block("lookup", name, entries)
    for name, patterns in data.regexes.items():
        yield from _block("regex", name, patterns)


def _block(kind: str, name: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"- {kind}: {_scalar(name)}"
    yield "  examples: |"
    yield from (f"    - {line}" for line in lines)


def _scalar(text: str) -> str:
    """Return the name as a YAML scalar that is read back as the same text."""
    import yaml

    try:
        if yaml.safe_load(f"- x: {text}") == [{"x": text}]:
            return text
    except yaml.YAMLError:
        pass
    return json.dumps(text, ensure_ascii=False)
