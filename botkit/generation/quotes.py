"""The reader: chooses from passages the statements that best answer a question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from botkit.generation.answer import AnswerType
from botkit.generation.sentences import SpanKind
from botkit.generation.statements import Statement, statements
from botkit.generation.words import alike, stems
from botkit.protocols import Encoder
from botkit.types import Citation, Passage, Sentence

MAX_CHARACTERS = 600
"""A quoted answer is at most about this long: more is not read."""

LIKENESS_WEIGHT, PLACED_WEIGHT, WORDS_WEIGHT, TYPE_WEIGHT, PASSAGE_WEIGHT, HINT_WEIGHT = (
    0.28,
    0.24,
    0.13,
    0.15,
    0.14,
    0.22,
)
"""What a statement's score is made of: likeness to the question alone and under its headings, rare words shared, the
right sort of fact, how far up the retriever had its passage, and likeness to a known question that is answered there.
Fitted on config/banking/tests/development.csv (softmax over the statements of the passages of a question)."""

SECOND = 0.8
"""A further statement is added if it scores at least this share of the best one."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Statements of one passage that stand together: one sentence or row, neighbours, or a whole list."""

    said: tuple[Statement, ...]
    score: float

    @property
    def passage(self) -> Passage:
        """Where it stands."""
        return self.said[0].passage

    @property
    def is_list(self) -> bool:
        """Whether it is (or ends with) a list, which has to be read as it stands."""
        return self.said[-1].kind is SpanKind.ITEM

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.said[-1].kind is SpanKind.ROW

    @property
    def text(self) -> str:
        """What it says, as people read it; each item of a list on a line."""
        return "\n".join(_line(s) for s in self.said) if self.is_list else " ".join(s.text for s in self.said)

    def without(self, told: Sequence[str]) -> Quote | None:
        """The statements that are not in `told`, pieces of passages; None if all of them are."""
        rest = tuple(statement for statement in self.said if not any(statement.quote in piece for piece in told))
        return Quote(rest, self.score) if rest else None

    def sentences(self) -> list[Sentence]:
        """The quote as a reply: a list has one citation, which is the whole of it."""
        if not self.is_list:
            return [Sentence(statement.text, statement.citation) for statement in self.said]
        passage, first, last = self.passage, self.said[0], self.said[-1]
        whole = Citation(passage.title, passage.source, passage.text[first.start : last.end], passage.url)
        return [Sentence(_line(statement), whole) for statement in self.said]


def best_quotes(
    question: str, passages: Sequence[Passage], encoder: Encoder, *, limit: int = 3, characters: int = MAX_CHARACTERS
) -> list[Quote]:
    """The quotes that best answer `question`, best first; none where the passages say nothing.

    `passages` come best first. At most `limit` quotes and about `characters` characters, but always the best one.
    """
    units = [unit for rank, passage in enumerate(passages) for unit in _units(rank, passage, characters)]
    if not units:
        return []
    asked = AnswerType.of(question)
    scores = _scores(question, asked, units, encoder)
    order = sorted(range(len(units)), key=lambda n: -scores[n])
    chosen: list[Quote] = []
    taken: set[tuple[str, int]] = set()
    length = 0
    for n in order:
        if chosen and (len(chosen) == limit or scores[n] < SECOND * chosen[0].score):
            break
        quote = Quote(_with_neighbours(n, units, scores), float(scores[n]))
        marks = {(quote.passage.id, statement.start) for statement in quote.said}
        if marks & taken or (chosen and length + len(quote.text) > characters):
            continue
        chosen.append(quote)
        taken |= marks
        length += len(quote.text)
    return chosen


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is ranked: a statement, or a list as a whole."""

    rank: int
    said: tuple[Statement, ...]

    @property
    def text(self) -> str:
        return " ".join(statement.text for statement in self.said)

    @property
    def placed(self) -> str:
        return f"{self.said[0].context}: {self.text}"

    @property
    def steps(self) -> bool:
        return len(self.said) > 1 and self.said[-1].numbered

    @property
    def hinted(self) -> float:
        """How like the question is to one that is known to be answered here (0 if there is none)."""
        first, last = self.said[0], self.said[-1]
        hints = (hint.likeness for hint in first.passage.hints if first.start <= hint.start < last.end)
        return max(hints, default=0.0)


def _units(rank: int, passage: Passage, characters: int) -> list[_Unit]:
    found: list[_Unit] = []
    before: Statement | None = None
    for _, group in groupby(statements(passage), key=lambda statement: (statement.block, statement.kind)):
        block = tuple(group)
        if block[0].kind is SpanKind.ITEM and len(block) > 1:
            led = (before, *block) if before is not None and before.text.endswith(":") else block
            if sum(len(statement.text) for statement in led) <= 1.5 * characters:
                found.append(_Unit(rank, led))
        if not (block[0].numbered and len(block) > 1):  # a step alone answers nothing
            found += [_Unit(rank, (statement,)) for statement in block if not statement.text.endswith(":")]
        before = block[-1]
    return found


def _scores(question: str, asked: AnswerType, units: Sequence[_Unit], encoder: Encoder) -> list[float]:
    vector, *alone = encoder.encode([question, *(unit.text for unit in units)])
    placed = encoder.encode([unit.placed for unit in units])
    own = [stems(unit.text) for unit in units]
    around = [stems(unit.said[0].context) for unit in units]
    frequency = Counter(stem for a, b in zip(own, around, strict=True) for stem in a | b)
    weights = {stem: math.log(1 + len(units) / (1 + frequency[stem])) for stem in stems(question)}
    total = sum(weights.values()) or 1.0
    scores = []
    for n, unit in enumerate(units):
        shared = sum(
            weight if alike(stem) & own[n] else 0.6 * weight if alike(stem) & around[n] else 0.0
            for stem, weight in weights.items()
        )
        passage = unit.said[0].passage
        fits = asked.met_by(unit.text) or (asked.steps and unit.steps)
        scores.append(
            LIKENESS_WEIGHT * float(np.dot(vector, alone[n]))
            + PLACED_WEIGHT * float(np.dot(vector, placed[n]))
            + WORDS_WEIGHT * shared / total
            + TYPE_WEIGHT * fits
            + PASSAGE_WEIGHT * max(passage.relevance / (1 + unit.rank), 0.7 / (1 + unit.rank))
            + HINT_WEIGHT * unit.hinted
        )
    return scores


def _with_neighbours(n: int, units: Sequence[_Unit], scores: Sequence[float]) -> tuple[Statement, ...]:
    """The statement with the one before it, where it can't be understood alone, and the one after, where it goes on."""
    said = units[n].said
    if len(said) > 1 or said[0].kind is not SpanKind.SENTENCE:
        return said
    first = said[0]
    block = [
        u.said[0]
        for u in units
        if len(u.said) == 1 and u.said[0].passage is first.passage and u.said[0].block == first.block
    ]
    place = block.index(first)
    if place and first.text.split()[0].lower().strip(",") in _POINTS_BACK:
        said = (block[place - 1], *said)
    following = n + 1
    if place + 1 < len(block) and following < len(units) and units[following].said == (block[place + 1],):
        goes_on = block[place + 1].text.split()[0].lower().strip(",") in _POINTS_BACK
        if goes_on or scores[following] >= NEIGHBOUR * scores[n]:
            said = (*said, block[place + 1])
    return said


NEIGHBOUR = 0.95
"""The next sentence of a paragraph goes along if it scores this share of the best one: it is about the same."""

_POINTS_BACK = frozenset(
    re.findall(r"\w+", "it its they their them this these that those he she both either neither then also such")
)


def _line(statement: Statement) -> str:
    if statement.kind is not SpanKind.ITEM:
        return statement.text
    mark = statement.quote.split(maxsplit=1)[0]
    return f"{mark if statement.numbered else '-'} {statement.text}"
