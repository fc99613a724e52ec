"""The attachments that a page sends along with a message, checked: itself, and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

from fastapi import HTTPException
from pydantic import Base64Bytes, BaseModel, ConfigDict, StringConstraints

from botkit.domain import Attachment, AttachmentKind
from connectors.web.security import NO_NUL

ReadFile = Callable[[str, bytes], Attachment]
"""Reads a file by its name and content. Raises MessageError."""

PAGE_BYTES = 64 * 1024
"""A page of the longest texts, in any script."""

MOST_FILES = 3
FILE_BYTES = 2 * 2**20
"""Of all files of a message together."""
FILES_BODY = FILE_BYTES * 4 // 3 + 4 * 1024
"""Bytes that they take in a body, in Base64."""


class AttachedFile(BaseModel):
    """A file that comes with a message."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\\/\x00-\x1f]+$")]
    data: Base64Bytes

    def attachment(self, read: ReadFile) -> Attachment:
        """Return what the bot reads. Raises MessageError."""
        return read(self.name, self.data)


class PageContext(BaseModel):
    """The page on which a message is written: its text, and what the visitor has marked there."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(max_length=300, pattern=NO_NUL)] = ""
    url: Annotated[str, StringConstraints(max_length=2_000, pattern=NO_NUL)]
    text: Annotated[str, StringConstraints(max_length=12_000, pattern=NO_NUL)] = ""
    marked: Annotated[str, StringConstraints(max_length=2_000, pattern=NO_NUL)] = ""

    def attachments(self, site: str) -> Iterator[Attachment]:
        """Yield what the bot reads; the address without query and fragment, which may hold what is nobody's business.

        A page of another site than the conversation's is refused with 422.
        """
        url = _address(self.url, site)
        if self.marked.strip():
            yield Attachment(AttachmentKind.SELECTION, self.title, self.marked, url)
        if self.text.strip():
            yield Attachment(AttachmentKind.PAGE, self.title, self.text, url)


def _address(url: str, site: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or re.search(r"[@\\\s]", parts.netloc):
        raise HTTPException(422, "page.url: must be the address of a page, such as https://www.example.com/cards")
    if site and f"{parts.scheme}://{parts.netloc}" != site:
        raise HTTPException(422, f"page.url: must be a page of {site}, where the conversation was begun")
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
