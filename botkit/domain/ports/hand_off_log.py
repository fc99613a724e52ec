"""Following what happens in hand-offs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from botkit.domain.hand_off_event import HandOffEvent


class HandOffLog(Protocol):
    """The log of what happened in hand-offs."""

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """Return what happened in those of a conversation, oldest first: what staff said, claims, returns."""
        ...

    def latest(self) -> Mapping[str, int]:
        """Return where something happened lately: conversations, each with the id of the last event there."""
        ...
