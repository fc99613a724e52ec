"""The result of a trainer: the data to fit the calibration and the out-of-scope score on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

Progress = Callable[[str, int, int], None] | None
"""A callback for progress: the task, the number of completed steps, and the total."""


@dataclass(frozen=True)
class Fitted:
    """The pooled vectors of the examples by the trained encoder: `vectors` (examples, size).

    `held_out` (some,) are rows of examples, and `scores` (some, intents) the predictions for them by a model that was
    not trained on them. Both are empty if there were too few examples to hold any out. `before` (examples, size) are
    the vectors by that model's encoder.
    """

    vectors: Tensor
    held_out: Tensor
    scores: Tensor
    before: Tensor


def tell(progress: Progress, what: str, done: int, total: int) -> None:
    """Report progress if there is a callback."""
    if progress:
        progress(what, done, total)
