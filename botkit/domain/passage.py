"""A passage: a piece of a document, as the retriever found it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """A hint that the text from character `start` on answers a question; the cosine with that question is 0 to 1."""

    start: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, as the retriever found it.

    `source` is the document's path within the documents folder, `heading` the headings above the passage, outermost
    first. `score` ranks the passages of one search; `relevance` (0 to 1) is comparable between searches: the likelihood
    that the passage answers the question. `hints` are sorted by likelihood, the likeliest first.
    """

    id: str
    source: str
    title: str
    text: str
    heading: tuple[str, ...] = ()
    url: str = ""
    score: float = 0.0
    relevance: float = 0.0
    hints: tuple[Hint, ...] = ()
