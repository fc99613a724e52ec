"""Search by words: BM25 over the chunks, and how much a word tells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from botkit.text.content_words import content_words

_MANY = 20
"""Below so many texts, a word that most of them have may well be what the question is about."""


class Bm25:
    """The words of the texts, numbered from 0. It is made again in a moment, so it is never stored."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = [content_words(text) for text in texts]
        self._texts = len(texts)
        self._spread = Counter(word for each in words for word in set(each))
        """In how many texts each word stands."""
        self._bm25 = bm25s.BM25()
        if self._spread:
            self._bm25.index(words, create_empty_token=False, show_progress=False)

    def __len__(self) -> int:
        return self._texts

    @property
    def words(self) -> frozenset[str]:
        """Every stem that a text has."""
        return frozenset(self._spread)

    def telling(self, question: str) -> str:
        """Drop the words that most texts have, such as the company's name: with these, any text would seem to match."""
        if self._texts < _MANY:
            return question
        words = [word for word in question.split() if not any(map(self._is_everywhere, content_words(word)))]
        return " ".join(words) or question

    def search(self, words: Sequence[str], n: int, within: npt.NDArray[np.bool_] | None = None) -> dict[int, float]:
        """Map the numbers of at most `n` texts, those with the highest BM25, to it, best first; only texts with a word.

        `within` says of each text whether it may be found.
        """
        known = [word for word in words if word in self._spread]
        if not known:
            return {}
        numbers, scores = self._bm25.retrieve(
            [known],
            k=min(n, self._texts),
            show_progress=False,
            backend_selection="numpy",
            weight_mask=within,
        )
        ranked = sorted((-score, number) for number, score in zip(numbers[0].tolist(), scores[0].tolist(), strict=True))
        return {number: -score for score, number in ranked if score}

    def weight(self, word: str) -> float:
        """Return the inverse document frequency of BM25 (Robertson & Spärck Jones 1976, kept above 0 as in Lucene)."""
        spread = self._spread[word]
        return math.log(1 + (self._texts - spread + 0.5) / (spread + 0.5))

    def shares(self, words: Sequence[str], numbers: Sequence[int]) -> npt.NDArray[Any]:
        """Return for each of the texts how much of the weight of `words` is on words that it has (0 to 1).

        A word that no text has weighs most.
        """
        weights = {word: self.weight(word) for word in words}
        shares = np.zeros(len(numbers))
        for word, weight in weights.items():
            if word in self._spread:
                shares += weight * (self._bm25.get_scores([word])[list(numbers)] > 0)
        return shares / sum(weights.values()) if weights else shares

    def _is_everywhere(self, word: str) -> bool:
        return self._spread[word] > self._texts / 2
