"""The adapter that known questions teach."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from botkit.answering.select.candidate_spans import candidate_spans
from botkit.answering.select.linear_adapter import LinearAdapter
from botkit.answering.select.span_scores import SpanScorer
from botkit.domain import Passage
from botkit.domain.errors import ArtifactError, DocumentError
from botkit.testing import HashingEncoder
from botkit.training.linear_adapter import FEWEST, Answered, train_linear_adapter

PASSAGE = Passage("1", "help.md", "Help", "Bereavement calls go to desk nine. Mortgages are made at desk four.")
NAMES = ["mum", "dad", "gran", "uncle", "aunt", "sister", "brother", "wife", "husband", "friend"]
ENCODER = HashingEncoder(256)


def asked(topic: str, start: int) -> list[Answered]:
    return [Answered(f"{name} {topic} {number}", ((0, start),)) for name in NAMES for number in range(FEWEST // 20)]


@pytest.fixture(scope="module")
def adapter() -> LinearAdapter:
    second = PASSAGE.text.index("Mortgages")
    return train_linear_adapter([*asked("passed away", 0), *asked("buys a house", second)], [PASSAGE], ENCODER)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("my cousin passed away", "Bereavement calls go to desk nine."), ("a house", "Mortgages are made at desk four.")],
)
def test_a_question_lies_beside_the_answer_to_questions_like_it(adapter, question, answer):
    units = candidate_spans(PASSAGE)
    scores = SpanScorer(ENCODER, adapter).scores(question, units)
    assert units[int(np.argmax(scores))].text == answer


def test_the_same_questions_and_seed_give_the_same_adapter(adapter):
    second = PASSAGE.text.index("Mortgages")
    again = train_linear_adapter([*asked("passed away", 0), *asked("buys a house", second)], [PASSAGE], ENCODER)
    np.testing.assert_array_equal(again.question, adapter.question)


def test_too_few_known_questions_teach_nothing():
    with pytest.raises(DocumentError, match="only 5 known questions have an answer that can be quoted; write 100"):
        train_linear_adapter(asked("passed away", 0)[:5], [PASSAGE], ENCODER)


def test_places_that_no_unit_holds_do_not_count():
    with pytest.raises(DocumentError, match="only 0 known questions"):
        train_linear_adapter(asked("passed away", 10_000), [PASSAGE], ENCODER)


def test_a_saved_adapter_says_the_same(adapter, tmp_path):
    adapter.save(tmp_path / "reader.safetensors", "hashing")
    loaded = LinearAdapter.load(tmp_path / "reader.safetensors", "hashing")
    rows = ENCODER.encode(["desk nine", "desk four"])
    expected = adapter.likeness(rows[0], rows, rows)
    np.testing.assert_allclose(loaded.likeness(rows[0], rows, rows), expected, atol=1e-3)


def test_a_adapter_for_another_encoder_is_refused(adapter, tmp_path):
    adapter.save(tmp_path / "reader.safetensors", "hashing")
    with pytest.raises(ArtifactError, match="made with another encoder; run: botkit train BOT"):
        LinearAdapter.load(tmp_path / "reader.safetensors", "minilm")


def test_a_missing_or_damaged_adapter_is_refused(tmp_path):
    with pytest.raises(ArtifactError, match="missing or damaged; run: botkit train BOT"):
        LinearAdapter.load(tmp_path / "reader.safetensors", "hashing")
    (tmp_path / "reader.safetensors").write_bytes(b"\x80pickle")
    with pytest.raises(ArtifactError, match="missing or damaged"):
        LinearAdapter.load(tmp_path / "reader.safetensors", "hashing")
    save_file({"other": np.zeros((256, 256), dtype=np.float32)}, tmp_path / "reader.safetensors")
    with pytest.raises(ArtifactError, match="missing or damaged"):
        LinearAdapter.load(tmp_path / "reader.safetensors", "hashing")
