"""An encoder without weights."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import Stemmer

_WORD = re.compile(r"\w+")


class HashingEncoder:
    """An `Encoder`: texts are alike as far as they share words, "card" and "cards" being the same word.

    Each stem (Snowball, English) adds 1 or -1 to a place that its hash names (Weinberger et al. 2009, "Feature hashing
    for large scale multitask learning"), so the same text has the same vector in every process. A cosine is the share
    of words in common, but for collisions: two texts that say the same in other words are further apart than a trained
    encoder puts them. A text without words is the first axis.
    """

    def __init__(self, dimension: int = 1024) -> None:
        self._dimension = dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Float32 array of shape (len(texts), dimension), rows of unit length."""
        stemmer = Stemmer.Stemmer("english")  # of its own: a stemmer must not be shared between threads
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in stemmer.stemWords(_WORD.findall(text.lower())):
                number = int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest())
                row[(number >> 1) % self._dimension] += 1 if number & 1 else -1
        rows[~rows.any(axis=1), 0] = 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows
