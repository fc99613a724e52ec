"""A second look at the passages found: a cross-encoder reads each together with the question."""

from __future__ import annotations

from dataclasses import replace

from botkit.domain import Passage
from botkit.domain.ports import CrossEncoder, Retriever

READ = 20
"""Passages that are read for a question: each takes a run of the model over question and passage."""


class RerankedRetriever:
    """A Retriever (botkit.domain.ports): what another one finds, in the order of a reranker.

    The relevance of a passage stays what the other one says it is, since that is calibrated.
    """

    def __init__(self, retriever: Retriever, reranker: CrossEncoder) -> None:
        self._retriever = retriever
        self._reranker = reranker

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """Return at most `k` passages, best first."""
        found = self._retriever.search(query, max(k, READ), tenant=tenant) if k > 0 else []
        if not found:
            return []
        scores = self._reranker.scores(query, [_read(passage) for passage in found])
        ranked = [replace(passage, score=score) for passage, score in zip(found, scores, strict=True)]
        return sorted(ranked, key=lambda passage: -passage.score)[:k]


def _read(passage: Passage) -> str:
    return "\n".join((passage.title, *passage.heading, passage.text))
