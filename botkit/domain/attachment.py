"""Attachments of a message: the page it was written on, a selection, or a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class AttachmentKind(StrEnum):
    """The kinds of attachments."""

    PAGE = "page"
    """The web page on which the message was written."""
    SELECTION = "selection"
    """The text that the sender selected on that page."""
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that comes with a message and is read for it alone. Like a document, it is data: it can only be quoted.

    `title` is the title of the page or the name of the file, `url` the address of the page, `size` the size of the file
    in bytes. Once the message has been answered, a page is forgotten and a file loses its `text`.
    """

    kind: AttachmentKind
    title: str
    text: str
    url: str = ""
    size: int = 0

    @property
    def source(self) -> str:
        """The source cited for its passages: "page:", or "file:" and the name. No document path starts like this."""
        return f"file:{self.title}" if self.kind is AttachmentKind.FILE else "page:"

    @property
    def without_text(self) -> Attachment:
        """A copy of the attachment without its text."""
        return replace(self, text="")
