"""Search by words: BM25 over the chunks, and how much a word tells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import bm25s
import numpy as np
import numpy.typing as npt

from botkit.text.stems import content_words

_MANY = 20
"""Below so many texts, a word that most of them have may well be what the question is about."""


class Bm25:
    """The words of the texts, numbered from 0. It is made again in a moment, so it is never stored."""

    def __init__(self, texts: Sequence[str]) -> None:
        bm25 = bm25s.BM25()
        words = [content_words(text) for text in texts]
        self._texts = len(texts)
        self._places: dict[str, slice] = {}
        """Where in the postings each word's are."""
        if not any(words):
            return
        bm25.index(words, create_empty_token=False, show_progress=False)
        starts = bm25.scores["indptr"]
        self._places = {word: slice(starts[number], starts[number + 1]) for word, number in bm25.vocab_dict.items()}
        self._postings: npt.NDArray[np.int32] = bm25.scores["indices"]
        self._scores: npt.NDArray[np.float32] = bm25.scores["data"]

    def __len__(self) -> int:
        return self._texts

    @property
    def words(self) -> frozenset[str]:
        """Every stem that a text has."""
        return frozenset(self._places)

    def telling(self, question: str) -> str:
        """The question without words that most texts have, such as the company's name: any text would seem to match."""
        if self._texts < _MANY:
            return question
        words = [word for word in question.split() if not any(map(self._is_everywhere, content_words(word)))]
        return " ".join(words) or question

    def search(self, words: Sequence[str], n: int, within: npt.NDArray[np.bool_] | None = None) -> dict[int, float]:
        """Numbers of the at most `n` texts with the highest BM25, best first, with it; only texts with a word.

        `within` says of each text whether it may be found.
        """
        scores = self._bm25(words)
        if within is not None:
            scores[~within] = 0
        found = np.flatnonzero(scores)
        if len(found) > n:
            found = found[scores[found] >= np.partition(scores[found], -n)[-n]]
        best = found[np.argsort(-scores[found], kind="stable")][:n]
        return {int(number): float(scores[number]) for number in best}

    def weight(self, word: str) -> float:
        """The inverse document frequency as BM25 has it (Robertson & Spärck Jones 1976, kept above 0 as in Lucene)."""
        spread = self._spread(word)
        return math.log(1 + (self._texts - spread + 0.5) / (spread + 0.5))

    def share(self, words: Sequence[str], number: int) -> float:
        """How much of the weight of `words` is on words that the text has (0 to 1); a word no text has weighs most."""
        wanted = set(words)
        total = sum(self.weight(word) for word in wanted)
        return sum(self.weight(word) for word in wanted if self._has(number, word)) / total if total else 0.0

    def _bm25(self, words: Sequence[str]) -> npt.NDArray[Any]:
        """The BM25 of every text."""
        scores = np.zeros(self._texts, dtype=np.float32)
        for word in words:
            if place := self._places.get(word):
                scores[self._postings[place]] += self._scores[place]  # a word has each text once
        return scores

    def _has(self, number: int, word: str) -> bool:
        if (place := self._places.get(word)) is None:
            return False
        postings = self._postings[place]
        at = int(np.searchsorted(postings, number))
        return at < len(postings) and postings[at] == number

    def _spread(self, word: str) -> int:
        place = self._places.get(word)
        return int(place.stop - place.start) if place else 0

    def _is_everywhere(self, word: str) -> bool:
        return self._spread(word) > self._texts / 2
