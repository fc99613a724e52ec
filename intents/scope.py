"""An out-of-scope score that needs no out-of-scope examples: the similarity of a text to the training data."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

SHRINKAGE = 0.5
"""The shrinkage of covariances towards a sphere. Chosen on CLINC150's validation data; benchmarks/README.md lists the
alternatives that this score was measured against."""

FOLDS = 5


class Scope(nn.Module):
    """The score of a text: how much nearer it is to its nearest intent than to the bulk of all texts.

    This is the relative Mahalanobis distance (Ren et al., "A Simple Fix to Mahalanobis Distance for Improving Near-OOD
    Detection", 2021). All vectors are of unit length about `center`. `means` (intents, size) are the means of each
    intent's training vectors; `within` and `overall` (size, size) are the inverse covariances about them and about
    zero; `held_out` (held out,) is the likeness of held-out in-scope utterances, sorted.
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
        """Fit a scope on pooled vectors (texts, size) and labels (texts, intents); `held_out` are the reference rows.

        The reference rows are measured by fits without them, in FOLDS parts: in a fit with them, few examples look too
        familiar. For the same reason they are measured on `before` (texts, size), the vectors by an encoder that was
        not trained on them.
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
        """Return unit vectors about the center."""
        return nn.functional.normalize(pooled - self.center, dim=-1)

    def familiarity(self, likeness: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the share (0 to 1) of held-out utterances less similar to the training data (a conformal p-value).

        It rises evenly between neighbouring utterances, and never quite levels off beyond the last ones, so that any
        two texts can be compared. Shapes (texts,).
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
        """Return the likeness, which is higher the nearer a text is to one of the intents, shape (texts,)."""
        centred = self.centred(pooled)
        # Expand (x - m)' W (x - m), as the differences of all texts and intents would take too much memory.
        projected = centred @ self.within
        distances: Tensor = (
            (projected * centred).sum(-1, keepdim=True)
            - 2 * projected @ self.means.T
            + ((self.means @ self.within) * self.means).sum(-1)
        )
        from_all: Tensor = ((centred @ self.overall) * centred).sum(-1)
        return from_all - distances.min(-1).values


def _inverse_covariance(differences: Tensor) -> Tensor:
    """Return the inverse covariance of centred vectors, shrunk to a sphere of the same size (Ledoit and Wolf 2004)."""
    covariance = (differences.T @ differences).double() / len(differences)
    size = len(covariance)
    sphere = torch.eye(size, dtype=torch.float64) * covariance.trace().clamp(min=1e-9) / size
    inverse: Tensor = torch.linalg.inv((1 - SHRINKAGE) * covariance + SHRINKAGE * sphere)
    return inverse.float()
