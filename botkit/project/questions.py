"""Files of questions with the articles that answer them, which a bot learns from or is tested on."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botkit.domain import Question
from botkit.domain.errors import ConfigError

COLUMNS = ("question", "article", "fact")


def read_questions(path: Path, *, relative_to: Path | None = None) -> tuple[Question, ...]:
    """Read the CSV file; `|` separates alternative articles or facts. Raises ConfigError with the line.

    Errors and places name the file relative to the folder `relative_to`.
    """
    name = path.relative_to(relative_to) if relative_to else path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{name}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read ({error.strerror}); looked at {path}") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)
    try:
        if missing := [column for column in COLUMNS[:2] if column not in (reader.fieldnames or ())]:
            raise ConfigError(f"{name}:1: no column '{missing[0]}'; the header is {','.join(COLUMNS)}")
        questions = tuple(_question(row, f"{name}:{reader.line_num}") for row in reader)
    except csv.Error as error:
        raise ConfigError(f"{name}:{reader.line_num + 1}: is not CSV ({error}); check the quotes") from None
    if not questions:
        raise ConfigError(f"{name}: has no questions; write one a line below the header, or delete the file")
    return questions


def _question(row: Mapping[str | None, Any], place: str) -> Question:
    """Read a row; `place` is where it ends in its file."""
    if None in row:  # DictReader's key for cells beyond the header
        raise ConfigError(f"{place}: more cells than the header has; put cells with a comma in quotes")
    if not row["question"].strip():
        raise ConfigError(f"{place}: the row has no question; write one or delete the row")
    return Question(row["question"].strip(), _parts(row["article"]), _parts(row.get("fact", "")), place)


def _parts(text: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", text)  # as documents are named and read
    return tuple(part.strip() for part in text.split("|") if part.strip())
