"""A phone's apostrophe is as good as a keyboard's."""

from __future__ import annotations

import pytest

from botkit.dialogue import Phrases
from botkit.dialogue.wording import Wording, contains_phrase, same_words, words
from botkit.dialogue.wording.corrections import Corrections
from botkit.dialogue.wording.words import Tokens

LOST = ("report_lost_card", 0.9)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know",
        "that's right",
        "no, don't",
        "let's go back a step",
        "I've changed my mind",
        "what's that?",
        "where's my payee list",
        "what's the daily limit",
        "I'd like to talk to a person",
        "I didn't catch that",
    ],
)
@pytest.mark.parametrize("apostrophe", ["’", "‘", "ʼ", "´", "`", "＇"])
def test_a_message_is_read_as_with_a_plain_apostrophe(text, apostrophe):
    typed = text.replace("'", apostrophe)
    assert Phrases().reading(typed) == Phrases().reading(text)
    wording = Wording.of("en")
    for tell in (wording.is_question, wording.is_request, wording.content_words, words):
        assert tell(typed) == tell(text)


def test_a_flow_goes_on_as_with_a_plain_apostrophe(talk):
    talk.says("I lost my debit card", LOST)
    assert talk.says("I don’t know").text == "Four digits, please.\n\nLast four digits of the debit card?"
    assert talk.says("let’s start over").text.startswith("All right, from the beginning.")


def test_the_bots_own_words_may_have_either():
    meaning = Phrases.model_validate({"yes": ["that’s it"]}).reading("That's it!")
    assert meaning is not None
    assert meaning.kind == "yes"
    assert same_words("I didn’t make it", "I didn't make it.")
    assert contains_phrase("Well, I didn't make it", "I didn’t make it")


def test_positions_in_the_text_stay():
    tokens = Tokens.of("it wasn’t Anna")
    assert tokens.words == ("it", "wasn't", "anna")
    assert tokens.text[tokens.starts[1] : tokens.ends[1]] == "wasn’t"
    assert Corrections.of("en").is_taken_back(tokens, 2)
