"""Utterances with several intents, or with none."""

from dataclasses import replace
from typing import get_args

import pytest

from intents.data import TrainingData
from intents.evaluation import evaluate
from intents.settings import Trainer
from intents.trainer import TrainSettings, train
from intents.types import Example

DATA = TrainingData(
    tuple(
        Example(text, intent)
        for intent, texts in {
            "card": ["my card", "the card", "this card", "a card please", "card"],
            "lost": ["it is lost", "i lost it", "lost", "how lost", "lost it today"],
            "card+lost": ["i lost my card", "my card is lost", "lost card", "the card is lost", "report a lost card"],
            "": ["hello", "hello you", "today", "what a day", "five"],
        }.items()
        for text in texts
    )
)


@pytest.fixture(scope="module", params=get_args(Trainer))
def model(request, tiny_encoder_folder):
    settings = TrainSettings(trainer=request.param, epochs=60, batch_size=4, learning_rate=5e-3, dropout=0.0)
    return train(DATA, tiny_encoder_folder, settings)


def test_the_names_between_the_signs_are_intents():
    assert DATA.intents == ("card", "lost")
    assert DATA.several
    assert not replace(DATA, examples=DATA.examples[:10]).several


@pytest.mark.parametrize(
    ("text", "meant"), [("my card is lost", {"card", "lost"}), ("this card", {"card"}), ("hello you", set())]
)
def test_all_intents_of_an_utterance_are_found_and_no_other(model, text, meant):
    understanding = model.parse(text)
    assert {intent.name for intent in understanding.meant} == meant
    assert len(understanding.intents) == 2


def test_an_utterance_counts_as_right_if_all_its_intents_are(model):
    report = evaluate(model, DATA.examples)
    assert report.intent_accuracy > 0.9
    assert report.intent_f1 > 0.9
    assert report.intents["card"].support == 10


def test_a_saved_model_still_finds_several(model, tmp_path):
    from intents.model import NluModel

    model.save(tmp_path)
    assert NluModel.load(tmp_path).parse("lost card").several
