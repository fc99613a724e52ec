"""A passage: a piece of a document, as the retriever found it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """A sign that a passage answers from character `start` on: there it answers a question of that cosine (0 to 1)."""

    start: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document, as the retriever found it.

    `source` is the document's path within the documents folder, `heading` the headings above it, outermost first.
    `score` orders passages of one search; `relevance` (0 to 1) is comparable between searches: how likely the passage
    answers what was asked. `hints` come likest first.
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
