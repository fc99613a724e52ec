"""What comes with a message: the page that it was written on, a selection, a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class AttachmentKind(StrEnum):
    """What comes with a message."""

    PAGE = "page"
    """The page of the website that it was written on."""
    SELECTION = "selection"
    """What the writer has marked on that page."""
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that comes with a message and is read for it alone. It is data, like a document: it can only be quoted.

    `title` is that of the page or the name of the file, `url` the page's address, `size` the file's bytes. Once its
    message is answered, a page is forgotten, and a file has no `text` any more.
    """

    kind: AttachmentKind
    title: str
    text: str
    url: str = ""
    size: int = 0

    @property
    def source(self) -> str:
        """What passages of it are cited as: "page:", or "file:" and the name; no document's path begins so."""
        return f"file:{self.title}" if self.kind is AttachmentKind.FILE else "page:"

    @property
    def without_text(self) -> Attachment:
        """That it came, without what it says."""
        return replace(self, text="")
