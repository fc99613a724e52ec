"""Ports for retrieving passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from botkit.domain.attachment import Attachment
from botkit.domain.passage import Passage


class Retriever(Protocol):
    """A search over the documents."""

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """Return at most `k` passages, best first; an empty list if there are none.

        Documents that belong to a tenant are found only for that `tenant`; documents without one are found for all.
        """
        ...


class AttachmentReader(Protocol):
    """A search over the attachments of a message."""

    def is_meant(self, query: str, attachment: Attachment) -> bool:
        """Return True if the message is certainly about the attachment: "how much is this?"."""
        ...

    def search(self, query: str, attachments: Sequence[Attachment], k: int) -> list[Passage]:
        """Return at most `k` passages, most relevant first."""
        ...
