"""The parts of a passage that can be quoted: its statements, and its lists as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from botkit.answering.select.statements import Statement, statements
from botkit.domain import Passage
from botkit.text.sentences import SpanKind

MAX_CHARACTERS = 600
"""A quoted answer is at most about this long: more is not read."""


@dataclass(frozen=True, slots=True)
class CandidateSpan:
    """A statement, or a list with what introduces it; `rank` is the place of its passage among those found, from 0."""

    rank: int
    said: tuple[Statement, ...]

    @property
    def passage(self) -> Passage:
        """The passage that it stands in."""
        return self.said[0].passage

    @property
    def start(self) -> int:
        """The character of the passage at which it begins."""
        return self.said[0].start

    @property
    def end(self) -> int:
        """The character of the passage behind its last."""
        return self.said[-1].end

    @property
    def quote(self) -> str:
        """All of it, verbatim."""
        return self.passage.text[self.start : self.end]

    @property
    def shown(self) -> str:
        """All that a citation shows of it, verbatim: of a row also the names of its columns."""
        return f"{self.said[0].header}\n{self.quote}"

    @property
    def text(self) -> str:
        """Its text, on one line."""
        return " ".join(statement.text for statement in self.said)

    @property
    def placed(self) -> str:
        """Its text under its headings."""
        return f"{self.said[0].context}: {self.text}"

    @property
    def steps(self) -> bool:
        """True if it is a list of steps."""
        return len(self.said) > 1 and self.said[-1].numbered

    @property
    def hinted(self) -> float:
        """The likeness of the question to one that is known to be answered here (0 if there is none)."""
        hints = (hint.likeness for hint in self.passage.hints if self.start <= hint.start < self.end)
        return max(hints, default=0.0)


def candidate_spans(passage: Passage, rank: int = 0, characters: int = MAX_CHARACTERS) -> list[CandidateSpan]:
    """Return the spans of a passage, in reading order; of lists only those of about `characters` characters."""
    found: list[CandidateSpan] = []
    before: Statement | None = None
    for _, group in groupby(statements(passage), key=lambda statement: (statement.block, statement.kind)):
        block = tuple(group)
        if block[0].kind is SpanKind.ITEM and len(block) > 1:
            led = (before, *block) if before is not None and before.text.endswith(":") else block
            if sum(len(statement.text) for statement in led) <= 1.5 * characters:
                found.append(CandidateSpan(rank, led))
        if not (block[0].numbered and len(block) > 1):  # a step alone answers nothing
            found += [CandidateSpan(rank, (statement,)) for statement in block if not statement.text.endswith(":")]
        before = block[-1]
    return found
