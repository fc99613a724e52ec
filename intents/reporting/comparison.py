"""A comparison of two models on the same examples: improvements, regressions, and their significance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from intents.reporting.predictions import Predictions, intent_is_right, sentence_is_right
from intents.types import Example, Understanding


@dataclass(frozen=True, slots=True)
class Change:
    """An example on which the models differ, with the best intent of each."""

    example: Example
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The shares (0 to 1) right before and after, and the changed examples; `p_value` is that of McNemar's exact test.

    `sentences_before` and the like also require all slots of an utterance to be right.
    """

    utterances: int
    before: float
    after: float
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    p_value: float
    sentences_before: float
    sentences_after: float
    sentences_p_value: float


def compare(before: Predictions, after: Predictions) -> Comparison:
    """Compare predictions on the in-scope examples. Raises ValueError if the examples differ."""
    if [one.text for one in before.examples] != [one.text for one in after.examples]:
        raise ValueError("two models are compared on the same examples")
    pairs = [(example, old, new) for (example, old), (_, new) in zip(before.in_scope, after.in_scope, strict=True)]

    def judged(right: Callable[[Example, Understanding], bool]) -> list[tuple[bool, bool]]:
        return [(right(example, old), right(example, new)) for example, old, new in pairs]

    def changed(flags: tuple[bool, bool]) -> tuple[Change, ...]:
        return tuple(
            Change(example, _best(old), _best(new))
            for (example, old, new), found in zip(pairs, intents, strict=True)
            if found == flags
        )

    intents, sentences = judged(intent_is_right), judged(sentence_is_right)
    better, worse = changed((False, True)), changed((True, False))
    return Comparison(
        utterances=len(pairs),
        before=_share([was for was, _ in intents]),
        after=_share([now for _, now in intents]),
        better=better,
        worse=worse,
        p_value=mcnemar(len(better), len(worse)),
        sentences_before=_share([was for was, _ in sentences]),
        sentences_after=_share([now for _, now in sentences]),
        sentences_p_value=mcnemar(sentences.count((False, True)), sentences.count((True, False))),
    )


def mcnemar(better: int, worse: int) -> float:
    """Return the probability of a split this uneven or more if neither model is better (McNemar 1947, exact)."""
    changed = better + worse
    tail = sum(math.comb(changed, count) for count in range(min(better, worse) + 1))
    return min(1.0, float(2 * tail / (1 << changed)))


def _best(found: Understanding) -> str:
    return "+".join(sorted(intent.name for intent in found.meant)) or "none"


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
