"""A training that was stopped goes on, and ends where it would have ended."""

from pathlib import Path

import pytest
import torch

from intents.checkpoint import Checkpoint
from intents.data import TrainingData
from intents.model import NluModel
from intents.trainer import TrainSettings, train
from intents.types import Example

SETTINGS = TrainSettings(epochs=4, batch_size=8, learning_rate=3e-3)


@pytest.fixture(scope="module")
def many(sixty) -> TrainingData:
    """Enough examples to hold some out."""
    texts = [f"{example.text} {word}" for word in ("please", "now") for example in sixty.examples]
    examples = [Example(text, example.intent) for text, example in zip(texts, sixty.examples * 2, strict=True)]
    return TrainingData(tuple(examples))


@pytest.fixture(scope="module")
def unbroken(many, tiny_encoder_folder) -> NluModel:
    return train(many, tiny_encoder_folder, SETTINGS)


def stopped(many: TrainingData, encoder: Path, checkpoint: Checkpoint, at: str = "epoch 3/4") -> None:
    """Trains until a step of that epoch is done."""

    def stop(what: str, done: int, total: int) -> None:
        if what.startswith(at):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(many, encoder, SETTINGS, stop, checkpoint=checkpoint)


def epochs(many: TrainingData, encoder: Path, checkpoint: Checkpoint) -> tuple[NluModel, set[str]]:
    """The model, and the epochs that it took to train it."""
    told: list[str] = []
    model = train(many, encoder, SETTINGS, lambda what, *_: told.append(what), checkpoint=checkpoint)
    return model, {what.split(",")[0] for what in told if what.startswith("epoch")}


def test_what_was_stopped_goes_on_and_ends_as_the_unbroken_training(many, unbroken, tiny_encoder_folder, tmp_path):
    checkpoint = Checkpoint(tmp_path / "training.safetensors", "one")
    stopped(many, tiny_encoder_folder, checkpoint)
    model, took = epochs(many, tiny_encoder_folder, checkpoint)
    assert took == {"epoch 3/4", "epoch 4/4"}
    expected = unbroken.network.state_dict()
    for name, value in model.network.state_dict().items():
        assert torch.equal(value, expected[name]), name
    assert model.description.calibration == unbroken.description.calibration


def test_a_stop_before_the_first_epoch_is_done_begins_anew(many, tiny_encoder_folder, tmp_path):
    checkpoint = Checkpoint(tmp_path / "training.safetensors", "one")
    stopped(many, tiny_encoder_folder, checkpoint, "epoch 1/4")
    assert not checkpoint.path.exists()


@pytest.mark.parametrize("harm", ["another training", "damaged"])
def test_what_was_kept_of_another_training_or_is_damaged_is_not_used(many, tiny_encoder_folder, tmp_path, harm):
    checkpoint = Checkpoint(tmp_path / "training.safetensors", "one")
    stopped(many, tiny_encoder_folder, checkpoint)
    if harm == "damaged":
        checkpoint.path.write_bytes(checkpoint.path.read_bytes()[:1000])
    else:
        checkpoint = Checkpoint(checkpoint.path, "another")
    _, took = epochs(many, tiny_encoder_folder, checkpoint)
    assert len(took) == 4
