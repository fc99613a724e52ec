"""What a bot's reader learns: when it is trained, when it is left as it is, and what is refused at opening it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from botkit.answering.select.linear_adapter import LinearAdapter
from botkit.assembly import read_linear_adapter
from botkit.domain import Question
from botkit.domain.errors import ArtifactError
from botkit.knowledge.index.index import Index
from botkit.knowledge.ingest.blocks import Block, Document
from botkit.project import artifact
from botkit.testing import HashingEncoder
from botkit.training.linear_adapter import FEWEST
from botkit.training.selector import train_from_index

ENCODER = HashingEncoder(64)
ARTICLE = "Cards cost eight pounds. Cards come by post. Cards work abroad."
FACTS = ["eight pounds", "by post", "work abroad"]


def index(questions: int, text: str = ARTICLE, unanswered: int = 3, encoder_id: str = "hashing") -> Index:
    asked = [Question(f"card question {n}", ("cards.md",), (FACTS[n % 3],)) for n in range(questions)]
    asked += [Question(f"dog question {n}") for n in range(unanswered)]
    documents = [Document("cards.md", "Cards", (Block(text),))]
    return Index.build(documents, ENCODER, questions=asked, encoder_id=encoder_id)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "reader"


@pytest.fixture(scope="module")
def trained(folder: Path) -> int | None:
    return train_from_index(index(FEWEST), folder, ENCODER)


def test_it_is_trained_from_the_questions_that_are_answered_and_sealed(trained: int | None, folder: Path) -> None:
    assert trained == FEWEST
    assert list(artifact.open_sealed(folder, "reader").files) == ["projection.safetensors"]
    adapter = read_linear_adapter(folder, "hashing")
    assert isinstance(adapter, LinearAdapter)
    assert all(np.abs(matrix).max() > 0 for matrix in (adapter.question, adapter.statement, adapter.placed))


def test_the_same_questions_and_documents_train_nothing_anew(trained: int | None, folder: Path) -> None:
    before = (folder / artifact.MANIFEST).stat().st_mtime_ns
    assert train_from_index(index(FEWEST), folder, ENCODER) is None
    assert train_from_index(index(FEWEST, unanswered=5), folder, ENCODER) is None
    assert (folder / artifact.MANIFEST).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "other",
    [
        index(FEWEST + 1),
        index(FEWEST, text=f"{ARTICLE} They are blue."),
        index(FEWEST, encoder_id="another"),
    ],
    ids=["another question", "another document", "another encoder"],
)
def test_what_has_changed_trains_it_anew(other: Index, tmp_path: Path) -> None:
    train_from_index(index(FEWEST), tmp_path / "reader", ENCODER)
    assert train_from_index(other, tmp_path / "reader", ENCODER) in (FEWEST, FEWEST + 1)


def test_too_few_questions_leave_no_reader(tmp_path: Path) -> None:
    place = tmp_path / "reader"
    assert train_from_index(index(FEWEST), place, ENCODER) == FEWEST
    assert train_from_index(index(FEWEST - 1, unanswered=200), place, ENCODER) == 0
    assert not place.exists()
    assert read_linear_adapter(place, "hashing") is None


def test_a_reader_of_another_encoder_is_refused(trained: int | None, folder: Path) -> None:
    with pytest.raises(ArtifactError, match="made with another encoder; run: botkit train BOT"):
        read_linear_adapter(folder, "another")


def test_a_changed_byte_is_refused(tmp_path: Path) -> None:
    train_from_index(index(FEWEST), tmp_path / "reader", ENCODER)
    file = tmp_path / "reader" / "projection.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))
    with pytest.raises(ArtifactError, match="has changed since it was built; run: botkit train BOT"):
        read_linear_adapter(tmp_path / "reader", "hashing")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    train_from_index(index(FEWEST), tmp_path / "reader", ENCODER, lambda *each: told.append(each))
    assert told
    assert told[-1][1] == told[-1][2]
