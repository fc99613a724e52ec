"""Plain text, and the short texts of exports, whatever they are marked with."""

from __future__ import annotations

import re
from itertools import pairwise

from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.decoding import unescaped
from botkit.knowledge.ingest.html.elements import has_elements
from botkit.knowledge.ingest.html.names import BLOCKS
from botkit.knowledge.ingest.html.page import html_blocks
from botkit.knowledge.ingest.markdown.article import markdown_blocks
from botkit.knowledge.ingest.outline import Outline
from botkit.knowledge.ingest.source import Source, without_comments

_ITEM = re.compile(r"\s*(?:[-*\u2013●•◦▪■□○‣⁃∙·➢➤►]\s|[●•◦▪■‣⁃]|\d{1,3}[.)]\s)")
_MARKDOWN = re.compile(
    r"\*\*[^\s*][^*\n]{0,300}\*\*|\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|/|#)[^()\s]*\)|^#{1,6} \S|^```",
    re.MULTILINE,
)
_WRITTEN_OUT = re.compile(r"(?<![A-Z]:)(?<!\\)(?:\\r)?\\n(?![a-z])")
"""A line's end as two letters, which some exports write; not that of a path ("C:\\new")."""
_RULE = re.compile(r"^[ \t]*[=_*~-]{3,}[ \t]*$", re.MULTILINE)
_ENDS = (".", "!", "?", ":", ";", ",")
_SHORT = 45
"""A line of fewer characters was ended on purpose, where nothing else speaks against it."""
_FULL = 60
"""Characters from which on a line may have ended for want of space."""


def read_plain(file: Source) -> Document:
    """Return the text in `file`. Its title is a first line that stands alone and is no sentence, else the file's name.

    Raises DocumentError if nothing can be seen in it.
    """
    text = _RULE.sub("", without_comments(file, file.read())).strip()
    first, _, rest = text.partition("\n\n")
    title = ""
    if rest.strip() and "\n" not in first and first[-1] not in ".!?:;," and not _ITEM.match(first):
        title, text = unescaped(first.lstrip("# ").strip()), rest
    blocks = paragraphs(text, base=file.address)
    if not blocks:
        raise file.error("is empty; write something in it or delete it")
    return Document(file.source, title or file.title, blocks, url=file.address)


def paragraphs(text: str, *, wrapped: bool = True, base: str = "") -> tuple[Block, ...]:
    """Return the paragraphs of `text`, which blank lines separate; items of a list keep their lines.

    Help desks export answers as HTML or Markdown; then the blocks are those that a reader would see. In text that is
    not `wrapped`, as in the cell of a table, a line's end is meant.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text if wrapped or "\n" in text else _WRITTEN_OUT.sub("\n", text)
    plain = unescaped(text)
    if "</" in plain and not has_elements(text) and has_elements(plain):
        text = plain  # escaped twice over, as some exports are
    if has_elements(text):
        lined = text if has_elements(text, *BLOCKS) else _lined(text, wrapped).replace("\n", "<br>")
        return html_blocks(lined, base=base)
    plain = unescaped(plain)
    if _MARKDOWN.search(plain):
        return markdown_blocks(plain, breaks=not wrapped)
    outline = Outline()
    for paragraph in _lined(plain, wrapped).split("\n\n"):
        outline.add(paragraph)
    return outline.blocks()


def _lined(text: str, wrapped: bool) -> str:
    """Return the paragraphs with the line ends that are meant, and a blank line between them."""
    parts = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text.strip())
    return "\n\n".join(_paragraph(part, wrapped) for part in parts)


def _paragraph(part: str, wrapped: bool) -> str:
    lines = [" ".join(line.split()) for line in part.strip("\n").split("\n")]
    pieces = lines[:1]
    for before, line in pairwise(lines):
        pieces += [" " if _goes_on(before, line, wrapped) else "\n", line]
    return "".join(pieces).strip()


def _goes_on(before: str, line: str, wrapped: bool) -> bool:
    """Tell whether a line is of one sentence with the one before it."""
    if _ITEM.match(f"{line} "):
        return False
    if not wrapped:
        return line[:1].islower() and (before.endswith(",") or len(before) >= _FULL)
    return len(before) >= _SHORT or before.endswith(_ENDS) or line[:1].islower()
