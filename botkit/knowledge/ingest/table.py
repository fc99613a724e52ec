"""Tables of questions and answers (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.faq import entry, listed, place, wrong_columns
from botkit.knowledge.ingest.source import SourceFile

_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the question, the answer and the link stand."""

    question: int
    answer: int
    url: int | None
    width: int


def read_table(file: SourceFile, columns: Mapping[str, str] | None = None) -> list[Document]:
    """One document for each row of `file`.

    `columns` maps "question", "answer" and optionally "url" to names of columns; without it they are guessed.
    Raises DocumentError if there are no such columns, no rows, or a row that is short or lacks one of them.
    """
    text = file.read()
    delimiter, found = _columns(file, text, columns)
    rows = _rows(file, text, delimiter)
    next(rows)
    documents = []
    for number, line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != found.width:
            raise file.error(
                f"the row has {len(row)} cells, the header {found.width}; put cells with a '{delimiter}' in quotes",
                line=line,
            )
        url = row[found.url] if found.url is not None else ""
        documents.append(entry(file, number, line, question=row[found.question], answer=row[found.answer], url=url))
    if not documents:
        raise file.error("has a header and no rows; write a question and an answer below it or delete it")
    return documents


def _columns(file: SourceFile, text: str, wanted: Mapping[str, str] | None) -> tuple[str, Columns]:
    """The delimiter under which the header names a question and an answer, and the places of the columns."""
    headers = []
    for delimiter in _DELIMITERS:
        header = next(_rows(file, text, delimiter))[2]
        headers.append(header)
        question, answer, url = (place(header, role, wanted) for role in ("question", "answer", "url"))
        if question is not None and answer is not None and question != answer:
            if wanted and "url" in wanted and url is None:
                raise file.error(f"no column '{wanted['url']}'; it has {listed(header)}", line=1)
            return delimiter, Columns(question, answer, url, len(header))
    raise wrong_columns(file, max(headers, key=len), wanted)


def _rows(file: SourceFile, text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Number (the header is 1), first line and cells of each row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, row in enumerate(reader, 1):
            yield number, line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise file.error(f"is not CSV ({error}); check the quotes", line=line) from error
