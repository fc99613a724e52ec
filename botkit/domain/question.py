"""A question that somebody wrote down, with where its answer stands."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Question:
    """A question that somebody wrote down, with where its answer stands.

    `articles` are the documents that answer it (none: no document does), `facts` pieces of their text that tell the
    answer; any one of them will do. `place` is where it is written ("questions/cards.csv:12").
    """

    text: str
    articles: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    place: str = field(default="", compare=False)
