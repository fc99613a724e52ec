"""Search by words: BM25 over the chunks, and how much a word tells."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np

from botkit.retrieval.words import content_words

_MANY = 20
"""Below so many texts, a word that most of them have may well be what the question is about."""


class Lexicon:
    """The words of the texts, numbered from 0. It is made again in a moment, so it is never stored."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = [content_words(text) for text in texts]
        self._words = [frozenset(found) for found in words]
        self._spread = Counter(word for found in self._words for word in found)
        self._bm25 = bm25s.BM25()
        if self._spread:
            self._bm25.index(words, show_progress=False)

    def telling(self, question: str) -> str:
        """The question without words that most texts have, such as the company's name: any text would seem to match."""
        if len(self._words) < _MANY:
            return question
        words = [word for word in question.split() if not any(map(self._is_everywhere, content_words(word)))]
        return " ".join(words) or question

    def search(self, words: Sequence[str], n: int) -> list[int]:
        """Numbers of the at most `n` texts with the highest BM25, best first; only texts that have one of the words."""
        known = [word for word in words if word in self._spread]
        if not known:
            return []
        scores = self._bm25.get_scores(known)
        best = np.argsort(-scores, kind="stable")[:n]
        return [int(number) for number in best if scores[number] > 0]

    def weight(self, word: str) -> float:
        """The inverse document frequency as BM25 has it (Robertson & Spärck Jones 1976, kept above 0 as in Lucene)."""
        spread = self._spread.get(word, 0)
        return math.log(1 + (len(self._words) - spread + 0.5) / (spread + 0.5))

    def share(self, words: Sequence[str], number: int) -> float:
        """How much of the weight of `words` is on words that the text has (0 to 1); a word no text has weighs most."""
        wanted = set(words)
        total = sum(self.weight(word) for word in wanted)
        return sum(self.weight(word) for word in wanted & self._words[number]) / total if total else 0.0

    def _is_everywhere(self, word: str) -> bool:
        return self._spread.get(word, 0) > len(self._words) / 2
