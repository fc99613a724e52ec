"""Tables of utterances and their intents: CSV, TSV, and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange.source import Source, example, intent_name, marks, wanted
from intents.types import Example

TEXT = ("text", "utterance", "query", "sentence", "question", "example", "phrase", "message", "input")
INTENT = ("intent", "label", "category", "class", "intent_name", "target")


def read_delimited(source: Source) -> TrainingData:
    """Read a text and its intent from each row. A header determines the columns; without one, the text comes first."""
    name, text = source.path.name, source.text()
    header = text.partition("\n")[0]
    delimiter = (
        "\t"
        if source.path.suffix == ".tsv" or header.count("\t")
        else ";"
        if header.count(";") > header.count(",")
        else ","
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[int, int] | None = None
    examples: list[Example] = []
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            where = f"{name}:{reader.line_num}"
            if columns is None:
                columns = _columns(row)
                if columns is None:
                    columns = (0, 1)
                else:
                    continue
            if len(row) <= max(columns):
                raise DataError(f"{where}: the row has no intent; a text and its intent are needed in each row")
            examples.append(example(row[columns[0]], intent_name(row[columns[1]]), (), where))
    except csv.Error as error:
        raise DataError(f"{name}:{reader.line_num + 1}: is not CSV ({error}); check the quotes") from None
    return TrainingData(tuple(examples))


def read_lines(source: Source) -> TrainingData:
    """Read a JSON object from each line: a text, an intent, and any marks (entities or slots with start and end)."""
    name, examples = source.path.name, []
    for number, line in enumerate(source.text().splitlines(), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(f"{where}: is not valid JSON: {error.msg}") from None
        fields = wanted(item, dict, where, "an object with text and intent")
        text = wanted(_first(fields, TEXT), str, where, f"a text under one of {', '.join(TEXT[:4])}")
        intent = wanted(_first(fields, INTENT), str, where, f"an intent under one of {', '.join(INTENT[:3])}")
        entities = fields.get("entities", fields.get("slots", []))
        examples.append(example(text, intent_name(intent), marks(entities, text, where), where))
    return TrainingData(tuple(examples))


def written_delimited(data: TrainingData, delimiter: str = ",") -> str:
    """Return the data as delimited text with a header, without marks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(("text", "intent"))
    writer.writerows((one.text, one.intent) for one in data.examples)
    return out.getvalue()


def written_lines(data: TrainingData) -> str:
    """Return the data as JSON lines, including marks."""
    lines = (
        {
            "text": one.text,
            "intent": one.intent,
            "entities": [
                {"start": slot.start, "end": slot.end, "entity": slot.name, "value": slot.value} for slot in one.slots
            ],
        }
        for one in data.examples
    )
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _columns(header: list[str]) -> tuple[int, int] | None:
    """Return the columns of the text and the intent, or None if this is not a header."""
    names = [cell.strip().casefold() for cell in header]
    texts = [names.index(name) for name in TEXT if name in names]
    intents = [names.index(name) for name in INTENT if name in names]
    return (texts[0], intents[0]) if texts and intents else None


def _first(fields: Mapping[str, object], keys: tuple[str, ...]) -> object:
    return next((fields[key] for key in keys if key in fields), None)
