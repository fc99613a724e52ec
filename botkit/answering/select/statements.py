"""A passage as the statements that it makes: what the gate checks against and the selector quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from botkit.domain import Citation, Passage
from botkit.text.markdown import cells, plain
from botkit.text.sentences import Span, SpanKind, split
from botkit.text.words import stop_words


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, list item or table row of a passage.

    `text` is as people read it, `start` and `end` are where it stands in the passage, `context` is what it means
    without saying so: title, headings, the sentence that introduces its list, the names of its columns.
    `introduction` is that sentence, `cells` are the columns of a row: name and value, `header` its table's first row.
    """

    passage: Passage
    text: str
    start: int
    end: int
    kind: SpanKind
    block: int
    context: str
    introduction: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    header: str = ""

    @property
    def quote(self) -> str:
        """The statement, verbatim."""
        return self.passage.text[self.start : self.end].strip("| ")

    @property
    def citation(self) -> Citation:
        """The statement as what supports a sentence; a row with the names of its columns: they are part of it."""
        quote = f"{self.header}\n{self.quote}" if self.header else self.quote
        return Citation(self.passage.title, self.passage.source, quote, self.passage.url)

    @property
    def numbered(self) -> bool:
        """True if it is a step of a list of steps."""
        return self.kind is SpanKind.ITEM and self.quote.lstrip("(")[:1].isdigit()

    def columns(self) -> Iterator[Statement]:
        """Yield one statement for each column of a row; for anything else, the statement itself.

        A claim about one column must not be backed with the value of another ("fee online", "fee in a branch").
        """
        if not self.cells:
            yield self
            return
        (sort, subject), *others = self.cells
        context = f"{self.context}. {sort}" if sort else self.context
        for name, value in others:
            yield replace(
                self, text=f"{subject} – {name}: {value}" if name else f"{subject} – {value}", context=context
            )


def statements(passage: Passage) -> list[Statement]:
    """Return the statements of a passage, in reading order.

    A question is one with the sentence that answers it, and "No." with the sentence that says what holds instead.
    """
    found: list[Statement] = []
    about = ". ".join((passage.title, *passage.heading))
    header, columns = "", list[str]()
    asked: Span | None = None
    introduction = ""
    for span in split(passage.text):
        text = plain(span.text)
        if span.kind is SpanKind.HEADING:
            about = ". ".join((passage.title, *passage.heading, text))
            continue
        if span.kind is SpanKind.HEADER:
            header, columns = span.text.strip("| "), [plain(cell) for cell in cells(span.text)]
            continue
        if span.kind is SpanKind.SENTENCE and text.endswith("?"):
            asked = span
            continue
        start = span.start
        if asked is not None and asked.block == span.block:
            start, text = asked.start, f"{plain(asked.text)} {text}"
        elif found and found[-1].block == span.block and found[-1].text.strip(".!").lower() in stop_words():
            start, text = found[-1].start, f"{found.pop().text} {text}"
        asked = None
        row: tuple[tuple[str, str], ...] = ()
        if span.kind is SpanKind.ROW:
            row = _row(span.text, columns)
            text = _as_read(row)
        led = introduction if span.kind is not SpanKind.SENTENCE else ""
        context = f"{about}. {led}" if led else about
        above = header if "|" in span.text and any(name for name, _ in row) else ""
        found.append(Statement(passage, text, start, span.end, span.kind, span.block, context, led, row, above))
        if span.kind is SpanKind.SENTENCE:
            introduction = text if text.endswith(":") else ""
    return found


def _row(row: str, header: list[str]) -> tuple[tuple[str, str], ...]:
    if "|" in row:
        values = [plain(cell) for cell in cells(row)]
        names = header if len(header) == len(values) else [""] * len(values)
        return tuple(zip(names, values, strict=True))
    parts = [plain(part).partition(": ") for part in row.split("; ")]
    named: list[tuple[str, str]] = []
    for name, colon, value in parts:
        if colon or not named:
            named.append((name, value))
        else:  # a semicolon within a value
            named[-1] = (named[-1][0], f"{named[-1][1]}; {name}")
    return tuple(named)


def _as_read(row: tuple[tuple[str, str], ...]) -> str:
    (_, subject), *others = row
    return f"{subject} – " + "; ".join(f"{name}: {value}" if name else value for name, value in others if value)
