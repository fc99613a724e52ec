"""Proof that an index holds what the documents hold, and nothing of what was deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from botkit.knowledge.index.index import Index
from botkit.knowledge.index.vector_ids import key
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.chunks import Chunk, chunks_of
from botkit.text.content_words import content_words


@dataclass(frozen=True, slots=True)
class Audit:
    """The counts, and what is there that should not be or should be and is not, one line each."""

    documents: int
    chunks: int
    vectors: int
    words: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.documents:,} documents, {self.chunks:,} chunks, {self.vectors:,} vectors, "
            f"{self.words:,} words in {self.chunks:,} rows"
        )


def audit(index: Index, documents: Iterable[Document]) -> Audit:
    """Compare every chunk, every vector and every word of the index with the documents as they are now."""
    expected = chunks_of(documents)
    return Audit(
        documents=len({chunk.source for chunk in expected}),
        chunks=len(index.chunks),
        vectors=len(index.vector_keys),
        words=len(index.lexicon.words),
        problems=tuple(_problems(index, expected)),
    )


def _problems(index: Index, expected: list[Chunk]) -> Iterator[str]:
    stored, wanted = _by_source(index.chunks), _by_source(expected)
    for source in sorted(stored.keys() | wanted.keys()):
        old, new = stored.get(source, set[Chunk]()), wanted.get(source, set[Chunk]())
        if not new:
            yield f"{source}: is deleted, and {len(old)} chunks of it are still there"
        elif not old:
            yield f"{source}: is not indexed yet"
        elif old != new:
            yield f"{source}: has changed; {len(old - new)} old chunks are there, {len(new - old)} new ones are missing"
    keys = {key(text) for chunk in expected for text in (chunk.indexed, chunk.subject)}
    if left := len(index.vector_keys - keys):
        yield f"{left} vectors are of texts that no document has"
    if missing := len(keys - index.vector_keys):
        yield f"{missing} texts have no vector"
    words = {word for chunk in expected for word in content_words(chunk.indexed)}
    if left := len(index.lexicon.words - words):
        yield f"{left} words are in the rows of BM25 that no document has"
    if len(index.lexicon) != len(index.chunks):
        yield f"BM25 has {len(index.lexicon)} rows for {len(index.chunks)} chunks"


def _by_source(chunks: Iterable[Chunk]) -> dict[str, set[Chunk]]:
    found: dict[str, set[Chunk]] = {}
    for chunk in chunks:
        found.setdefault(chunk.source, set()).add(chunk)
    return found
