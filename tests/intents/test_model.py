"""A model trained from a tiny BERT: it learns, it is saved and loaded, and bad folders are refused."""

import json
import re
import shutil
from dataclasses import replace
from typing import get_args

import pytest

from intents.data import TrainingData
from intents.errors import DataError, ModelError
from intents.evaluation import evaluate
from intents.model import NluModel
from intents.settings import Trainer
from intents.trainer import TrainSettings, train
from tests.intents.best import best

FINE = TrainSettings(epochs=60, batch_size=4, learning_rate=5e-3, dropout=0.0)


@pytest.fixture(scope="module", params=get_args(Trainer))
def model(request, data, tiny_encoder_folder) -> NluModel:
    return train(data, tiny_encoder_folder, replace(FINE, trainer=request.param))


def test_it_learns_its_examples(model, data):
    report = evaluate(model, data.examples)
    assert report.intent_accuracy == 1.0
    assert report.slot_f1 == 1.0
    assert report.sentence_accuracy == 1.0


def test_a_lookup_carries_over_to_a_value_never_seen_in_training(model):
    slot = model.parse("lost it in Bath today").slot("city")
    assert slot is not None
    assert slot.text == "Bath"


def test_confidences_are_probabilities_in_falling_order(model):
    confidences = [intent.confidence for intent in model.parse("hello").intents]
    assert sum(confidences) == pytest.approx(1.0, abs=1e-4)
    assert confidences == sorted(confidences, reverse=True)


def test_a_synonym_gives_the_value_and_the_text_stays(model):
    slot = model.parse("card stolen in Leeds").slot("city")
    assert slot is not None
    assert (slot.text, slot.value) == ("Leeds", "Leeds, UK")


def test_many_texts_are_understood_as_each_alone(model):
    texts = ["hello", "i lost my card in York", "pay Anna", "a text of quite some other length than those before it"]
    for alone, together in zip([model.parse(text) for text in texts], model.parse_many(texts), strict=True):
        assert alone.slots == together.slots
        assert alone.best is not None
        assert together.best is not None
        assert alone.best.name == together.best.name
        assert alone.best.confidence == pytest.approx(together.best.confidence, abs=1e-4)


def test_a_saved_model_answers_the_same(model, tmp_path):
    model.save(tmp_path)
    loaded = NluModel.load(tmp_path)
    for text in ("hello", "card stolen in Leeds"):
        before, after = model.parse(text), loaded.parse(text)
        assert before.slots == after.slots
        assert [i.name for i in before.intents] == [i.name for i in after.intents]
        assert best(before).confidence == pytest.approx(best(after).confidence)
        assert before.familiarity == pytest.approx(after.familiarity, abs=1e-4)


def test_the_saved_encoder_is_one_that_transformers_loads(model, tmp_path):
    from transformers import AutoModel, AutoTokenizer

    model.save(tmp_path)
    tokens = AutoTokenizer.from_pretrained(tmp_path / "encoder")("hello", return_tensors="pt")
    hidden = AutoModel.from_pretrained(tmp_path / "encoder")(**tokens).last_hidden_state
    assert hidden.shape[-1] == model.network.encoder.config.hidden_size


def test_the_same_seed_gives_the_same_model(data, tiny_encoder_folder):
    settings = TrainSettings(epochs=2, seed=7)
    first, second = (train(data, tiny_encoder_folder, settings).parse("lost card").best for _ in range(2))
    assert first == second


def test_training_tells_how_far_it_is(data, tiny_encoder_folder):
    told = []
    train(data, tiny_encoder_folder, TrainSettings(epochs=1, batch_size=4), lambda *what: told.append(what))
    assert [(done, total) for what, done, total in told if what.startswith("epoch 1/1")][-1] == (4, 4)


def test_a_saved_model_has_a_card_that_tells_of_its_data(model, tmp_path):
    model.save(tmp_path)
    card = (tmp_path / "README.md").read_text()
    assert "| lost | 6 |" in card
    assert "Slots: city, payee." in card


@pytest.mark.parametrize("part", ["nlu.json", "heads.safetensors", "encoder/model.safetensors"])
def test_a_folder_with_a_part_missing_is_no_model(model, tmp_path, part):
    model.save(tmp_path)
    (tmp_path / part).unlink()
    with pytest.raises(ModelError, match="train it again"):
        NluModel.load(tmp_path)


def test_a_model_of_a_later_format_is_refused(model, tmp_path):
    model.save(tmp_path)
    described = json.loads((tmp_path / "nlu.json").read_text())
    (tmp_path / "nlu.json").write_text(json.dumps(described | {"format": 99}))
    with pytest.raises(ModelError, match=r"its format is 99, .*train it again"):
        NluModel.load(tmp_path)


def test_pickled_weights_are_not_loaded(tiny_encoder_folder, data, tmp_path):
    import torch

    folder = tmp_path / "pickled"
    shutil.copytree(tiny_encoder_folder, folder)
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="no usable encoder"):
        train(data, folder)


def test_an_encoder_that_is_not_there_is_named(data, tmp_path):
    with pytest.raises(ModelError, match="nowhere"):
        train(data, tmp_path / "nowhere")


def test_nothing_is_trained_on_nothing(tiny_encoder_folder):
    with pytest.raises(DataError, match="at least 2 intents, found none"):
        train(TrainingData(()), tiny_encoder_folder)


def test_the_progress_of_fine_tuning_tells_how_many_of_the_held_out_are_right(sixty, tiny_encoder_folder):
    told = set()
    twice = TrainingData(sixty.examples * 2)
    train(twice, tiny_encoder_folder, TrainSettings(epochs=2, batch_size=32), lambda what, *_: told.add(what))
    assert any(re.fullmatch(r"epoch 2/2, loss [\d.]+, right of the held-out [\d.]+%", what) for what in told)
