"""Tables of questions and answers (CSV)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.faq.columns import Columns, listed, wrong_columns
from botkit.knowledge.ingest.faq.entry import entry
from botkit.knowledge.ingest.source import SourceFile

_DELIMITERS = (",", ";", "\t", "|")
_LOOKED_AT = 30
"""Rows from which the delimiter and the columns are told."""
_TITLES = 5
"""Rows that may stand above the header, such as the name of the export."""
_LARGEST = 2**24
"""Characters of a cell: an article with pictures in it."""
_GIVEN_UP = 20
"""Broken rows after which the rest of the file is not tried."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, its number as a spreadsheet counts, and the line on which it begins."""

    number: int
    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a table is written: what parts its cells, the number of its header (0: none), and what its columns are."""

    delimiter: str
    header: Row
    columns: Columns


def read_table(file: SourceFile, wanted: Mapping[str, str] | None = None) -> Iterator[Document | DocumentError]:
    """One document for each row of `file`, or why the row cannot be read.

    `wanted` maps "question", "answer" and optionally "url" to names of columns; without it they are guessed. Raises
    DocumentError if there are no such columns, or no rows.
    """
    text = _requoted(file.read())
    layout = _layout(file, text, wanted)
    columns, header = layout.columns, layout.header
    read = 0
    for row in _rows(file, text, layout.delimiter):
        if isinstance(row, DocumentError):
            read += 1
            yield row
        elif any(cell.strip() for cell in row.cells) and (row.number > header.number or not columns.is_header):
            read += 1
            yield _document(file, row, layout)
    if not read:
        raise file.error("has a header and no rows; write a question and an answer below it or delete it")


def _document(file: SourceFile, row: Row, layout: _Layout) -> Document | DocumentError:
    columns, names = layout.columns, layout.header.cells
    cells = row.cells
    if any(cell.strip() for cell in cells[len(names) :]) or len(cells) <= max(columns.question, columns.answer):
        return file.error(
            f"the row has {len(cells)} cells, the header {len(names)}; put cells with a '{layout.delimiter}' in quotes",
            line=row.line,
        )
    places = {"question": columns.question, "answer": columns.answer, **columns.others}
    said = {role: cells[place] for role, place in places.items() if place < len(cells)}
    rest = {
        name.strip(): cell.strip()
        for place, (name, cell) in enumerate(zip(names, cells, strict=False))
        if place not in places.values() and name.strip() and cell.strip() and columns.is_header
    }
    try:
        return entry(file, row.number, row.line, said, rest)
    except DocumentError as error:
        return error


def _layout(file: SourceFile, text: str, wanted: Mapping[str, str] | None) -> _Layout:
    """Return the delimiter under which a row near the top names a question and an answer, or the rows look so."""
    widest: Row | None = None
    broken: DocumentError | None = None
    found: list[_Layout] = []
    for delimiter in _delimiters(text):
        rows: list[Row] = []
        for row in _rows(file, text, delimiter):
            if isinstance(row, DocumentError):
                broken = broken or row
                break
            rows += [row] if any(cell.strip() for cell in row.cells) else []
            if len(rows) == _LOOKED_AT:
                break
        for place, row in enumerate(rows[:_TITLES]):
            if widest is None or len(row.cells) > len(widest.cells):
                widest = row
            columns = Columns.of(row.cells, [each.cells for each in rows[place + 1 :]], wanted)
            if columns is not None:
                found.append(_Layout(delimiter, row, columns))
                break
    if not found:
        if widest is None:
            raise broken or file.error("has no rows; write a question and an answer in each or delete it")
        raise wrong_columns(file, widest.cells, wanted, line=widest.line)
    best = max(found, key=lambda layout: (layout.columns.named, -layout.header.number, len(layout.header.cells)))
    if wanted and "url" in wanted and "url" not in best.columns.others:
        raise file.error(f"no column '{wanted['url']}'; it has {listed(best.header.cells)}", line=best.header.line)
    return best


def _requoted(text: str) -> str:
    """Return the table with its quotes as spreadsheets write them, where a database has put strokes before them."""
    if '\\"' not in text or not any(_is_broken(text, delimiter) for delimiter in _DELIMITERS):
        return text
    other = re.sub(r'(?<!\\)\\"', '""', text)
    return min(text, other, key=lambda each: min(_is_broken(each, delimiter) for delimiter in _DELIMITERS))


def _is_broken(text: str, delimiter: str) -> bool:
    try:
        return not [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error:
        return True


def _delimiters(text: str) -> Sequence[str]:
    """Return what may part cells; a first line such as "sep=;" says it, as spreadsheets write it."""
    first = text.partition("\n")[0].strip().strip('"')
    return (first[4:],) if first[:4].lower() == "sep=" and len(first) == 5 else _DELIMITERS


def _rows(file: SourceFile, text: str, delimiter: str) -> Iterator[Row | DocumentError]:
    """Yield the rows; behind a broken one it goes on with the next line."""
    csv.field_size_limit(_LARGEST)
    lines = text.split("\n")
    start = number = broken = 0
    while start < len(lines) and broken < _GIVEN_UP:
        reader = csv.reader((f"{line}\n" for line in lines[start:]), delimiter=delimiter, strict=True)
        line = start
        try:
            for cells in reader:
                number += 1
                yield Row(number, line + 1, [cell.removesuffix("\n") for cell in cells])
                line = start + reader.line_num
            return
        except csv.Error as error:
            number += 1
            broken += 1
            yield file.error(f"is not CSV ({error}); check the quotes", line=line + 1)
            start = line + 1
