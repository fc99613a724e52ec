"""A cross-encoder, which reads a question and a passage together and scores how well the passage answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from botkit.domain.errors import WeightsError
from botkit.models.sentence_models import load_model

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class PassageCrossEncoder:
    """The cross-encoder in `folder` (sentence-transformers), loaded on first use. Safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._model: CrossEncoder | None = None
        self._lock = Lock()

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Score how well each text answers the query; higher is better, and scores are comparable for one query only.

        Raises WeightsError if the folder holds no cross-encoder with a single score, saved as safetensors.
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
