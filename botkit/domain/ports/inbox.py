"""Messages that wait for an answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from botkit.domain.message import Message


class Inbox(Protocol):
    """The messages that were accepted, and wait for an answer. Raises what a `Store` raises."""

    def accept(self, message: Message) -> Message:
        """Keep a message durably. Where (channel, external_id) is already there, return the message kept then.

        Raises Busy if too many messages wait.
        """
        ...

    def unanswered(self) -> list[str]:
        """Return the ids of conversations that have messages waiting, those that wait longest first."""
        ...

    def settled(self, message_ids: Collection[str]) -> set[str]:
        """Return which of the messages wait no longer: those that were answered, and those that were deleted."""
        ...
