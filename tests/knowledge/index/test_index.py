from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from botkit.domain.errors import ArtifactError, DocumentError
from botkit.knowledge.index.index import Index, IndexChanges, IndexFolder
from botkit.knowledge.ingest.documents import Block, Document


class CountingEncoder:
    def __init__(self, encoder) -> None:
        self.encoder = encoder
        self.texts: list[str] = []

    def encode(self, texts):
        self.texts += texts
        return self.encoder.encode(texts)


@pytest.fixture
def index(documents, encoder) -> Index:
    return Index.build(documents, encoder, encoder_id="tiny")[0]


@pytest.fixture
def saved(index, tmp_path) -> IndexFolder:
    folder = tmp_path / "index"
    folder.mkdir()
    index.save(folder)
    return IndexFolder(folder)


def test_a_saved_index_finds_the_same(index, saved, encoder):
    loaded = Index.load(saved.folder, encoder_id="tiny")
    (vector,) = encoder.encode(["lost card"])
    assert loaded.chunks == index.chunks
    assert loaded.nearest(vector, 5) == index.nearest(vector, 5)
    assert loaded.similarities(vector, range(3)) == index.similarities(vector, range(3))
    assert loaded.lexicon.search(["lost"], 5) == index.lexicon.search(["lost"], 5)


def test_only_open_formats_are_written_and_nothing_is_left_over(saved):
    assert {path.name for path in saved.folder.iterdir()} == {
        "index.json",
        "vectors.safetensors",
        "chunks.jsonl",
        "questions.safetensors",
        "questions.jsonl",
    }


def test_similarities_are_cosines_with_the_chunk_and_with_its_subject(index, encoder):
    chunk = index.chunks[0]
    vector, subject = encoder.encode([chunk.indexed, chunk.subject])
    assert index.similarities(vector, [0]) == [pytest.approx((1.0, float(vector @ subject)), abs=1e-5)]


def test_chunks_of_like_text_in_two_documents_are_both_found(encoder):
    twins = [Document(source, "Hours", (Block("Open at ten."),)) for source in ("a.md", "b.md")]
    index, _ = Index.build(twins, encoder)
    assert index.nearest(encoder.encode(["open"])[0], 5) == ([0, 1], [0, 1])


def test_only_what_is_new_or_changed_is_embedded_again(documents, encoder):
    counting = CountingEncoder(encoder)
    first, changes = Index.build(documents, counting)
    assert changes == IndexChanges(
        added=len(first.chunks), kept=0, removed=0, questions=0, embedded=len(counting.texts)
    )

    counting.texts.clear()
    edited = [
        replace(document, title="Opening hours of the branch") if "hours" in document.source else document
        for document in documents[1:]
    ]
    second, changes = Index.build(edited, counting, previous=first)
    assert changes.added == 1
    assert changes.kept == len(second.chunks) - 1
    assert changes.removed == len(first.chunks) - changes.kept
    assert changes.embedded == len(counting.texts) == 2
    assert all("Opening hours of the branch" in text for text in counting.texts)
    fresh, _ = Index.build(edited, encoder)
    (vector,) = encoder.encode(["lost card"])
    numbers = range(len(fresh.chunks))
    assert np.array(second.similarities(vector, numbers)) == pytest.approx(
        np.array(fresh.similarities(vector, numbers)), abs=1e-5
    )


def test_nothing_changed_means_nothing_done(documents, index, encoder):
    counting = CountingEncoder(encoder)
    _, changes = Index.build(documents, counting, encoder_id="tiny", previous=index)
    assert not changes.any
    assert counting.texts == []


def test_a_new_link_changes_the_index_without_embedding(documents, index, encoder):
    linked = [replace(document, url="https://bank.example/new") for document in documents]
    rebuilt, changes = Index.build(linked, encoder, encoder_id="tiny", previous=index)
    assert (changes.any, changes.embedded) == (True, 0)
    assert {chunk.url for chunk in rebuilt.chunks} == {"https://bank.example/new"}


def test_vectors_of_another_encoder_are_not_reused(documents, index, encoder):
    _, changes = Index.build(documents, encoder, encoder_id="other", previous=index)
    assert changes.embedded > 0


def test_progress_is_told_to_its_end(documents, encoder):
    steps: list[tuple[str, int, int]] = []
    Index.build(documents, encoder, progress=lambda what, done, total: steps.append((what, done, total)))
    assert steps[-1][1] == steps[-1][2] > 0


def test_nothing_to_index_is_an_error(encoder):
    with pytest.raises(DocumentError, match="no text to index"):
        Index.build([], encoder)


def refusal(folder: Path, encoder_id: str | None = "tiny") -> str:
    with pytest.raises(ArtifactError) as error:
        Index.load(folder, encoder_id=encoder_id)
    message = str(error.value)
    assert message.startswith(str(folder))
    assert message.endswith("run: botkit index BOT")
    assert "\n" not in message
    return message


def test_a_missing_index_is_named(tmp_path):
    assert "there is no index" in refusal(tmp_path / "nowhere")


def test_an_index_of_another_encoder_is_refused(saved):
    assert "another encoder" in refusal(saved.folder, "other")


def test_an_index_of_another_format_is_refused(saved):
    summary = json.loads(saved.summary.read_text())
    saved.summary.write_text(json.dumps({**summary, "format": 99}))
    assert "format 99" in refusal(saved.folder)


@pytest.mark.parametrize("name", ["index.json", "chunks.jsonl", "vectors.safetensors"])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "garbage", "deep"])
def test_a_damaged_part_is_refused(saved, name, damage):
    part = saved.folder / name
    content = part.read_bytes()
    part.unlink()
    if damage != "missing":
        broken = {
            "empty": b"",
            "cut": content[: len(content) // 2],
            "garbage": b"\xff\x00" * 99,
            "deep": b"[" * 100_000,
        }
        part.write_bytes(broken[damage])
    refusal(saved.folder)


@pytest.mark.parametrize(
    "values", [{"dimension": 16}, {"dimension": -1}, {"vectors": 1}, {"chunks": 1}, {"chunks": "5"}, {"more": 1}]
)
def test_a_summary_that_does_not_fit_the_parts_is_refused(saved, values):
    summary = json.loads(saved.summary.read_text())
    saved.summary.write_text(json.dumps({**summary, **values}))
    refusal(saved.folder)


@pytest.mark.parametrize("values", [{"text": "another text"}, {"text": 7}, {"heading": "A"}, {"extra": 1}])
def test_chunks_that_do_not_fit_the_vectors_are_refused(saved, values):
    first, *others = saved.chunks.read_text().splitlines()
    saved.chunks.write_text("\n".join([json.dumps({**json.loads(first), **values}), *others]))
    refusal(saved.folder)
