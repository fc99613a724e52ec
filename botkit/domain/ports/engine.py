"""A port for taking a turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from botkit.domain.conversation import Conversation, Outcome
from botkit.domain.events import Status, TextDelta
from botkit.domain.message import Message


class TurnEngine(Protocol):
    """An engine that takes turns: `botkit.turn.engine.Engine`, or anything placed in front of it."""

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """Yield the turn's events as they happen, its outcome last. Nothing is stored."""
        ...
