"""Training settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Trainer = Literal["finetune", "linear", "contrast"]

RECIPE = 6
"""The version of the training code, raised with every change that makes another model of the same examples and
settings."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """The training settings. All but `trainer` and `seed` concern fine-tuning.

    `learning_rate` is the encoder's peak (the heads learn `HEAD_RATE` times as fast), reached after a tenth of the
    steps and decaying linearly to zero. The word embeddings stay frozen: they are half the weights and most of the cost
    of a step, and few examples cannot improve them.
    """

    trainer: Trainer = "finetune"
    epochs: int = 6
    batch_size: int = 16
    learning_rate: float = 2e-4
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    dropout: float = 0.1
    seed: int = 42
