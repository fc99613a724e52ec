"""The lists of words and phrases: complete in English and German, and nowhere but in locales."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import botkit.text.locales
from botkit.dialogue.wording import Wording
from botkit.dialogue.wording.lists import lists
from botkit.text.locales import table
from tests import ROOT

LOCALES = Path(botkit.text.locales.__file__).parent
NAMES = sorted(path.stem for path in (LOCALES / "en" / "dialogue").glob("*.yml"))


def texts(value):
    """Every text of a file, however deep."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [] if isinstance(value, bool) else [value]


@pytest.mark.parametrize("name", NAMES)
def test_german_has_whatever_english_has(name):
    english, german = (table(language, f"dialogue/{name}") for language in ("en", "de"))
    assert german.keys() == english.keys()
    assert all(bool(texts(german[key])) == bool(texts(english[key])) for key in english)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_entry_is_a_text_and_stands_there_once(language, name):
    for key, value in table(language, f"dialogue/{name}").items():
        found = texts(value)
        assert all(isinstance(text, str) for text in found), f"{key}: quote it, or YAML makes something else of it"
        if key != "contact":
            assert len(found) == len(set(found)), key


@pytest.mark.parametrize("name", ["replies"])
def test_german_replies_have_the_placeholders_of_the_english_ones(name):
    for key, english in table("en", f"dialogue/{name}").items():
        german = table("de", f"dialogue/{name}")[key]
        assert [part for part in german.split() if "{" in part and part.strip(".:?") not in english] == []


def test_a_language_without_lists_has_those_of_english():
    assert lists("fi", "replies") == lists("en", "replies")
    assert Wording.of("fi").is_question("how much is it")


def test_no_reply_label_or_phrase_stands_in_the_code_of_the_dialogue():
    listed = {text for name in ("labels", "replies") for text in texts(dict(table("en", f"dialogue/{name}")))}
    listed |= {text for text in texts(dict(table("en", "dialogue/commands"))) if " " in text}
    for path in (ROOT / "botkit" / "dialogue").rglob("*.py"):
        strings = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert not strings & listed, path
