"""Probabilities that mean what they say, and from which one on to act.

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
"""Shares of right intents that a bot may ask for: 0.50 to 0.99."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From scores to probabilities, and from a precision to a threshold.

    One intent a text: softmax(scores / temperature) (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    Several or none: sigmoid(scores / temperature + bias) (Platt 1999). `thresholds` has, for each of PRECISIONS, the
    confidence from which the best intent was right so often; where no confidence was enough, the highest there was.
    """

    several: bool
    temperature: float = 1.0
    bias: float = 0.0
    thresholds: tuple[float, ...] = field(default=())

    @classmethod
    def fit(cls, scores: Tensor, labels: Tensor, *, several: bool) -> Calibration:
        """Fitted on held-out scores and labels, both of shape (texts, intents)."""
        temperature, bias = _fit(scores.float(), labels.float(), several=several)
        fitted = cls(several, temperature, bias)
        confidence, best = torch.from_numpy(fitted.probabilities(scores.float().numpy())).max(-1)
        right = labels[torch.arange(len(labels)), best] > 0
        return cls(several, temperature, bias, tuple(threshold(confidence, right, share) for share in PRECISIONS))

    def probabilities(self, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The same shape; rows sum to 1 unless a text may have several intents.

        Of arrays, as torch's threads would compete with those of another runtime for a few numbers.
        """
        scaled = scores / self.temperature
        if self.several:
            inverse: npt.NDArray[np.float32] = 1 / (1 + np.exp(-(scaled + self.bias)))
            return inverse
        powers = np.exp(scaled - scaled.max(-1, keepdims=True))
        shares: npt.NDArray[np.float32] = powers / powers.sum(-1, keepdims=True)
        return shares

    def threshold(self, precision: float) -> float:
        """The confidence from which on intents are right at least this often."""
        index = math.ceil(round((precision - PRECISIONS[0]) * 100, 6))
        return self.thresholds[min(max(index, 0), len(PRECISIONS) - 1)] if self.thresholds else 0.0

    @classmethod
    def read(cls, described: Mapping[str, Any]) -> Calibration:
        """From what `asdict` made of one, by way of JSON."""
        return cls(**{**described, "thresholds": tuple(described["thresholds"])})


def threshold(confidence: Tensor, right: Tensor, precision: float) -> float:
    """The lowest confidence such that, of all that are at least so confident, the share `precision` is right.

    Shapes (texts,) both. Where there is none, the highest confidence.
    """
    order = confidence.argsort(descending=True, stable=True)
    share = right[order].double().cumsum(0) / torch.arange(1, len(order) + 1)
    enough = (share >= precision).nonzero().flatten()
    return float(confidence[order[enough[-1]]]) if len(enough) else float(confidence.max())


def _fit(scores: Tensor, labels: Tensor, *, several: bool) -> tuple[float, float]:
    """Temperature and bias of the greatest likelihood."""
    # In units of the scores' own spread, so that any scale of scores is an equally good start.
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
        # Where held-out predictions are all right, nothing else would keep the temperature from zero.
        loss = loss + 1e-4 * parameters.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    sharpness, bias = parameters.detach().tolist()
    return spread / math.exp(sharpness), bias if several else 0.0
