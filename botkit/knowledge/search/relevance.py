"""The likelihood that a passage answers what was asked."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelevanceFeatures:
    """The signs that speak for a passage, and those against there being an answer at all.

    `passage` is the cosine of the question with the passage, or with the likest question that it is known to answer if
    that is higher; `subject` is the cosine with its document's title and tags; `words` is the share of the question's
    content words, weighted by their rarity, that the passage has. `unanswered` is the cosine with the likest question
    that the documents are known not to answer; None where no such questions are known.
    """

    passage: float
    subject: float
    words: float
    unanswered: float | None = None

    @property
    def log_odds(self) -> float:
        """The logarithm of relevance : irrelevance."""
        weights = WITHOUT_LIMITS if self.unanswered is None else WITH_LIMITS
        return (
            weights.passage * self.passage
            + weights.subject * self.subject
            + weights.words * self.words
            - weights.unanswered * max((self.unanswered or 0.0) - UNLIKE, 0.0)
            - weights.bar
        )

    @property
    def relevance(self) -> float:
        """The odds as a probability (0 to 1)."""
        return 1 / (1 + math.exp(-self.log_odds))


@dataclass(frozen=True, slots=True)
class Weights:
    """The coefficients of a logistic regression on `RelevanceFeatures`."""

    passage: float
    subject: float
    words: float
    unanswered: float
    bar: float


UNLIKE = 0.4
"""Up to this cosine (all-MiniLM-L6-v2), two questions have nothing to do with each other."""

# Fitted on the questions of config/banking/tests/development.csv with all-MiniLM-L6-v2: the passages of the right
# article against the best passages for questions that none answers, without and with config/banking/questions.
WITHOUT_LIMITS = Weights(passage=8.7, subject=6.0, words=2.4, unanswered=0.0, bar=6.2)
WITH_LIMITS = Weights(passage=10.2, subject=5.8, words=1.0, unanswered=11.75, bar=6.0)
