"""Which language a message is in."""

from __future__ import annotations

import re

import pytest

from botkit.turn.languages import LanguageDetector
from botkit.turn.languages.cannot_answer import cannot_answer, known_languages
from botkit.turn.languages.interpreter import SURE
from intents.rasa import read_training_data
from tests import ROOT

BANK = ROOT / "config" / "banking"


@pytest.fixture(scope="module")
def detector():
    return LanguageDetector()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ich habe meine Karte verloren", "de"),
        ("Wie hoch sind die Gebühren?", "de"),
        ("je voudrais parler à un conseiller", "fr"),
        ("¿cuánto cuesta una transferencia?", "es"),
        ("vorrei parlare con un operatore", "it"),
        ("zgubiłem kartę", "pl"),
        ("我的卡丢了", "zh"),
        ("لقد فقدت بطاقتي", "ar"),
        ("I have lost my card", "en"),
    ],
)
def test_a_short_message_is_enough(detector, text, language):
    spoken = detector.detect(text)
    assert (spoken.language, spoken.probability >= SURE) == (language, True)


def test_no_held_out_utterance_of_the_english_bank_counts_as_foreign(detector):
    utterances = [example.text for example in read_training_data([BANK / "tests" / "nlu.yml"]).examples]
    found = [(text, detector.detect(text)) for text in utterances]
    assert len(found) > 400
    assert not [one for one in found if one[1].language != "en" and one[1].probability >= SURE]


def test_the_bot_says_what_it_understands_in_the_language_that_was_spoken():
    assert cannot_answer("de", ["en"]) == "Leider kann ich noch nicht auf Deutsch antworten. Ich verstehe: Englisch."
    assert "anglais, allemand" in cannot_answer("fr", ["en", "de"])


@pytest.mark.parametrize("language", known_languages())
def test_every_language_has_names_for_others(language):
    names = re.split("[:：]", cannot_answer(language, ["en", "de"]))[-1]
    assert not {"en", "de", "{languages}"} & set(re.findall(r"[\w{}]+", names))
