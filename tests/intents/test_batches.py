"""What is trained on: the examples, and the names of the intents."""

import pytest
from transformers import AutoTokenizer

from intents.batches import IGNORED, TextEncoder, TrainingBatches, in_words
from intents.features import Hints
from intents.types import Example


@pytest.fixture
def batches(tiny_encoder_folder):
    encoder = TextEncoder(AutoTokenizer.from_pretrained(tiny_encoder_folder), Hints.of({}, {}))
    examples = [Example("my card is lost", "card_lost"), Example("Hello", "hello"), Example("hello you", "hello")]
    return TrainingBatches(encoder, examples, ("card_lost", "hello"), ("O", "B-card", "I-card"), 2)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("card_payment_fee", "card payment fee"),
        ("reverted-payment?", "reverted payment"),
        ("BookRestaurant", "Book Restaurant"),
        ("faq/askATM24", "faq ask ATM 24"),
        ("überweisung_tätigen", "überweisung tätigen"),
        ("...", ""),
    ],
)
def test_the_name_of_an_intent_is_read_as_words(name, words):
    assert in_words(name) == words


def test_the_names_come_after_the_examples_unless_somebody_says_them(batches):
    assert batches.texts == ["my card is lost", "Hello", "hello you", "card lost"]
    assert batches.utterances == 3
    assert batches.intents[3].tolist() == [1, 0]


def test_a_name_says_nothing_about_slots(batches):
    assert batches.tags[0] == [0, 0, 0, 0]
    assert batches.tags[3] == [IGNORED, IGNORED]
