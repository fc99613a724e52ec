"""PDF and Office files, through markitdown (an extra)."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.domain.errors import MissingExtra
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.markdown.article import titled_blocks
from botkit.knowledge.ingest.source import SourceFile, visible

SUFFIXES = (".docx", ".pdf", ".pptx", ".xlsx")

_EMPTY_CELL = re.compile(r"(?<=\| )(?:NaN|Unnamed: \d+)(?= \|)")
"""What the reader of workbooks writes for a cell in which nothing stands."""

_MOST = 200 * 2**20
"""Bytes that a file may have, and what is packed into it: a small file can unpack to more than there is memory."""


def read_office(file: SourceFile) -> Document:
    """Return the document in `file`. Its title is its first level-1 heading, else the file's name.

    Raises MissingExtra if markitdown is not installed, DocumentError if the file cannot be read or shows no text.
    """
    try:
        from markitdown import StreamInfo
        from markitdown import converters as readers
    except ImportError:
        raise MissingExtra(f"{file.folder.name}/{file.source}: reading '{file.path.suffix}' files", "files") from None
    suffix = file.path.suffix.lower()
    content = file.read_bytes(_MOST)
    if content.startswith(b"PK"):
        _check_unpacked(file, content)
    with _quiet():
        try:
            # The one reader of this format: markitdown itself would try others, which follow links and unpack archives.
            reader = getattr(readers, f"{suffix[1:].capitalize()}Converter")()
            found = reader.convert(io.BytesIO(content), StreamInfo(extension=suffix))
        except Exception as error:  # each format's reader has exceptions of its own
            kind = type(error).__name__
            raise file.error(f"cannot be read ({kind}); open it, save it again, or save it as text") from error
    text = _EMPTY_CELL.sub("", found.markdown) if suffix == ".xlsx" else found.markdown
    title, blocks = titled_blocks(visible(text), "", file.title)
    if not blocks:
        raise file.error("shows no text; if it is scanned, run a text recognition on it, or delete it")
    return Document(file.source, title, blocks)


def _check_unpacked(file: SourceFile, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise file.error("is damaged; open it and save it again") from error
    if size > _MOST:
        raise file.error(f"unpacks to {size / 2**20:,.0f} MiB, more than {_MOST // 2**20}; split it")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the remarks that readers of PDF make on every second file."""
    logger = logging.getLogger("pdfminer")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
