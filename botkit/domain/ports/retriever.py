"""Finding passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from botkit.domain.attachment import Attachment
from botkit.domain.passage import Passage


class Retriever(Protocol):
    """Finds passages."""

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """At most `k` passages, best first; an empty list where there is nothing.

        Documents of a tenant are found only for that `tenant`; those that name none are for all.
        """
        ...


class AttachmentReader(Protocol):
    """Finds passages in what comes with a message."""

    def is_meant(self, query: str, attachment: Attachment) -> bool:
        """Return whether the message is about it for certain: "how much is this?"."""
        ...

    def search(self, query: str, attachments: Sequence[Attachment], k: int) -> list[Passage]:
        """At most `k` passages, most relevant first."""
        ...
