"""A bot in several languages: its folder, and its answers."""

from __future__ import annotations

import re

import pytest

from botkit.domain.errors import ConfigError
from botkit.project import folder as config

ENGLISH = """\
intents:
  lost_card: {flow: lost_card}
slots:
  card_type: {question: Which card?, choices: [debit, credit]}
flows:
  lost_card:
    steps:
      - ask: card_type
"""
GERMAN = ENGLISH.replace("Which card?", "Welche Karte?")


@pytest.fixture
def bot(tmp_path):
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "a.yml").write_text("nlu:\n- intent: lost_card\n  examples: |\n    - lost\n")
    (tmp_path / "dialogue.yml").write_text(ENGLISH.replace("Which card?", '"Which card?"'))
    (tmp_path / "dialogue.de.yml").write_text(GERMAN.replace("Welche Karte?", '"Welche Karte?"'))
    return tmp_path


def test_a_dialogue_in_another_language_is_read_by_its_name(bot):
    dialogues = config.load(bot).dialogues
    assert {code: spec.slots["card_type"].question for code, spec in dialogues.items()} == {"de": ("Welche Karte?",)}


def test_it_has_the_same_flows_and_slots(bot):
    path = bot / "dialogue.de.yml"
    path.write_text(re.sub("lost_card", "verloren", path.read_text()))
    with pytest.raises(ConfigError, match=r"^dialogue.de.yml:\d+: the flow 'lost_card' is only in one of dialogue.yml"):
        config.load(bot)


@pytest.mark.parametrize("name", ["dialogue.german.yml", "dialogue.en.yml"])
def test_its_name_must_tell_another_language(bot, name):
    (bot / "dialogue.de.yml").rename(bot / name)
    with pytest.raises(ConfigError, match=f"^{re.escape(name)}: must be named for another language"):
        config.load(bot)


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        ("languages: {translate: {german: {to: a, back: b}}}", "bot.yaml:1: .* must be a language code of two letters"),
        ("languages: {translate: {de: {to: a}}}", "bot.yaml:1: .*back"),
        (
            "languages: {translate: {de: {to: ./no-model, back: b}}}",
            "bot.yaml:1: .* names './no-model', but there is no",
        ),
        ("languages: {detekt: true}", "bot.yaml:1: unknown key 'detekt'"),
    ],
)
def test_what_cannot_be_is_named(bot, yaml, problem):
    (bot / "bot.yaml").write_text(f"{yaml}\n")
    with pytest.raises(ConfigError, match=problem):
        config.load(bot)


def test_a_bot_says_in_german_that_it_only_speaks_english(built):
    said = built.run("ask", "Ich habe gestern meine Karte verloren, was soll ich tun?")
    assert said.status == 0
    assert "Ich verstehe: Englisch." in said.out
    assert "decision: refuse" in said.out
