"""Files that come with a message, as text. They come from strangers, so a PDF is read in a process of its own."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from pathlib import PurePath

from botkit.domain import Attachment, AttachmentKind
from botkit.domain.errors import MessageError
from botkit.knowledge.attachments.pdf_processes import PdfFailed, PdfProcesses

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 100_000
"""About forty pages."""
_TEXT = (".txt", ".md")


class FileAttachmentReader:
    """A FileReader (botkit.domain.ports): plain text, and PDF where the extra `files` is installed."""

    def __init__(self, processes: PdfProcesses | None = None) -> None:
        self._processes = processes or PdfProcesses()

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of the names of files that are read."""
        return (*_TEXT, ".pdf") if importlib.util.find_spec("pdfminer") else _TEXT

    def read(self, name: str, content: bytes, *, wanted: Callable[[], bool] = lambda: True) -> Attachment:
        """Return the file's text; `wanted` is asked now and then whether anybody waits for it.

        Raises MessageError, with the name and what to do, if it can't be read or is too long, and Busy if too many are
        being read.
        """
        suffix = PurePath(name).suffix.lower()
        if suffix not in self.suffixes:
            raise MessageError(f"{name}: only {', '.join(self.suffixes)} files are read; send it as one of these")
        text = self._pdf(name, content, wanted) if suffix == ".pdf" else _decoded(name, content)
        if not text.strip():
            raise MessageError(f"{name}: shows no text; write what it says, if it is a picture")
        if len(text) > MOST_CHARACTERS:
            raise MessageError(f"{name}: has over {MOST_CHARACTERS:,} characters; send the part that it is about")
        return Attachment(AttachmentKind.FILE, name, text, size=len(content))

    def _pdf(self, name: str, content: bytes, wanted: Callable[[], bool]) -> str:
        try:
            return self._processes.text(content, wanted)
        except PdfFailed as error:
            logger.info("a PDF file could not be read: %s", error)
            raise MessageError(f"{name}: cannot be read; save it again, or send its text") from None


def _decoded(name: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MessageError(f"{name}: is not UTF-8 text; save it as UTF-8") from None
    if "\0" in text:
        raise MessageError(f"{name}: is no text; send a text or PDF file")
    return text
