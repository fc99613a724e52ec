"""Reading the turns that were committed."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.conversation import Turn


class History(Protocol):
    """The turns of conversations. Raises what a `Store` raises."""

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """Return the latest turns of the conversation, oldest first."""
        ...

    def turn_for(self, message_id: str) -> Turn | None:
        """Return the turn that answered the message, if any. Raises MessageError if there is no message."""
        ...
