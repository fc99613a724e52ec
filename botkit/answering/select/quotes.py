"""The quotes of a reply: the statements of the passages that best answer a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from botkit.answering.select.candidate_spans import MAX_CHARACTERS, CandidateSpan, candidate_spans
from botkit.answering.select.selector import SentenceSelector
from botkit.answering.select.statements import Statement
from botkit.answering.verify.trust import Trust
from botkit.domain import Citation, Passage, Sentence
from botkit.text.sentences import SpanKind

SECOND = 1.5
"""A further statement is added if its log-odds are at most so far below those of the best one (chosen on
config/banking/tests/development.csv)."""

NEIGHBOUR = 0.3
"""The next sentence of a paragraph goes along if its log-odds are at most so far below: it is about the same."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Statements of one passage that stand together: one sentence or row, neighbours, or a whole list."""

    said: tuple[Statement, ...]
    score: float

    @property
    def passage(self) -> Passage:
        """The passage that it stands in."""
        return self.said[0].passage

    @property
    def is_list(self) -> bool:
        """True if it is (or ends with) a list, which has to be read as it stands."""
        return self.said[-1].kind is SpanKind.ITEM

    @property
    def is_row(self) -> bool:
        """True if it is a row of a table."""
        return self.said[-1].kind is SpanKind.ROW

    @property
    def text(self) -> str:
        """Its text, as people read it; each item of a list on a line."""
        return "\n".join(_line(s) for s in self.said) if self.is_list else " ".join(s.text for s in self.said)

    def without(self, told: Sequence[str]) -> Quote | None:
        """Return the statements that are not in `told`, pieces of passages; None if all of them are."""
        rest = tuple(statement for statement in self.said if not any(statement.quote in piece for piece in told))
        return Quote(rest, self.score) if rest else None

    def sentences(self) -> list[Sentence]:
        """Return the quote as a reply: a list has one citation, which is the whole of it."""
        if not self.is_list:
            return [Sentence(statement.text, statement.citation) for statement in self.said]
        passage, first, last = self.passage, self.said[0], self.said[-1]
        whole = Citation(passage.title, passage.source, passage.text[first.start : last.end], passage.url)
        return [Sentence(_line(statement), whole) for statement in self.said]


def best_quotes(
    question: str,
    passages: Sequence[Passage],
    reader: SentenceSelector,
    *,
    trust: Trust = Trust(),  # noqa: B008 - it is frozen
    limit: int = 3,
    characters: int = MAX_CHARACTERS,
) -> list[Quote]:
    """Return the quotes that best answer `question`, best first; none where the passages say nothing.

    `passages` come best first. At most `limit` quotes and about `characters` characters, but always the best one;
    nothing that `trust` objects to.
    """
    units = [
        unit
        for rank, passage in enumerate(passages)
        for unit in candidate_spans(passage, rank, characters)
        if not trust.objection(unit.quote)
    ]
    if not units:
        return []
    scores = reader.scores(question, units)
    order = sorted(range(len(units)), key=lambda n: -scores[n])
    chosen: list[Quote] = []
    taken: set[tuple[str, int]] = set()
    length = 0
    for n in order:
        if chosen and (len(chosen) == limit or scores[n] < chosen[0].score - SECOND):
            break
        quote = Quote(_with_neighbours(n, units, scores), scores[n])
        marks = {(quote.passage.id, statement.start) for statement in quote.said}
        if marks & taken or (chosen and length + len(quote.text) > characters):
            continue
        chosen.append(quote)
        taken |= marks
        length += len(quote.text)
    return chosen


def _with_neighbours(n: int, units: Sequence[CandidateSpan], scores: Sequence[float]) -> tuple[Statement, ...]:
    """Add the statement before it, if it can't be understood alone, and the one after, if it goes on there."""
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
        if goes_on or scores[following] >= scores[n] - NEIGHBOUR:
            said = (*said, block[place + 1])
    return said


_POINTS_BACK = frozenset(
    re.findall(r"\w+", "it its they their them this these that those he she both either neither then also such")
)


def _line(statement: Statement) -> str:
    if statement.kind is not SpanKind.ITEM:
        return statement.text
    mark = statement.quote.split(maxsplit=1)[0]
    return f"{mark if statement.numbered else '-'} {statement.text}"
