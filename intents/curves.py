"""Evaluation curves: the reliability of confidence, and the detection of out-of-scope texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions with a confidence from `low` to `high`: their number, mean confidence and accuracy."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(confidence: Sequence[float], right: Sequence[bool], bins: int = 15) -> tuple[Bin, ...]:
    """Return bins of equal width (Niculescu-Mizil and Caruana 2005), without the empty ones."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for sure, hit in zip(confidence, right, strict=True):
        members[min(int(sure * bins), bins - 1)].append((sure, hit))
    return tuple(
        Bin(
            number / bins,
            (number + 1) / bins,
            len(inside),
            sum(sure for sure, _ in inside) / len(inside),
            sum(hit for _, hit in inside) / len(inside),
        )
        for number, inside in enumerate(members)
        if inside
    )


def roc(positive: Sequence[float], negative: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Return (false positive rate, true positive rate) at every threshold, from (0, 0) to (1, 1) (Fawcett 2006).

    `positive` and `negative` are scores; a higher score means more likely positive. The result is empty if either side
    is.
    """
    if not positive or not negative:
        return ()
    scores = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative], reverse=True)
    points, hits, misses = [(0.0, 0.0)], 0, 0
    for place, (score, is_positive) in enumerate(scores):
        hits += is_positive
        misses += 1 - is_positive
        if place + 1 == len(scores) or scores[place + 1][0] != score:  # tied scores form one point
            points.append((misses / len(negative), hits / len(positive)))
    return tuple(points)


def recall_at_precision(positive: Sequence[float], negative: Sequence[float], precision: float) -> float | None:
    """Return the highest recall of any threshold that reaches this precision.

    None if either side is empty; 0 if no threshold is that precise.
    """
    best = 0.0
    for false_rate, recall in roc(positive, negative):
        hits, misses = recall * len(positive), false_rate * len(negative)
        if hits and hits / (hits + misses) >= precision - 1e-9:
            best = max(best, recall)
    return best if positive and negative else None
