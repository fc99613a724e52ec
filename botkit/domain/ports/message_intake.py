"""Talking with the bot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from botkit.domain.events import Event
from botkit.domain.message import Message
from botkit.domain.ports.tell import Tell


class MessageIntake(Protocol):
    """The way in for messages: with a reader who waits for the reply, with one who is told of it, or with none."""

    def stream(self, message: Message) -> Iterator[Event]:
        """Accept the message and yield the events of its turn; the last is `Answered`.

        A message that was answered before (same channel and external id) yields the stored reply again.
        """
        ...

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Accept the message, and during the block tell the events of its turn as they come: `stream` without a wait.

        The last that is told is `Answered`, or the exception that ended it; `tell` is called from other threads, and
        must return at once. What was told counts as delivered.
        """
        ...

    def submit(self, message: Message) -> None:
        """Accept the message durably and return; the turn runs in the background and its reply is delivered."""
        ...
