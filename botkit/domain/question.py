"""A test question and the documents that answer it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """A test question and the documents that answer it.

    `articles` are the documents that answer it (empty if none does), `facts` pieces of their text that contain the
    answer; any one of them will do. `place` is where the question is written ("questions/cards.csv:12").
    """

    text: str
    articles: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    place: str = field(default="", compare=False)
