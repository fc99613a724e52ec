"""A second look at the passages found: a cross-encoder reads each together with the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from botkit.errors import WeightsError
from botkit.protocols import Retriever
from botkit.retrieval.sentence_models import load_model
from botkit.types import Passage

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

READ = 20
"""Passages that are read for a question: each takes a run of the model over question and passage."""


class Reranker:
    """The cross-encoder in `folder` (sentence-transformers), loaded on first use. Safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._model: CrossEncoder | None = None
        self._lock = Lock()

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers; higher is better, and only comparable for one query.

        Raises WeightsError if the folder holds no cross-encoder with one score as safetensors.
        """
        with self._lock:  # fast tokenizers cannot be used by two threads at once
            if self._model is None:
                self._model = self._load()
            found = self._model.predict([(query, text) for text in texts], show_progress_bar=False)
        return [float(score) for score in found]

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        if not (self.folder / "config.json").is_file():
            raise WeightsError(f"{self.folder}: no cross-encoder here; run: botkit models pull")
        remedy = "choose another retrieval.reranker"
        model: CrossEncoder = load_model(CrossEncoder, self.folder, name="cross-encoder", remedy=remedy)
        if model.num_labels != 1:
            raise WeightsError(
                f"{self.folder}: the model gives {model.num_labels} scores to a question with a passage, where a "
                f"reranker gives one; {remedy}"
            )
        return model


class RerankedRetriever:
    """A Retriever (botkit.protocols): what another one finds, in the order of a reranker.

    The relevance of a passage stays what the other one says it is, since that is calibrated.
    """

    def __init__(self, retriever: Retriever, reranker: Reranker) -> None:
        self._retriever = retriever
        self._reranker = reranker

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """At most `k` passages, best first."""
        found = self._retriever.search(query, max(k, READ), tenant=tenant) if k > 0 else []
        if not found:
            return []
        scores = self._reranker.scores(query, [_read(passage) for passage in found])
        ranked = [replace(passage, score=score) for passage, score in zip(found, scores, strict=True)]
        return sorted(ranked, key=lambda passage: -passage.score)[:k]


def _read(passage: Passage) -> str:
    return "\n".join((passage.title, *passage.heading, passage.text))
