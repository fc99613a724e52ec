"""The reader: how likely each unit of the passages is the answer to a question."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from botkit.answering.select.answer_type import AnswerType
from botkit.answering.select.candidate_spans import CandidateSpan
from botkit.answering.select.linear_adapter import LinearAdapter
from botkit.answering.select.maxsim import maxsim
from botkit.domain.ports import TokenEncoder
from botkit.text.content_words import alike, stems


@dataclass(frozen=True, slots=True)
class SpanFeatures:
    """The signs that speak for a unit.

    `likeness` is its cosine with the question; `late` their late interaction; `words` the share of the question's
    words, weighted by their rarity, that it has; `sort` whether it has the sort of fact that is asked for; `passage`
    how far up the retriever had its passage; `hinted` the cosine with a known question that is answered there; and
    `learned` their likeness after the adapter. All are about 0 to 1.
    """

    likeness: float
    late: float
    words: float
    sort: float
    passage: float
    hinted: float
    learned: float = 0.0


# Fitted on config/banking/questions, 1,500 of those whose answer is among the passages found, each without its own hint
# and with an adapter that was learned from other thirds: a softmax over the units of the passages.
WITHOUT_ADAPTER = SpanFeatures(likeness=5.6, late=18.2, words=2.3, sort=1.2, passage=1.15, hinted=2.6)
WITH_ADAPTER = SpanFeatures(likeness=0.0, late=12.2, words=1.9, sort=0.7, passage=0.7, hinted=1.1, learned=14.8)


class SentenceSelector:
    """A scorer of units; `adapter` is what known questions have taught, None where there are none."""

    def __init__(self, encoder: TokenEncoder, adapter: LinearAdapter | None = None) -> None:
        self._encoder = encoder
        self._adapter = adapter
        self._weights = WITHOUT_ADAPTER if adapter is None else WITH_ADAPTER

    def scores(self, question: str, units: Sequence[CandidateSpan]) -> list[float]:
        """Return the log-odds of each unit, up to a number that is the same for all of them."""
        return [
            sum(weight * value for weight, value in zip(astuple(self._weights), astuple(each), strict=True))
            for each in self.signs(question, units)
        ]

    def signs(self, question: str, units: Sequence[CandidateSpan]) -> list[SpanFeatures]:
        """Return the signs that speak for each unit."""
        if not units:
            return []
        vector, *alone = self._encoder.encode([question, *(unit.text for unit in units)])
        statements = np.stack(alone)
        likeness = statements @ vector
        learned = np.zeros(len(units))
        if self._adapter is not None:
            placed = self._encoder.encode([unit.placed for unit in units])
            learned = self._adapter.likeness(vector, statements, placed)
        asked = AnswerType.of(question)
        columns = zip(
            units,
            likeness,
            maxsim(question, units, self._encoder),
            _shared_words(question, units),
            learned,
            strict=True,
        )
        return [
            SpanFeatures(
                likeness=float(near),
                late=late,
                words=words,
                sort=float(asked.met_by(unit.text) or (asked.steps and unit.steps)),
                passage=max(unit.passage.relevance, 0.7) / (1 + unit.rank),
                hinted=unit.hinted,
                learned=float(moved),
            )
            for unit, near, late, words, moved in columns
        ]


def _shared_words(question: str, units: Sequence[CandidateSpan]) -> list[float]:
    """Return the share of the question's words that each unit has; those of its headings count for less."""
    own = [stems(unit.text) for unit in units]
    around = [stems(unit.said[0].context) for unit in units]
    frequency = Counter(stem for a, b in zip(own, around, strict=True) for stem in a | b)
    weights = {stem: math.log(1 + len(units) / (1 + frequency[stem])) for stem in stems(question)}
    total = sum(weights.values()) or 1.0
    return [
        sum(
            weight if alike(stem) & a else HEADING * weight if alike(stem) & b else 0.0
            for stem, weight in weights.items()
        )
        / total
        for a, b in zip(own, around, strict=True)
    ]


HEADING = 0.6
"""The weight of a word that stands in the headings alone."""
