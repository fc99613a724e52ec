"""Plain text."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.html import outline_of
from botkit.knowledge.ingest.source import Source

_ITEM = re.compile(r"\s*([-*\u2022\u2013]|\d{1,3}[.)])\s")
_TAG = re.compile(r"</?(p|br|div|ul|ol|li|a|b|i|strong|em|span|table|h[1-6])\b[^<>]*>", re.IGNORECASE)


def read_plain(file: Source) -> Document:
    """The text in `file`. A first line that stands alone and is no sentence is the title, else the file's name is."""
    text = file.read().strip()
    first, _, rest = text.partition("\n\n")
    if rest.strip() and "\n" not in first and first[-1] not in ".!?:;," and not _ITEM.match(first):
        return Document(file.source, first.lstrip("# ").strip(), paragraphs(rest))
    return Document(file.source, file.title, paragraphs(text))


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of `text`, which blank lines separate; items of a list keep their lines.

    Help desks export answers as HTML; then the blocks are those that a reader would see.
    """
    if _TAG.search(text):
        return outline_of(BeautifulSoup(text, "html.parser")).blocks("")
    parts = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return tuple(Block(_paragraph(part)) for part in parts if part.strip())


def _paragraph(part: str) -> str:
    text = ""
    for line in part.split("\n"):
        text += ("\n" if _ITEM.match(line) else " ") + " ".join(line.split())
    return text.strip()
