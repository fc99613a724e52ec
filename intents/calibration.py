"""Calibrated probabilities, and the thresholds for acting on them.

Everything here is fitted on predictions for utterances that the predicting model was not trained on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

PRECISIONS = tuple(round(0.5 + step / 100, 2) for step in range(50))
"""The precisions that a bot may ask for: 0.50 to 0.99."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A mapping from scores to probabilities, and from a precision to a threshold.

    One intent per text: softmax(scores / temperature) (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    Several or none: sigmoid(scores / temperature + bias) (Platt 1999). `thresholds` holds, for each of PRECISIONS, the
    lowest confidence from which the best intent was right that often, or the highest confidence if none was enough.
    """

    several: bool
    temperature: float = 1.0
    bias: float = 0.0
    thresholds: tuple[float, ...] = field(default=())

    @classmethod
    def fit(cls, scores: Tensor, labels: Tensor, *, several: bool) -> Calibration:
        """Fit a calibration on held-out scores and labels, both of shape (texts, intents)."""
        temperature, bias = _fit(scores.float(), labels.float(), several=several)
        fitted = cls(several, temperature, bias)
        confidence, best = torch.from_numpy(fitted.probabilities(scores.float().numpy())).max(-1)
        right = labels[torch.arange(len(labels)), best] > 0
        return cls(several, temperature, bias, tuple(threshold(confidence, right, share) for share in PRECISIONS))

    def probabilities(self, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return probabilities of the same shape; rows sum to 1 unless a text may have several intents.

        Works on arrays, since torch's threads would compete with another runtime's for a handful of numbers.
        """
        scaled = scores / self.temperature
        if self.several:
            inverse: npt.NDArray[np.float32] = 1 / (1 + np.exp(-(scaled + self.bias)))
            return inverse
        powers = np.exp(scaled - scaled.max(-1, keepdims=True))
        shares: npt.NDArray[np.float32] = powers / powers.sum(-1, keepdims=True)
        return shares

    def threshold(self, precision: float) -> float:
        """Return the confidence from which intents are right at least this often."""
        index = math.ceil(round((precision - PRECISIONS[0]) * 100, 6))
        return self.thresholds[min(max(index, 0), len(PRECISIONS) - 1)] if self.thresholds else 0.0

    @classmethod
    def read(cls, described: Mapping[str, Any]) -> Calibration:
        """Return the calibration from the result of `asdict`, after a round trip through JSON."""
        return cls(**{**described, "thresholds": tuple(described["thresholds"])})


def threshold(confidence: Tensor, right: Tensor, precision: float) -> float:
    """Return the lowest confidence such that the share `precision` of all predictions at or above it is right.

    Both arrays have shape (texts,). If there is no such confidence, return the highest one.
    """
    order = confidence.argsort(descending=True, stable=True)
    share = right[order].double().cumsum(0) / torch.arange(1, len(order) + 1)
    enough = (share >= precision).nonzero().flatten()
    return float(confidence[order[enough[-1]]]) if len(enough) else float(confidence.max())


def _fit(scores: Tensor, labels: Tensor, *, several: bool) -> tuple[float, float]:
    """Return the maximum-likelihood temperature and bias."""
    # Scale by the scores' own spread, so that the starting point is equally good for any scale of scores.
    spread = float(scores.std()) or 1.0
    parameters = nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.LBFGS([parameters], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        scaled = scores / spread * parameters[0].exp()
        if several:
            loss = nn.functional.binary_cross_entropy_with_logits(scaled + parameters[1], labels)
        else:
            loss = nn.functional.cross_entropy(scaled, labels)
        # If all held-out predictions are right, nothing else keeps the temperature from going to zero.
        loss = loss + 1e-4 * parameters.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    sharpness, bias = parameters.detach().tolist()
    return spread / math.exp(sharpness), bias if several else 0.0
