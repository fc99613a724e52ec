"""A port for reading committed turns."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.conversation import Turn


class History(Protocol):
    """The turns of conversations. Raises the errors of a `Store`."""

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """Return the latest turns of the conversation, oldest first."""
        ...

    def turn_for(self, message_id: str) -> Turn | None:
        """Return the turn that answered the message, or None. Raises MessageError if the message does not exist."""
        ...
