"""A quote: statements of one passage that stand together in a reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from botkit.answering.select.statements import Statement
from botkit.domain import Citation, Passage, Sentence
from botkit.text.sentences import SpanKind


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


def _line(statement: Statement) -> str:
    if statement.kind is not SpanKind.ITEM:
        return statement.text
    mark = statement.quote.split(maxsplit=1)[0]
    return f"{mark if statement.numbered else '-'} {statement.text}"
