"""Known questions: what customers are known to ask, and where the documents answer it or that none does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from botkit.domain import Hint, Question
from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.chunks import Chunk
from botkit.knowledge.ingest.links import ReadAloud


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """The place of an answer: the number of its chunk, and the character of the chunk's text at which it begins."""

    chunk: int
    start: int


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question with the spots that answer it; none: the documents are known not to answer it."""

    text: str
    spots: tuple[AnswerSpan, ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """The evidence that the known questions give about a new one.

    `hints` has, for numbers of chunks, where they answer questions like it, the likest first; `unanswered` is the
    cosine (0 if there is none near) with the likest question that nothing answers.
    """

    hints: dict[int, tuple[Hint, ...]]
    unanswered: float

    def likeness(self, chunk: int) -> float:
        """Return the cosine with the likest question that the chunk answers; 0 if it answers none that is near."""
        return max((hint.likeness for hint in self.hints.get(chunk, ())), default=0.0)


def locate(questions: Iterable[Question], chunks: Sequence[Chunk]) -> tuple[KnownQuestion, ...]:
    """Find the spots of the answers. Raises DocumentError where an article or its fact is not in the documents."""
    found: dict[str, KnownQuestion] = {}
    places: dict[str, str] = {}
    articles: dict[str, list[tuple[int, str]]] = {}
    for number, chunk in enumerate(chunks):
        articles.setdefault(chunk.source, []).append((number, chunk.text))
    for question in questions:
        asked = " ".join(question.text.casefold().split()).rstrip("?!. ")
        if asked in found:
            raise DocumentError(f"{question.place}: the same question as {places[asked]}; delete one of them")
        found[asked] = KnownQuestion(question.text, tuple(_spots(question, articles)))
        places[asked] = question.place
    return tuple(found.values())


def recalled(near: Sequence[tuple[KnownQuestion, float]], within: npt.NDArray[np.bool_] | None = None) -> Recalled:
    """Sum up what is known of a question that is near to these, each with its cosine, the nearest first.

    `within` says of each chunk whether it may be found.
    """
    hints: dict[int, list[Hint]] = {}
    for question, likeness in near:
        for spot in question.spots:
            if within is None or within[spot.chunk]:
                hints.setdefault(spot.chunk, []).append(Hint(spot.start, likeness))
    unanswered = max((likeness for question, likeness in near if not question.spots), default=0.0)
    return Recalled({number: tuple(each) for number, each in hints.items()}, unanswered)


def _meant(article: str, sources: Collection[str]) -> str:
    """Tell the writer of the path `article` what it should have been."""
    entries = [source for source in sources if source.startswith(f"{article}#")]
    if entries:
        return f"each row is one of its own: write '{entries[0]}', or the one that answers"
    near = get_close_matches(article, sources, n=1)
    return f"did you mean '{near[0]}'?" if near else "write its path within documents/"


def _spots(question: Question, articles: Mapping[str, Sequence[tuple[int, str]]]) -> list[AnswerSpan]:
    """Return the spots of an answer; `articles` has, by source, the numbers and texts of its chunks."""
    spots: list[AnswerSpan] = []
    for article in question.articles:
        if article not in articles:
            raise DocumentError(
                f"{question.place}: the documents have no article '{article}'; {_meant(article, articles.keys())}"
            )
        for fact in question.facts or ("",):
            words = re.compile(r"\s+".join(map(re.escape, fact.split())), re.IGNORECASE)
            spots += [
                AnswerSpan(number, start)
                for number, text in articles[article]
                if (start := _place(words, text)) is not None
            ]
    if question.articles and not spots:
        raise DocumentError(
            f"{question.place}: '{question.facts[0]}' is not in {question.articles[0]}; copy the fact from the "
            "sentence that answers the question, without Markdown's marks"
        )
    return spots


def _place(words: re.Pattern[str], text: str) -> int | None:
    """Return the place of the words in a text, also across a link, whose address nobody writes down."""
    if match := words.search(text):
        return match.start()
    said = ReadAloud.of(text)
    return said.place(match.start()) if (match := words.search(said.text)) else None
