"""From the scores of tags to slots with character spans and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.batches import OUTSIDE
from intents.features import Span
from intents.types import Slot


def slots_of(
    text: str,
    words: Sequence[Span],
    scores: npt.NDArray[Any],
    tags: Sequence[str],
    synonyms: Mapping[str, str],
) -> tuple[Slot, ...]:
    """The slots of the best legal tag sequence; `scores` (words, tags) are logits or log-probabilities."""
    return tuple(
        Slot(name, text[start:end], synonyms.get(text[start:end].casefold(), text[start:end]), start, end)
        for name, start, end in spans([tags[i] for i in best_path(scores, tags)], words)
    )


def spans(sequence: Sequence[str], words: Sequence[Span]) -> list[tuple[str, int, int]]:
    """(slot name, start, end) of each slot that a BIO sequence describes."""
    found: list[tuple[str, int, int]] = []
    for tag, (start, end) in zip(sequence, words, strict=True):
        prefix, _, name = tag.partition("-")
        if prefix == "B":
            found.append((name, start, end))
        elif prefix == "I":
            found[-1] = (name, found[-1][1], end)
    return found


def best_path(scores: npt.NDArray[Any], tags: Sequence[str]) -> list[int]:
    """The most probable sequence (Viterbi 1967) of those in which every I- follows a B- or I- of its own slot.

    A slot does not follow directly on another of its name either: people write a comma or a word between two dates, and
    a tagger that sees two in "New Zealand" has torn one apart. `scores` may be logits: what log-probabilities differ
    from them by is the same for all tags of a word.
    """
    if not len(scores):
        return []
    allowed = _transitions(tuple(tags))
    first = allowed[tags.index(OUTSIDE)]  # a text begins as it goes on after a word of no slot
    alone: list[int] = scores.argmax(-1).tolist()
    if not first[alone[0]] and not any(allowed[pair] for pair in pairwise(alone)):
        return alone  # the best of all sequences is legal: nothing can be better
    total = scores[0] + first
    back = np.zeros(scores.shape, dtype=np.int64)
    for step in range(1, len(scores)):
        through = total[:, None] + allowed
        back[step] = through.argmax(0)
        total = through.max(0) + scores[step]
    path = [int(total.argmax())]
    for step in range(len(scores) - 1, 0, -1):
        path.append(int(back[step, path[-1]]))
    return path[::-1]


@cache
def _transitions(tags: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """0 where the tag of the column may follow the tag of the row, else minus infinity."""
    matrix = np.zeros((len(tags), len(tags)))
    for column, tag in enumerate(tags):
        for row, before in enumerate(tags):
            same = before != OUTSIDE and before[2:] == tag[2:]
            if (tag.startswith("I-") and not same) or (tag.startswith("B-") and same):
                matrix[row, column] = -np.inf
    return matrix
