"""Late interaction: how well the words of a question are met by a piece of a passage, each word where it stands.

The score of a question and a piece is the mean, over the tokens of the question, of the highest cosine with a token of
the piece (Khattab and Zaharia 2020, "ColBERT"), here with the states of the sentence encoder as it is. One vector for a
whole sentence blurs which word was asked for; this does not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from botkit.answering.select.candidate_spans import CandidateSpan
from botkit.domain import Passage
from botkit.domain.ports import TokenEncoder, Tokens


def maxsim(question: str, spans: Sequence[CandidateSpan], encoder: TokenEncoder) -> list[float]:
    """Return the score (-1 to 1) of each span; title and headings of its passage count as a part of it.

    A token of the question weighs the more, the fewer of the spans have it (inverse document frequency).
    """
    passages = list(dict.fromkeys(span.passage for span in spans))
    asked, *known = encoder.encode_tokens([question, *map(_written, passages)])
    if not len(asked.vectors) or not spans:
        return [0.0] * len(spans)
    read = {passage: _Read.of(passage, tokens, asked) for passage, tokens in zip(passages, known, strict=True)}
    own = [read[span.passage].within(span) for span in spans]
    pieces = [read[span.passage].pieces_at(places) for span, places in zip(spans, own, strict=True)]
    spread = [sum(_piece(question, span) in each for each in pieces) for span in asked.spans]
    weights = np.array([math.log(1 + len(spans) / (1 + count)) for count in spread])
    weights /= weights.sum()
    return [float(weights @ read[span.passage].highest(places)) for span, places in zip(spans, own, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """A passage as the encoder read it, and how near its tokens are to those of the question."""

    text: str
    offset: int
    """Characters of title and headings, which stand before the passage."""
    tokens: Tokens
    cosines: npt.NDArray[Any]
    """Of shape (tokens of the question, tokens of the passage)."""

    @classmethod
    def of(cls, passage: Passage, tokens: Tokens, asked: Tokens) -> _Read:
        cosines = asked.vectors.astype(np.float32) @ tokens.vectors.astype(np.float32).T
        return cls(_written(passage), len(_above(passage)), tokens, cosines)

    def within(self, span: CandidateSpan) -> npt.NDArray[Any]:
        """Return the numbers of the span's tokens; none if it stands beyond the text that the encoder reads."""
        starts, ends = self.tokens.spans[:, 0], self.tokens.spans[:, 1]
        return np.flatnonzero((starts >= self.offset + span.start) & (ends <= self.offset + span.end))

    def pieces_at(self, places: npt.NDArray[Any]) -> frozenset[str]:
        return frozenset(_piece(self.text, self.tokens.spans[place]) for place in places)

    def highest(self, places: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return for each token of the question the highest cosine with one of those or of the headings."""
        above = np.flatnonzero(self.tokens.spans[:, 1] <= self.offset)
        highest: npt.NDArray[Any] = self.cosines[:, np.union1d(places, above)].max(axis=1, initial=0.0)
        return highest


def _above(passage: Passage) -> str:
    return ". ".join(dict.fromkeys((passage.title, *passage.heading))) + ".\n"


def _written(passage: Passage) -> str:
    return _above(passage) + passage.text


def _piece(text: str, span: npt.NDArray[Any]) -> str:
    return text[span[0] : span[1]].lower()
