"""Curves of an evaluation: how far confidence can be trusted, and how well out-of-scope texts are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bin:
    """The predictions whose confidence is from `low` to `high`: how many, how sure on average, and how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def reliability(confidence: Sequence[float], right: Sequence[bool], bins: int = 15) -> tuple[Bin, ...]:
    """Bins of equal width (Niculescu-Mizil and Caruana 2005); empty ones are left out."""
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
    """(false positive rate, true positive rate) at every threshold, from (0, 0) to (1, 1) (Fawcett 2006).

    `positive` and `negative` are scores; a higher one is rather positive. Empty if a side is.
    """
    if not positive or not negative:
        return ()
    scores = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative], reverse=True)
    points, hits, misses = [(0.0, 0.0)], 0, 0
    for place, (score, is_positive) in enumerate(scores):
        hits += is_positive
        misses += 1 - is_positive
        if place + 1 == len(scores) or scores[place + 1][0] != score:  # equal scores fall together
            points.append((misses / len(negative), hits / len(positive)))
    return tuple(points)


def recall_at_precision(positive: Sequence[float], negative: Sequence[float], precision: float) -> float | None:
    """The largest share of positives found by a threshold at which so many of those found are positive.

    None if a side is empty; 0 if no threshold is so precise.
    """
    best = 0.0
    for false_rate, recall in roc(positive, negative):
        hits, misses = recall * len(positive), false_rate * len(negative)
        if hits and hits / (hits + misses) >= precision - 1e-9:
            best = max(best, recall)
    return best if positive and negative else None
