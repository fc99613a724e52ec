"""Records of questions and answers, one a line (JSON lines)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.faq import entry, listed, place, wrong_columns
from botkit.knowledge.ingest.source import SourceFile, visible


def read_records(file: SourceFile, columns: Mapping[str, str] | None = None) -> list[Document]:
    """One document for each line of `file`, which holds an object; blank lines are left out.

    `columns` maps "question", "answer" and optionally "url" to names of its keys; without it they are guessed, for each
    object anew. Raises DocumentError if a line is no object, or has no question or no answer.
    """
    documents = []
    for number, line in enumerate(file.read().split("\n"), 1):
        if line.strip():
            documents.append(_document(file, number, line, columns))
    return documents


def _document(file: SourceFile, number: int, line: str, columns: Mapping[str, str] | None) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise file.error(
            f"is not JSON ({getattr(error, 'msg', 'too deep')}); write one object a line", line=number
        ) from error
    if not isinstance(record, dict):
        raise file.error('is no object; write lines such as {"question": "...", "answer": "..."}', line=number)
    names = list(record)
    question, answer, url = (place(names, role, columns) for role in ("question", "answer", "url"))
    if question is None or answer is None or question == answer:
        raise wrong_columns(file, names, columns, line=number)
    if columns and "url" in columns and url is None:
        raise file.error(f"no key '{columns['url']}'; it has {listed(names)}", line=number)
    return entry(
        file,
        number,
        number,
        question=_text(file, number, record, names[question]),
        answer=_text(file, number, record, names[answer]),
        url=_text(file, number, record, names[url]) if url is not None else "",
    )


def _text(file: SourceFile, number: int, record: Mapping[str, object], name: str) -> str:
    value = record[name]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise file.error(f"'{name}' is no text; put it in quotes", line=number)
    return visible(value)  # JSON writes invisible characters as it likes
