"""Hybrid search: by meaning and by word at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botkit.domain import Passage
from botkit.domain.errors import ArtifactError
from botkit.domain.ports import Encoder
from botkit.knowledge.index.index import Index
from botkit.knowledge.search.filters import Filter
from botkit.knowledge.search.relevance import RelevanceFeatures
from botkit.text.content_words import content_words

CANDIDATES = 30
"""Passages that each search proposes and, of the fused list, that are weighed."""

_PER_DOCUMENT = 2
_LEADING = 3
"""Of the first `_LEADING` passages at most `_PER_DOCUMENT` come from one document: a near miss must not hide the right
one. Behind them stand the other sections of the same documents, since the right page is found more surely than the
right section of it, and whoever reads on should have it at hand."""


class HybridRetriever:
    """A Retriever (botkit.domain.ports) over an index; `encoder` is the one that the index was built with.

    What does not pass the filter `only` cannot be found: no part of the search looks at it.

    Four rankings (nearest passages, nearest subjects, answers to the nearest known questions, BM25) propose candidates,
    fused by reciprocal rank. The `score` that orders them is the log-odds of their relevance, which unlike a rank is
    comparable between questions, and, for the order alone, `words` times BM25 as a share of the question's highest: 1
    to 2 suit customers' own words, 5 questions in the words of the documents (benchmarks/README.md).
    """

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        only: Filter = Filter(),  # noqa: B008 - it is frozen
        *,
        words: float = 0.0,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._only = only
        self._words = words

    def search(
        self,
        query: str,
        k: int = 5,
        only: Filter = Filter(),  # noqa: B008 - it is frozen
        *,
        tenant: str = "",
    ) -> list[Passage]:
        """Return at most `k` passages: the most relevant, then the rest of their documents; `only` holds in addition.

        Raises ArtifactError if the encoder is not the index's.
        """
        if not query.strip() or k < 1:
            return []
        lexicon = self._index.lexicon
        question = lexicon.telling(query)
        vector = self._encoder.encode([question])[0]
        if vector.shape != (self._index.dimension,):
            raise ArtifactError(
                "the index was made with another encoder (its vectors differ in length); run: botkit index BOT"
            )
        words = content_words(question)
        n = max(k, CANDIDATES)
        within = self._index.select(self._only, only, tenant=tenant)
        recalled = self._index.recall(vector, within)
        by_words = lexicon.search(words, n, within.chunks if within else None)
        rankings = [*self._index.nearest(vector, n, within), [*recalled.hints][:n], [*by_words]]
        fused = reciprocal_rank_fusion(rankings)
        unanswered = recalled.unanswered if self._index.knows_limits else None
        candidates = sorted(fused, key=lambda number: -fused[number])[:n]
        evidence = {}
        shares = lexicon.shares(words, candidates).tolist()
        likeness = self._index.similarities(vector, candidates)
        for number, (nearness, subject), share in zip(candidates, likeness, shares, strict=True):
            passage = max(nearness, recalled.likeness(number))
            evidence[number] = RelevanceFeatures(passage, subject, share, unanswered)
        best = max(by_words.values(), default=1.0)
        scores = {
            number: each.log_odds + self._words * by_words.get(number, 0.0) / best for number, each in evidence.items()
        }
        ranked = sorted(scores, key=lambda number: -scores[number])
        sources = {number: self._index.chunks[number].source for number in ranked}
        return [
            self._index.chunks[number].as_passage(
                score=scores[number], relevance=evidence[number].relevance, hints=recalled.hints.get(number, ())
            )
            for number in spread(ranked, sources)[:k]
        ]


def spread(ranked: Sequence[int], sources: Mapping[int, str] | Sequence[str]) -> list[int]:
    """Reorder the ranked passages so that one document does not hide the others; `sources` has the document of each."""
    leading: list[int] = []
    for number in ranked:
        taken = [sources[other] for other in leading]
        if len(leading) < _LEADING and taken.count(sources[number]) < _PER_DOCUMENT:
            leading.append(number)
    pages = {sources[number] for number in leading}
    others = [number for number in ranked if number not in leading]
    return [*leading, *sorted(others, key=lambda number: sources[number] not in pages)]


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]], k: int = 60) -> dict[int, float]:
    """Sum 1 / (k + rank) over the rankings that have an item, ranks from 1 (Cormack et al., SIGIR 2009)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] = scores.get(item, 0.0) + 1 / (k + rank)
    return scores
