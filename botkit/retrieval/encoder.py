"""Texts to vectors, with a sentence-transformers model from a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError

from botkit.errors import WeightsError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OWN = "sentence_transformers."


class SentenceEncoder:
    """An Encoder (botkit.protocols): the model in `folder`, loaded on first use. Safe to share among threads."""

    def __init__(self, folder: Path, *, batch_size: int = 32) -> None:
        self.folder = folder
        self._batch_size = batch_size
        self._model: SentenceTransformer | None = None
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Float32 array of shape (len(texts), dimension), rows of unit length.

        Raises WeightsError if the folder does not hold a sentence-transformers model as safetensors.
        """
        with self._lock:  # fast tokenizers cannot be used by two threads at once
            if self._model is None:
                self._model = self._load()
            vectors = self._model.encode(
                list(texts) or [""], batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)[: len(texts)]

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
        from transformers.utils import logging

        shows_bars = logging.is_progress_bar_enabled()
        # Loading takes a moment: a bar would only disturb the bot's own output.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(self.folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError) as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise WeightsError(
                f"{self.folder}: the model cannot be loaded ({reason}); run: botkit models pull"
            ) from error
        finally:
            if shows_bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
