"""Scores that say how likely each candidate span is the answer to a question."""

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
    """What speaks for a span.

    `cosine` is that of its vector and the question's; `maxsim` their late interaction; `words` the share of the
    question's words, weighted by their rarity, that it has; `kind` whether it has a fact of the kind that is asked for;
    `passage` how far up the retriever had its passage; `hinted` the cosine with a known question that is answered
    there; and `adapted` the cosine after the adapter. All are about 0 to 1.
    """

    cosine: float
    maxsim: float
    words: float
    kind: float
    passage: float
    hinted: float
    adapted: float = 0.0


# Fitted on config/banking/questions, 1,500 of those whose answer is among the passages found, each without its own hint
# and with an adapter that was learned from other thirds: a softmax over the spans of the passages.
WITHOUT_ADAPTER = SpanFeatures(cosine=5.6, maxsim=18.2, words=2.3, kind=1.2, passage=1.15, hinted=2.6)
WITH_ADAPTER = SpanFeatures(cosine=0.0, maxsim=12.2, words=1.9, kind=0.7, passage=0.7, hinted=1.1, adapted=14.8)


class SpanScorer:
    """A scorer of candidate spans; `adapter` is what known questions have taught, None where there are none."""

    def __init__(self, encoder: TokenEncoder, adapter: LinearAdapter | None = None) -> None:
        self._encoder = encoder
        self._adapter = adapter
        self._weights = WITHOUT_ADAPTER if adapter is None else WITH_ADAPTER

    def scores(self, question: str, spans: Sequence[CandidateSpan]) -> list[float]:
        """Return the log-odds of each span, up to a number that is the same for all of them."""
        return [
            sum(weight * value for weight, value in zip(astuple(self._weights), astuple(each), strict=True))
            for each in self.features(question, spans)
        ]

    def features(self, question: str, spans: Sequence[CandidateSpan]) -> list[SpanFeatures]:
        """Return what speaks for each span."""
        if not spans:
            return []
        vector, *alone = self._encoder.encode([question, *(span.text for span in spans)])
        statements = np.stack(alone)
        likeness = statements @ vector
        learned = np.zeros(len(spans))
        if self._adapter is not None:
            placed = self._encoder.encode([span.placed for span in spans])
            learned = self._adapter.likeness(vector, statements, placed)
        asked = AnswerType.of(question)
        columns = zip(
            spans,
            likeness,
            maxsim(question, spans, self._encoder),
            _shared_words(question, spans),
            learned,
            strict=True,
        )
        return [
            SpanFeatures(
                cosine=float(near),
                maxsim=late,
                words=words,
                kind=float(asked.met_by(span.text) or (asked.steps and span.steps)),
                passage=max(span.passage.relevance, 0.7) / (1 + span.rank),
                hinted=span.hinted,
                adapted=float(moved),
            )
            for span, near, late, words, moved in columns
        ]


def _shared_words(question: str, spans: Sequence[CandidateSpan]) -> list[float]:
    """Return the share of the question's words that each span has; those of its headings count for less."""
    own = [stems(span.text) for span in spans]
    around = [stems(span.said[0].context) for span in spans]
    frequency = Counter(stem for a, b in zip(own, around, strict=True) for stem in a | b)
    weights = {stem: math.log(1 + len(spans) / (1 + frequency[stem])) for stem in stems(question)}
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
