"""Tables of questions and answers (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from botkit.retrieval.blocks import Document
from botkit.retrieval.plain import paragraphs
from botkit.retrieval.source import WEB, SourceFile

_DELIMITERS = (",", ";", "\t", "|")
_NAMES = {
    "question": ("question", "questions", "q", "frage", "fragen", "pregunta", "prompt", "title", "titel"),
    "answer": ("answer", "answers", "a", "antwort", "antworten", "réponse", "respuesta", "response", "reply", "text"),
    "url": ("url", "link", "href"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row the question, the answer and the link stand."""

    question: int
    answer: int
    url: int | None
    width: int


def read_table(file: SourceFile, columns: Mapping[str, str] | None = None) -> list[Document]:
    """One document for each row of `file`: its question is the title, so a citation names the very entry.

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
        question = " ".join(row[found.question].split())
        answer = paragraphs(row[found.answer])
        if not question or not answer:
            missing = "answer" if question else "question"
            raise file.error(f"the row has no {missing}; write one or delete the row", line=line)
        url = row[found.url].strip() if found.url is not None else ""
        if url and not url.startswith(WEB):
            raise file.error(f"'{url}' is not a link; write one that starts with https://", line=line)
        documents.append(Document(f"{file.source}#row-{number}", question, answer, url=url, entry=True))
    if not documents:
        raise file.error("has a header and no rows; write a question and an answer below it or delete it")
    return documents


def _columns(file: SourceFile, text: str, wanted: Mapping[str, str] | None) -> tuple[str, Columns]:
    """The delimiter under which the header names a question and an answer, and the places of the columns."""
    headers = {}
    for delimiter in _DELIMITERS:
        header = next(_rows(file, text, delimiter))[2]
        names = [name.strip().casefold() for name in header]
        headers[delimiter] = names
        question, answer, url = (_place(names, role, wanted) for role in ("question", "answer", "url"))
        if question is not None and answer is not None and question != answer:
            if wanted and "url" in wanted and url is None:
                raise file.error(f"no column '{wanted['url']}'; it has {_listed(header)}", line=1)
            return delimiter, Columns(question, answer, url, len(names))
    present = _listed(max(headers.values(), key=len))
    if wanted:
        names = [wanted[role] for role in ("question", "answer") if role in wanted]
        raise file.error(
            f"the columns {_listed(names)} are not both there; it has {present}: name two of those", line=1
        )
    raise file.error(f"no columns for question and answer in {present}; name them 'question' and 'answer'", line=1)


def _place(names: list[str], role: str, wanted: Mapping[str, str] | None) -> int | None:
    candidates = (wanted[role].strip().casefold(),) if wanted and role in wanted else _NAMES[role]
    return next((names.index(name) for name in candidates if name in names), None)


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


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
