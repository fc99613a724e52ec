"""What a trainer hands over: what the calibration and the out-of-scope score are fitted on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

Progress = Callable[[str, int, int], None] | None
"""Told of the work: what is being done, how many steps are done, out of how many."""


@dataclass(frozen=True)
class Fitted:
    """Of the examples: `vectors` (examples, size), pooled, by the trained encoder.

    `held_out` (some,) are rows of examples, and `scores` (some, intents) what was predicted for them by a model that
    had not been trained on them. Both are empty where there were too few examples to hold any out. `before` (examples,
    size) are the vectors by the encoder as that model had it.
    """

    vectors: Tensor
    held_out: Tensor
    scores: Tensor
    before: Tensor


def tell(progress: Progress, what: str, done: int, total: int) -> None:
    """Tells, if anybody listens."""
    if progress:
        progress(what, done, total)
