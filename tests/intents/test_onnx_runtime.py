"""ONNX Runtime answers what torch answers."""

import pytest

from intents.errors import ModelError
from intents.evaluation import evaluate
from intents.model import NluModel
from intents.runtime import OnnxRuntime
from intents.trainer import TrainSettings, train
from tests.intents.best import best

pytest.importorskip("onnxruntime", reason="the extra `fast` is not installed")
pytest.importorskip("onnxscript", reason="the extra `fast` is not installed")

TEXTS = ["hello", "i lost my card in York", "pay Anna now", "card stolen in Leeds", "q z 7"]


@pytest.fixture(scope="module", params=["linear", "finetune"])
def model(request, data, tiny_encoder_folder) -> NluModel:
    return train(data, tiny_encoder_folder, TrainSettings(request.param, epochs=20, learning_rate=3e-3))


def test_onnx_answers_as_torch_does(model, tmp_path):
    model.save(tmp_path, "onnx")
    fast = NluModel.load(tmp_path)
    for slow, quick in zip(model.parse_many(TEXTS), fast.parse_many(TEXTS), strict=True):
        assert quick.slots == slow.slots
        assert best(quick).name == best(slow).name
        assert best(quick).confidence == pytest.approx(best(slow).confidence, abs=1e-4)
        assert quick.familiarity == pytest.approx(slow.familiarity, abs=1e-3)


def test_eight_bits_still_know_the_examples(model, data, tmp_path):
    model.save(tmp_path, "onnx-int8")
    report = evaluate(NluModel.load(tmp_path), data.examples)
    assert report.intent_accuracy >= 0.9


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"network\.onnx is missing"):
        OnnxRuntime(tmp_path / "network.onnx")
