"""Taking a turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from botkit.domain.conversation import Conversation, Outcome
from botkit.domain.events import Status, TextDelta
from botkit.domain.message import Message


class TurnEngine(Protocol):
    """Takes turns. `botkit.turn.engine.Engine` does, and whatever stands in front of it."""

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """The turn's events as they happen; the last one is its outcome. Nothing is kept."""
        ...
