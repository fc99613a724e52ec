"""Records of questions and answers or of articles, one a line (JSON lines) or in one piece (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.decoding import visible
from botkit.knowledge.ingest.faq.columns import Columns, listed, wrong_columns
from botkit.knowledge.ingest.faq.entry import entry
from botkit.knowledge.ingest.source import WEB, SourceFile

_DEEPEST = 4
"""Levels of a JSON file below which no articles are looked for."""
_WRAPPERS = ("rendered", "storage", "view", "export_view", "value", "html")
"""Keys of an object that stands where a text could: WordPress and Confluence say so in which form it is."""


def read_records(file: SourceFile, wanted: Mapping[str, str] | None = None) -> Iterator[Document | DocumentError]:
    """One document for each line of `file`, which holds an object, or why it cannot be read; blank lines are left out.

    `wanted` maps "question", "answer" and optionally "url" to names of its keys; without it they are guessed, for each
    object anew.
    """
    for number, line in enumerate(file.read().split("\n"), 1):
        if line.strip():
            try:
                yield _document(file, number, number, _parsed(file, line, number), wanted)
            except DocumentError as error:
                yield error


def read_json(file: SourceFile, wanted: Mapping[str, str] | None = None) -> Iterator[Document | DocumentError]:
    """One document for each article or entry of an export, or why it cannot be read.

    Raises DocumentError if it is no JSON, or if there are no such records in it.
    """
    text = file.read()
    value = _parsed(file, text, None)
    records = _records(value, wanted, _DEEPEST)
    if not records:
        raise file.error("holds no questions with answers and no articles with a title and a body; move it away")
    if isinstance(value, dict) and isinstance(value.get("_links"), dict):
        base = value["_links"].get("base")
        records = [{**record, "_base": base} if isinstance(record, dict) else record for record in records]
    for number, record in enumerate(records, 1):
        try:
            yield _document(file, number, None, record, wanted)
        except DocumentError as error:
            yield error


def _parsed(file: SourceFile, text: str, line: int | None) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = getattr(error, "msg", "too deep")
        remedy = "write one object a line" if line else "export it again"
        at = line or getattr(error, "lineno", 1)
        raise file.error(f"is not JSON ({problem}); {remedy}", line=at) from error


def _records(value: object, wanted: Mapping[str, str] | None, depth: int) -> list[Any]:
    """Return the first list of objects with a question and an answer, or a title and a body; or the one such object."""
    if isinstance(value, list):
        if any(isinstance(item, dict) and _columns(item, wanted) for item in value):
            return value
        inner = value[:20]
    elif isinstance(value, dict):
        if _columns(value, wanted):
            return [value]
        inner = [*value.values()]
    else:
        return []
    found = (_records(item, wanted, depth - 1) for item in inner if depth)
    return next((records for records in found if records), [])


def _columns(record: Mapping[str, Any], wanted: Mapping[str, str] | None) -> Columns | None:
    names = [*record]
    columns = Columns.of(names, (), wanted)
    if columns is None or not all(
        isinstance(_unwrapped(record[names[at]]), str) for at in (columns.question, columns.answer)
    ):
        return None
    return columns


def _document(
    file: SourceFile, number: int, line: int | None, record: Any, wanted: Mapping[str, str] | None
) -> Document:
    if not isinstance(record, dict):
        raise file.error('is no object; write lines such as {"question": "...", "answer": "..."}', line=line)
    names = [*record]
    columns = Columns.of(names, (), wanted)
    if columns is None:
        raise wrong_columns(file, names, wanted, line=line or 1)
    if wanted and "url" in wanted and "url" not in columns.others:
        raise file.error(f"no key '{wanted['url']}'; it has {listed(names)}", line=line)
    if _is_draft(record):
        raise file.error(f"record {number} is a draft; publish it, or leave it out of the export", line=line)
    places = {"question": columns.question, "answer": columns.answer, **columns.others}
    said = {role: _text(file, line, record, names[place]) for role, place in places.items()}
    if not said.get("url", "").startswith(WEB):
        said["url"] = _web_link(record) or said.get("url", "")
    rest = {
        name: visible(str(value)) for name, value in record.items() if isinstance(value, (str, int, float)) and value
    }
    rest = {name: value for name, value in rest.items() if name not in {names[place] for place in places.values()}}
    article = names[columns.answer].casefold() in {"body", "content", "html", "description"}
    return entry(file, number, line or number, said, rest, article=article)


def _text(file: SourceFile, line: int | None, record: Mapping[str, Any], name: str) -> str:
    value = _unwrapped(record[name])
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return visible(", ".join(value))
    if not isinstance(value, str):
        raise file.error(f"'{name}' is no text; put it in quotes", line=line)
    return visible(value.replace("\r\n", "\n").replace("\r", "\n"))  # JSON writes invisible characters as it likes


def _unwrapped(value: Any) -> Any:
    for _ in range(3):
        if not isinstance(value, dict):
            break
        value = next((value[name] for name in _WRAPPERS if name in value), None)
    return value


def _is_draft(record: Mapping[str, Any]) -> bool:
    return record.get("draft") is True or str(record.get("state", record.get("status", ""))).lower() in {
        "draft",
        "trashed",
    }


def _web_link(record: Mapping[str, Any]) -> str:
    """Return the link of a page of Confluence, which names it in two parts."""
    links = record.get("_links")
    if not isinstance(links, dict) or not isinstance(links.get("webui"), str):
        return ""
    start = str(links.get("base") or record.get("_base") or "")
    return f"{start}{links['webui']}" if start.startswith(WEB) else ""
