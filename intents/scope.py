"""How like a text is to what a model was trained on: an out-of-scope score that needs no out-of-scope examples."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

SHRINKAGE = 0.5
"""How far covariances are drawn towards a sphere. Chosen on CLINC150's validation data; benchmarks/README.md tells what
this score was measured against."""

FOLDS = 5


class Scope(nn.Module):
    """How much nearer a text is to one intent than to the mass of all texts.

    This is the relative Mahalanobis distance (Ren et al., "A Simple Fix to Mahalanobis Distance for Improving Near-OOD
    Detection", 2021).
    All vectors are of unit length about `center`. `means` (intents, size) are those of the intents' training vectors;
    `within` and `overall` (size, size) the inverse covariances about them, and about zero; `held_out` (held out,) the
    likeness of held-out utterances in scope, sorted.
    """

    center: Tensor
    means: Tensor
    within: Tensor
    overall: Tensor
    held_out: Tensor

    def __init__(self, size: int, intents: int, held_out: int = 0) -> None:
        super().__init__()
        self.register_buffer("center", torch.zeros(size))
        self.register_buffer("means", torch.zeros(intents, size))
        self.register_buffer("within", torch.eye(size))
        self.register_buffer("overall", torch.eye(size))
        self.register_buffer("held_out", torch.zeros(held_out))

    @classmethod
    def of(cls, vectors: Tensor, labels: Tensor, held_out: Tensor, before: Tensor) -> Scope:
        """Fitted on pooled vectors (texts, size) and labels (texts, intents); `held_out` are the rows to compare with.

        These are measured by fits without them, in FOLDS parts: in a fit with them, few examples look too familiar.
        For the same reason they are measured on `before` (texts, size), the vectors by an encoder that was not trained
        on them.
        """
        scope = cls._fitted(vectors, labels)
        order = torch.randperm(len(vectors), generator=torch.Generator().manual_seed(0))
        fold = torch.empty_like(order).scatter_(0, order, torch.arange(len(order)) % FOLDS)
        measured = [
            cls._fitted(before[fold != part], labels[fold != part]).likeness(before[rows])
            for part in range(FOLDS)
            if len(rows := held_out[fold[held_out] == part])
        ]
        scope.held_out = torch.cat(measured).sort().values if measured else torch.zeros(0)
        return scope

    @classmethod
    def _fitted(cls, vectors: Tensor, labels: Tensor) -> Scope:
        scope = cls(vectors.shape[-1], labels.shape[-1])
        scope.center = vectors.mean(0)
        centred = scope.centred(vectors)
        scope.means = (labels.T @ centred) / labels.sum(0).clamp(min=1).unsqueeze(1)
        share = labels / labels.sum(1, keepdim=True).clamp(min=1)
        scope.within = _inverse_covariance(centred - share @ scope.means)
        scope.overall = _inverse_covariance(centred)
        return scope

    def centred(self, pooled: Tensor) -> Tensor:
        """Unit vectors about the center."""
        return nn.functional.normalize(pooled - self.center, dim=-1)

    def familiarity(self, likeness: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The share of held-out utterances that are less like the training data, 0 to 1 (a conformal p-value).

        Between two of them it rises evenly, and beyond the last ones it never quite ends, so that any two texts can be
        compared. Shapes (texts,).
        """
        held_out, number = self.held_out.numpy(), len(self.held_out)
        if not number:
            return np.ones(len(likeness))
        spread = max(float(held_out[-1] - held_out[0]), 1e-6)
        rank = np.interp(likeness, held_out, np.arange(1, number + 1))
        below = np.exp(np.minimum(likeness - held_out[0], 0) / spread)
        above = 1 - np.exp(np.minimum(held_out[-1] - likeness, 0) / spread)
        share: npt.NDArray[np.float64] = (rank + above + below - 1) / (number + 1)
        return share

    def likeness(self, pooled: Tensor) -> Tensor:
        """The greater, the more like one of the intents, shape (texts,)."""
        centred = self.centred(pooled)
        # (x - m)' W (x - m), written out, as the differences of all texts and intents would take much memory.
        projected = centred @ self.within
        distances: Tensor = (
            (projected * centred).sum(-1, keepdim=True)
            - 2 * projected @ self.means.T
            + ((self.means @ self.within) * self.means).sum(-1)
        )
        from_all: Tensor = ((centred @ self.overall) * centred).sum(-1)
        return from_all - distances.min(-1).values


def _inverse_covariance(differences: Tensor) -> Tensor:
    """Of vectors about their mean, drawn towards a sphere of the same size (Ledoit and Wolf 2004)."""
    covariance = (differences.T @ differences).double() / len(differences)
    size = len(covariance)
    sphere = torch.eye(size, dtype=torch.float64) * covariance.trace().clamp(min=1e-9) / size
    inverse: Tensor = torch.linalg.inv((1 - SHRINKAGE) * covariance + SHRINKAGE * sphere)
    return inverse.float()
