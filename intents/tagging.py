"""Decoding of tag scores into slots with character spans and values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.features import Span
from intents.types import Slot

Floats = npt.NDArray[Any]


def slots_of(
    text: str,
    words: Sequence[Span],
    scores: Floats,
    tags: Sequence[str],
    value: Callable[[str, str], str],
    *,
    transitions: Floats,
) -> tuple[Slot, ...]:
    """Return the slots of the best tag sequence; `scores` and `transitions` are those of `best_path`.

    `value` returns the value of a slot of that name with that text.
    """
    return tuple(
        Slot(name, text[start:end], value(name, text[start:end]), start, end)
        for name, start, end in spans([tags[i] for i in best_path(scores, transitions)], words)
    )


def spans(sequence: Sequence[str], words: Sequence[Span]) -> list[tuple[str, int, int]]:
    """Return (slot name, start, end) of each slot in a BIO sequence."""
    found: list[tuple[str, int, int]] = []
    for tag, (start, end) in zip(sequence, words, strict=True):
        prefix, _, name = tag.partition("-")
        if prefix == "B":
            found.append((name, start, end))
        elif prefix == "I":
            found[-1] = (name, found[-1][1], end)
    return found


def best_path(scores: Floats, transitions: Floats) -> list[int]:
    """Return the best tag sequence (Viterbi 1967) for scores of words (words, tags) and of transitions (tags, tags).

    A text starts as if a word outside any slot preceded it; that tag is the first. Scores may be logits: their offset
    from log-probabilities is the same for all tags of a word.
    """
    if len(scores) == 0 or len(transitions) == 1:
        return [0] * len(scores)
    alone = scores.argmax(-1)
    best, second = np.partition(scores, -2)[:, :-3:-1].T
    steps = transitions[np.append(0, alone[:-1]), alone]
    gain = np.append(transitions.max() - steps, 0.0)
    if (best - second >= gain[:-1] + gain[1:]).all():
        return [
            int(tag) for tag in alone
        ]  # any other tags would lose more by their words than they could gain by transitions
    total = scores[0] + transitions[0]
    back = np.zeros(scores.shape, dtype=np.int64)
    for step in range(1, len(scores)):
        through = total[:, None] + transitions
        back[step] = through.argmax(0)
        total = through.max(0) + scores[step]
    path = [int(total.argmax())]
    for step in range(len(scores) - 1, 0, -1):
        path.append(int(back[step, path[-1]]))
    return path[::-1]
