"""Rasa's training data, in the narrower form of it that botkit reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from botkit.project.importing.rasa_project import Piece, RasaProject, plain_name
from botkit.project.importing.report import Report
from intents.errors import DataError
from intents.rasa import parse_example

KINDS = ("intent", "synonym", "lookup", "regex")
_MARK = re.compile(r"(?P<text>\[[^\[\]]+\])(?P<fields>\{[^{}]*\})")


def training_data(project: RasaProject, report: Report) -> dict[str, Any]:
    """Return the content of a file in the Rasa NLU YAML format, without the parts that botkit does not read."""
    blocks: dict[tuple[str, str], list[str]] = {}
    for piece in project.pieces("nlu"):
        kind = next((kind for kind in KINDS if isinstance(piece.value, dict) and kind in piece.value), None)
        if kind is None:
            report.left(piece.place, "this block is neither intent, synonym, lookup nor regex")
            continue
        name = str(piece.value[kind])
        if kind == "intent":
            name = _intent(name, piece, report)
        for extra in sorted(piece.value.keys() - {kind, "examples"}):
            report.left(piece.place, f"'{extra}' of '{name}'")
        lines = [text for text in _examples(piece, kind, report) if text]
        if lines:
            known = blocks.setdefault((kind, name), [])
            known += [line for line in lines if line not in known]
            report.taken(piece.place, f"{kind} '{name}': {len(lines)} examples")
    return {
        "nlu": [
            {kind: name, "examples": "".join(f"- {line}\n" for line in lines)} for (kind, name), lines in blocks.items()
        ]
    }


def _intent(name: str, piece: Piece, report: Report) -> str:
    plain = "+".join(plain_name(part) for part in name.split("+"))
    if plain != name:
        report.changed(piece.place, f"the intent '{name}' is called '{plain}'")
    return plain


def _examples(piece: Piece, kind: str, report: Report) -> Iterator[str]:
    """Yield one text per line, with nothing but entity and value in its marks."""
    examples = piece.value.get("examples")
    if isinstance(examples, str):
        lines = [line.strip().removeprefix("-").strip() for line in examples.splitlines()]
    elif isinstance(examples, list):
        lines = [str(one.get("text", "") if isinstance(one, dict) else one).strip() for one in examples]
        if any(isinstance(one, dict) and one.keys() - {"text"} for one in examples):
            report.left(piece.place, "metadata of single examples")
    else:
        lines = []
    for line in lines:
        text = " ".join(line.split())
        if kind != "intent":
            yield text
            continue
        plain = _MARK.sub(lambda mark: mark["text"] + _fields(mark["fields"], piece, report), text)
        try:
            parse_example(plain, "", "")
        except DataError as error:
            report.left(piece.place, f"the example '{text}'{error}")
        else:
            yield plain


def _fields(text: str, piece: Piece, report: Report) -> str:
    try:
        fields = json.loads(text)
    except ValueError:
        return text
    if dropped := sorted(fields.keys() - {"entity", "value"}):
        report.left(
            piece.place, f"{' and '.join(dropped)} of the mark {text}; here, words before a value tell (`after`)"
        )
    return json.dumps({key: fields[key] for key in ("entity", "value") if key in fields}, ensure_ascii=False)
