"""Why a tiny trained model understands a text as it does."""

import pytest

from intents.data import TrainingData
from intents.explaining import explain
from intents.model import NluModel
from intents.rasa import parse_example
from intents.trainer import TrainSettings, train

TEXTS = {
    "pay": ["pay the bill", "please pay my bill", "pay it now", "pay a bill for me"],
    "lost": ["card lost", "i lost my card", "lost the card", "my card is lost"],
}
DATA = TrainingData(
    tuple(parse_example(t, name, f"{name}.yml:{n}") for name, texts in TEXTS.items() for n, t in enumerate(texts, 1))
)


@pytest.fixture(scope="module")
def model(tiny_encoder_folder) -> NluModel:
    return train(DATA, tiny_encoder_folder, TrainSettings(epochs=30, batch_size=4, learning_rate=3e-3, dropout=0.0))


def test_each_word_has_its_place_and_its_weight(model):
    found = explain(model, "please  pay  the bill", DATA.examples)
    assert [(word.text, word.start) for word in found.words] == [("please", 0), ("pay", 8), ("the", 13), ("bill", 17)]
    assert found.understanding.best is not None
    assert found.understanding.best.name == "pay"


def test_the_words_of_the_intent_weigh_most(model):
    words = {word.text: word.weight for word in explain(model, "the lost card", DATA.examples).words}
    assert max(words, key=lambda word: words[word]) in {"lost", "card"}


def test_an_example_is_nearest_to_itself(model):
    nearest = explain(model, "i lost my card", DATA.examples).nearest
    assert (nearest[0].example.text, nearest[0].example.origin) == ("i lost my card", "lost.yml:2")
    assert nearest[0].cosine == pytest.approx(1.0, abs=1e-4)
    assert [near.cosine for near in nearest] == sorted((near.cosine for near in nearest), reverse=True)


def test_the_threshold_decides_what_is_acted_on(model):
    assert explain(model, "pay my bill", DATA.examples, threshold=0.0).threshold == model.threshold
    assert not explain(model, "pay my bill", DATA.examples, threshold=1.0).acted_on


@pytest.mark.parametrize("text", ["pay", "?!", "£", "x" * 300])
def test_a_single_word_is_explained_without_an_occlusion(model, text):
    found = explain(model, text, DATA.examples)
    assert found.words == ()
    assert found.understanding.text == text
