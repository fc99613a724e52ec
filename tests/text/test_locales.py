"""The lists of words of the languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import ROOT

FOLDER = ROOT / "botkit" / "text" / "locales"
LISTS = ("abbreviations", "facts", "question_words", "stop_words")
FILES = sorted(file for name in (*LISTS, "synonyms") for file in FOLDER.glob(f"*/{name}.yml"))


def words_of(entry: Any) -> list[Any]:
    match entry:
        case dict():
            return [word for value in entry.values() for word in words_of(value)]
        case list():
            return [word for value in entry for word in words_of(value)]
        case _:
            return [entry]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FOLDER)))
def test_every_word_is_a_text_and_none_a_yes_or_a_number_by_mistake(file: Path) -> None:
    words = words_of(yaml.safe_load(file.read_text(encoding="utf-8")))

    assert words
    assert [word for word in words if not isinstance(word, str) or not word.strip()] == []


@pytest.mark.parametrize("name", LISTS)
def test_english_and_german_have_the_same_lists(name: str) -> None:
    assert [(FOLDER / language / f"{name}.yml").is_file() for language in ("en", "de")] == [True, True]
