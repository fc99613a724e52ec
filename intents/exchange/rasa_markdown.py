"""Rasa's legacy Markdown: `## intent:greet` and a list of examples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange.rasa_yaml import marked
from intents.exchange.source import Source, intent_name
from intents.rasa import parse_example

_HEADING = re.compile(r"##\s*(?P<kind>intent|synonym|lookup|regex)\s*:\s*(?P<name>.+?)\s*$")
_LONG_MARK = re.compile(r"(?P<text>\[[^\[\]]+\])\{(?P<fields>[^{}]*)\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read(source: Source) -> TrainingData:
    """Return the data in the file's sections, without the roles and groups of marks."""
    name = source.path.name
    examples, synonyms = [], {}
    tables: dict[str, dict[str, tuple[str, ...]]] = {"lookup": defaultdict(tuple), "regex": defaultdict(tuple)}
    kind = title = ""
    for number, line in _lines(source.text()):
        where = f"{name}:{number}"
        if line.startswith("#"):
            heading = _HEADING.match(line)
            kind, title = (heading["kind"], heading["name"]) if heading else ("", "")
            continue
        item = re.match(r"[-*+]\s+(?P<text>.+)", line)
        if not kind:
            if item:
                raise DataError(f"{where}: an example stands under no heading; write '## intent:name' above it")
            continue
        if item is None:
            raise DataError(f"{where}: '{line[:40]}' is no example; begin the line with '- '")
        text = item["text"].strip()
        if kind == "intent":
            examples.append(parse_example(_without_roles(text), intent_name(title), where))
        elif kind == "synonym":
            synonyms[text.casefold()] = title
        else:
            tables[kind][title] += (text,)
    return TrainingData(tuple(examples), synonyms, dict(tables["lookup"]), dict(tables["regex"]))


def written(data: TrainingData) -> str:
    """Return the data as Rasa's legacy Markdown."""
    return "\n".join(_written(data)) + "\n"


def _written(data: TrainingData) -> Iterator[str]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for one in data.examples:
        blocks[f"intent:{one.intent}"].append(marked(one))
    for wording, value in data.synonyms.items():
        blocks[f"synonym:{value}"].append(wording)
    for kind, tables in (("lookup", data.lookups), ("regex", data.regexes)):
        for name, entries in tables.items():
            blocks[f"{kind}:{name}"] += entries
    for title, lines in blocks.items():
        yield f"## {title}"
        yield from (f"- {line}" for line in lines)
        yield ""


def _lines(text: str) -> Iterator[tuple[int, str]]:
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def _without_roles(text: str) -> str:
    """Return the text without the keys role and group in its marks, which training data here has no place for."""

    def plain(mark: re.Match[str]) -> str:
        fields = [f.strip() for f in mark["fields"].split(",") if not re.match(r'\s*"(?:role|group)"', f)]
        return f"{mark['text']}{{{', '.join(fields)}}}"

    return _LONG_MARK.sub(plain, text)
