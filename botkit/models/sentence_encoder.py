"""A sentence-transformers model from a folder, which turns texts into vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from botkit.domain.errors import WeightsError
from botkit.domain.ports import Tokens
from botkit.models.sentence_models import load_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OWN = "sentence_transformers."


class SentenceEncoder:
    """A TokenEncoder (botkit.domain.ports): the model in `folder`, loaded on first use. Safe to share among threads."""

    def __init__(self, folder: Path, *, batch_size: int = 32) -> None:
        self.folder = folder
        self._batch_size = batch_size
        self._model: SentenceTransformer | None = None
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return a float32 array of shape (len(texts), dimension) with rows of unit length.

        Raises WeightsError if the folder does not hold a sentence-transformers model as safetensors.
        """
        with self._lock:  # fast tokenizers cannot be used by two threads at once
            vectors = self._opened().encode(
                list(texts) or [""], batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)[: len(texts)]

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each text, as far as the model reads it, without the special tokens that the model adds.

        Raises WeightsError as `encode` does.
        """
        found: dict[int, Tokens] = {}
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))  # little padding
        with self._lock:
            model = self._opened() if texts else None
            for start in range(0, len(order), self._batch_size):
                batch = order[start : start + self._batch_size]
                found |= zip(batch, _tokens(model, [texts[number] for number in batch]), strict=True)
        return [found[number] for number in range(len(texts))]

    def _opened(self) -> SentenceTransformer:
        if self._model is None:
            self._model = self._load()
        return self._model

    def _load(self) -> SentenceTransformer:
        try:
            modules = json.loads((self.folder / "modules.json").read_text(encoding="utf-8"))
            foreign = [module["type"] for module in modules if not str(module["type"]).startswith(_OWN)]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise WeightsError(
                f"{self.folder}: no sentence-transformers model here; run: botkit models pull"
            ) from error
        if foreign:
            raise WeightsError(f"{self.folder}: '{foreign[0]}' would run code of the model; choose another model")
        from sentence_transformers import SentenceTransformer

        return load_model(SentenceTransformer, self.folder, name="model", remedy="run: botkit models pull")


def _tokens(model: Any, texts: list[str]) -> list[Tokens]:
    import torch

    read = model.tokenizer(
        texts,
        padding=True,
        truncation=True,
        max_length=model.max_seq_length,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    spans = read.pop("offset_mapping").numpy()
    with torch.inference_mode():
        states = model[0](dict(read))["token_embeddings"]
        vectors = torch.nn.functional.normalize(states.float(), dim=-1).numpy()
    written = spans[..., 1] > spans[..., 0]  # special tokens, such as [CLS] and padding, have empty spans
    return [Tokens(rows[mask], places[mask]) for rows, places, mask in zip(vectors, spans, written, strict=True)]
