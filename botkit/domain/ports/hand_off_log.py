"""A port for following the events of hand-offs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from botkit.domain.hand_off_event import HandOffEvent


class HandOffLog(Protocol):
    """The log of events in hand-offs."""

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """Return the events of a conversation's hand-offs, oldest first: staff messages, claims, returns."""
        ...

    def latest(self) -> Mapping[str, int]:
        """Return the conversations with recent events, each with the id of its last event."""
        ...
