"""A port for reading the past turns of a conversation."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.conversation import Turn


class PastTurns(Protocol):
    """The past turns of conversations."""

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the latest turns of a conversation, oldest first."""
        ...
