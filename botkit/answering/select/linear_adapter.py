"""The lesson of known questions about their answers: a linear map that moves questions to statements that answer them.

Questions and answers do not look alike: "my mum died, who do I ring?" and "The bereavement team can be reached on ...".
The encoder puts them where their wording belongs; three matrices, learned from the known questions of a bot, move
question, statement, and statement under its headings from there, so that a question comes to lie beside its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from botkit.domain.errors import ArtifactError

_NAMES = ("question", "statement", "placed")


ADAPTER_FILE = "projection.safetensors"
"""The name of its file among what `botkit train` builds."""


@dataclass(frozen=True, slots=True, eq=False)
class LinearAdapter:
    """Three float32 matrices of shape (dimension, dimension), each added to the identity."""

    question: npt.NDArray[Any]
    statement: npt.NDArray[Any]
    placed: npt.NDArray[Any]

    def likeness(
        self, question: npt.NDArray[Any], statements: npt.NDArray[Any], placed: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        """Return the likeness of the question to each statement (-1 to 1), an array of shape (number of statements,).

        `question` has shape (dimension,), `statements` and `placed` (number of statements, dimension).
        """
        asked = _moved(question[None], self.question)[0]
        alone, under = _moved(statements, self.statement), _moved(placed, self.placed)
        likeness: npt.NDArray[Any] = (alone @ asked + under @ asked) / 2
        return likeness

    def save(self, path: Path, encoder_id: str) -> None:
        """Write it as safetensors; `encoder_id` tells the encoder of its vectors from others."""
        save_file({name: getattr(self, name).astype(np.float16) for name in _NAMES}, path, {"encoder": encoder_id})

    @classmethod
    def load(cls, path: Path, encoder_id: str) -> LinearAdapter:
        """Read the output of `save`. Raises ArtifactError for anything else, or if it was made with another encoder."""
        try:
            with safe_open(path, framework="numpy") as file:
                made_with = (file.metadata() or {}).get("encoder")
                matrices = [file.get_tensor(name).astype(np.float32) for name in _NAMES]
        except (OSError, SafetensorError) as error:
            raise ArtifactError(f"{path}: the linear adapter is missing or damaged; run: botkit train BOT") from error
        size = len(matrices[0])
        if made_with != encoder_id or any(matrix.shape != (size, size) for matrix in matrices):
            raise ArtifactError(f"{path}: the linear adapter was made with another encoder; run: botkit train BOT")
        return cls(*matrices)


def _moved(rows: npt.NDArray[Any], matrix: npt.NDArray[Any]) -> npt.NDArray[Any]:
    moved: npt.NDArray[Any] = rows + rows @ matrix.T
    moved /= np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return moved
