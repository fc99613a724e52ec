"""An encoder without weights."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import Stemmer

from botkit.domain.ports import Tokens

_WORD = re.compile(r"\w+")


class HashingEncoder:
    """A `TokenEncoder` by which texts are as similar as the words they share; "card" and "cards" are the same word.

    Each stem (Snowball, English) adds 1 or -1 at a position given by its hash (Weinberger et al. 2009, "Feature hashing
    for large scale multitask learning"), so the same text has the same vector in every process. Up to collisions, a
    cosine is the share of common words: two texts that say the same in other words are further apart than with a
    trained encoder. A text without words is the first axis.
    """

    def __init__(self, dimension: int = 1024) -> None:
        self._dimension = dimension

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return a float32 array of shape (len(texts), dimension) with rows of unit length."""
        rows = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            np.add.at(row, *self._places(_WORD.findall(text)))
        rows[~rows.any(axis=1), 0] = 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return a token for each word; its vector doesn't depend on its neighbours."""
        return [self._tokens(list(_WORD.finditer(text))) for text in texts]

    def _tokens(self, words: Sequence[re.Match[str]]) -> Tokens:
        vectors = np.zeros((len(words), self._dimension), dtype=np.float32)
        places, signs = self._places([word[0] for word in words])
        vectors[np.arange(len(words)), places] = signs
        return Tokens(vectors, np.array([word.span() for word in words], dtype=np.int64).reshape(-1, 2))

    def _places(self, words: Sequence[str]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        """Return the positions of the words in a vector, and their signs."""
        stemmer = Stemmer.Stemmer("english")  # its own one: a stemmer must not be shared between threads
        stems = stemmer.stemWords([word.lower() for word in words])
        numbers = [int.from_bytes(hashlib.blake2b(stem.encode(), digest_size=8).digest()) for stem in stems]
        places = np.array([(number >> 1) % self._dimension for number in numbers], dtype=np.int64)
        return places, np.array([1.0 if number & 1 else -1.0 for number in numbers], dtype=np.float32)
