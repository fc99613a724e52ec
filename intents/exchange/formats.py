"""The formats by name, and their detection."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange import clinc, dialogflow, lex, nlupp, rasa_json, rasa_markdown, rasa_yaml, sequences, tables
from intents.exchange.source import Source
from intents.rasa import read_training_data
from intents.types import Example


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its title, its file suffix, and the functions that read and write it (None if it is read-only)."""

    title: str
    suffix: str
    read: Callable[[Source], TrainingData]
    written: Callable[[TrainingData], str] | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The imported data, and notes on anything left out."""

    data: TrainingData
    format: str
    notes: tuple[str, ...] = ()


def _rasa(source: Source) -> TrainingData:
    paths = [source.path]
    if source.path.is_dir():
        paths = sorted(path for path in source.path.rglob("*") if path.suffix in {".yml", ".yaml"})
    return read_training_data(paths, relative_to=source.path if source.path.is_dir() else source.path.parent)


FORMATS: Mapping[str, Format] = {
    "rasa": Format("Rasa NLU YAML", ".yml", _rasa, rasa_yaml.written),
    "rasa-json": Format("Rasa's older JSON", ".json", rasa_json.read, rasa_json.written),
    "rasa-markdown": Format("Rasa's older Markdown", ".md", rasa_markdown.read, rasa_markdown.written),
    "dialogflow": Format("an export of Dialogflow ES", ".zip", dialogflow.read),
    "lex": Format("an export of Amazon Lex V2", ".zip", lex.read),
    "csv": Format("CSV", ".csv", tables.read_delimited, tables.written_delimited),
    "tsv": Format("TSV", ".tsv", tables.read_delimited, partial(tables.written_delimited, delimiter="\t")),
    "jsonl": Format("JSON lines", ".jsonl", tables.read_lines, tables.written_lines),
    "clinc": Format("CLINC150's JSON", ".json", clinc.read, clinc.written),
    "sequences": Format("seq.in, seq.out and label", "", sequences.read),
    "nlu++": Format("NLU++'s JSON", ".json", nlupp.read, nlupp.written),
}
"""All formats by their name on the command line."""


def format_of(path: Path) -> str:
    """Return the name of the format of the file, folder or archive. Raises DataError if it is in none of them."""
    if not path.exists():
        raise DataError(f"{path}: no such file or folder")
    by_suffix = {
        ".yml": "rasa",
        ".yaml": "rasa",
        ".md": "rasa-markdown",
        ".csv": "csv",
        ".tsv": "tsv",
        ".jsonl": "jsonl",
    }
    if path.is_file() and path.suffix in by_suffix:
        return by_suffix[path.suffix]
    names = Source(path).names()
    if path.is_dir() and all(name in names for name in sequences.FILES):
        return "sequences"
    if any("_usersays_" in name for name in names):
        return "dialogflow"
    if any("BotLocales/" in name for name in names):
        return "lex"
    if path.is_dir() and any(name.endswith((".yml", ".yaml")) for name in names):
        return "rasa"
    if path.suffix == ".json" or (path.is_dir() and any(name.endswith(".json") for name in names)):
        return _json_format(path)
    raise DataError(f"{path.name}: its format is not known; name it with --format: {', '.join(FORMATS)}")


def read_data(path: Path, name: str | None = None, split: str | None = None) -> Imported:
    """Read the data in the named format, or in the detected one.

    `split` is for CLINC150 only. Duplicate examples of the same intent are read once; the notes give their number.
    Raises DataError; the message starts with the place of the problem.
    """
    name = name or format_of(path)
    if name not in FORMATS:
        raise DataError(f"unknown format '{name}'; there are {', '.join(FORMATS)}")
    if split is not None and name != "clinc":
        raise DataError(f"{path.name}: --split is for CLINC150's JSON; this is {FORMATS[name].title}")
    source = Source(path)
    try:
        data = clinc.read(source, split) if split else FORMATS[name].read(source)
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise DataError(
            f"{path.name}: is not {FORMATS[name].title} as it should be ({type(error).__name__}: {error})"
        ) from error
    if not data.examples:
        raise DataError(f"{path.name}: holds no examples of {FORMATS[name].title}; is the format right?")
    kept: dict[tuple[str, str], Example] = {}
    for one in data.examples:
        kept.setdefault((one.text.casefold(), one.intent), one)
    notes = []
    if twice := len(data.examples) - len(kept):
        notes.append(f"{twice} examples stood there twice and were read once")
    if brackets := sum("[" in one.text or "]" in one.text for one in kept.values()):
        notes.append(f"{brackets} texts have square brackets; they are written as round ones")
    return Imported(replace(data, examples=tuple(kept.values())), name, tuple(notes))


def write_data(data: TrainingData, path: Path, name: str | None = None) -> str:
    """Write the data to `path` in the named format, or the one of its suffix; return the format's name.

    Raises DataError if the format is read-only.
    """
    by_suffix = {one.suffix: key for key, one in FORMATS.items() if one.suffix and one.written}
    by_suffix |= {".yaml": "rasa", ".json": "rasa-json"}
    name = name or by_suffix.get(path.suffix)
    if name == "sequences":
        sequences.write(data, path)
        return name
    written = FORMATS[name].written if name and name in FORMATS else None
    if name is None or written is None:
        names = ", ".join(key for key, one in FORMATS.items() if one.written or key == "sequences")
        raise DataError(f"{path.name}: not a format that is written; name one with --format: {names}")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(written(data))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return name


def _json_format(path: Path) -> str:
    if path.is_dir():
        return "nlu++"
    try:
        root = json.loads(Source(path).text())
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}:{error.lineno}: is not valid JSON: {error.msg}") from None
    match root:
        case {"rasa_nlu_data": _}:
            return "rasa-json"
        case {"train": list()} | {"test": list()}:
            return "clinc"
        case [{"text": _, "intents": _}, *_] | [{"text": _, "slots": _}, *_] | [{"text": _}, *_]:
            return "nlu++"
    raise DataError(f"{path.name}: its format is not known; name it with --format: {', '.join(FORMATS)}")
