"""A port for messages that are waiting for an answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from botkit.domain.message import Message


class Inbox(Protocol):
    """The messages that were accepted and are waiting for an answer. Raises the errors of a `Store`."""

    def accept(self, message: Message) -> Message:
        """Store a message durably. If (channel, external_id) exists already, return the stored message.

        Raises Busy if too many messages are waiting.
        """
        ...

    def unanswered(self) -> list[str]:
        """Return the ids of conversations with messages waiting, longest wait first."""
        ...

    def settled(self, message_ids: Collection[str]) -> set[str]:
        """Return those of the messages that are no longer waiting, because they were answered or deleted."""
        ...
