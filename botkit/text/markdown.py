"""Markdown within a line: its marks removed, its links written out, and the cells of a table row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LIST_MARK = re.compile(r"\s*+(?:[-*•+–]|\d{1,3}\.|\(?\d{1,2}\))\s++")
_HEADING_MARK = re.compile(r"#{1,6}\s++")
_TABLE_RULE = re.compile(r"\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?")
_CELL_END = re.compile(r"(?<!\\)\|")
_MARKED = re.compile(r"[*_`~\\]|\]\(|<\w|&[#\w]")
"""The beginning of any mark within a line; most lines have none."""


def plain(text: str) -> str:
    """Return a sentence, item or heading on one line, without Markdown's marks; links are written out."""
    text = text.strip()
    text = text[list_mark(text) :]
    return " ".join(without_marks(text[heading_mark(text) :]).split())


def without_marks(text: str) -> str:
    """Return the text without the marks within lines (emphasis, code, links); those of lists and headings stay.

    `[our fees](https://bank.example/fees)` is "our fees (https://bank.example/fees)".
    """
    if not _MARKED.search(text):
        return text
    return "".join(_shown(token.children or ()) for token in _reader().parseInline(text))


def list_mark(line: str) -> int:
    """Return the length of the mark of a list item ("- ", "2) ") at the start of a line, with the space around it."""
    mark = _LIST_MARK.match(line)
    return mark.end() if mark else 0


def heading_mark(line: str) -> int:
    """Return the length of the mark of a heading ("## ") at the start of a line."""
    mark = _HEADING_MARK.match(line)
    return mark.end() if mark else 0


def cells(row: str) -> list[str]:
    r"""Return the cells of a table row as written; `\|` is a bar within a cell."""
    row = row.strip().removeprefix("|")
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(row)]


def is_table_rule(line: str) -> bool:
    """Tell if the line is the one below a table's header: "| --- | --- |"."""
    return "|" in line and _TABLE_RULE.fullmatch(line.strip()) is not None


@cache
def _reader() -> MarkdownIt:
    """Return a reader of CommonMark to which HTML is text: what looks like a tag is shown, not obeyed."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def _shown(tokens: Sequence[Token]) -> str:
    """Return the text that a reader sees, and the targets of links."""
    shown: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                shown.append("\n")
            case "link_open":
                links.append((str(token.attrs.get("href", "")), len(shown)))
            case "link_close":
                target, start = links.pop()
                if "".join(shown[start:]) != target.removeprefix("mailto:"):
                    shown.append(f" ({target})")
            case "image":  # it is not shown, but its address must not go unseen
                shown.append(f"{token.content} ({token.attrs.get('src', '')})")
            case _:
                shown.append(token.content)
    return "".join(shown)
