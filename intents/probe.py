"""A linear probe on frozen vectors, and its cross-validated predictions."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

Matrix = npt.NDArray[Any]
SCALE = 8.0
"""The length that unit vectors are scaled to, so that moderate weights can be confident."""
DECAY = 1e-3
STEPS = 40


def fit_probe(vectors: Matrix, labels: Sequence[int], classes: int) -> Callable[[Matrix], Matrix]:
    """Fit a softmax regression by L-BFGS.

    Returns a function from vectors to probabilities, shape (texts, classes).
    """
    x, y = torch.from_numpy(np.asarray(vectors, dtype=np.float32)) * SCALE, torch.tensor(list(labels))
    head = nn.Linear(x.shape[1], classes)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss: torch.Tensor = nn.functional.cross_entropy(head(x), y) + DECAY * head.weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]

    def probabilities(others: Matrix) -> Matrix:
        with torch.inference_mode():
            scaled = torch.from_numpy(np.asarray(others, dtype=np.float32)) * SCALE
            found: Matrix = head(scaled).softmax(-1).numpy()
            return found

    return probabilities


def cross_validated(vectors: Matrix, labels: Sequence[int], classes: int, folds: int = 5, seed: int = 0) -> Matrix:
    """Return the probabilities of each example by a probe fitted without it, shape (texts, classes).

    Folds are stratified: the examples of a class are distributed evenly.
    """
    fold_of = stratified(labels, folds, seed)
    found = np.zeros((len(labels), classes), dtype=np.float32)
    for fold in range(folds):
        inside = np.array([other != fold for other in fold_of])
        if inside.all() or not inside.any():
            continue
        fitted = fit_probe(
            vectors[inside], [label for label, keep in zip(labels, inside, strict=True) if keep], classes
        )
        found[~inside] = fitted(vectors[~inside])
    return found


def stratified(labels: Sequence[Any], folds: int, seed: int = 0) -> list[int]:
    """Return the fold of each example, from 0; the examples of a label are distributed evenly, in random order."""
    rows: dict[Any, list[int]] = defaultdict(list)
    for row, label in enumerate(labels):
        rows[label].append(row)
    rng, fold_of, turn = random.Random(seed), [0] * len(labels), 0
    for label in sorted(rows, key=str):
        members = rows[label]
        rng.shuffle(members)
        for row in members:
            fold_of[row] = turn % folds
            turn += 1
    return fold_of
