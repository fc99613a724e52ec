"""A port for talking with the bot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from botkit.domain.events import Event
from botkit.domain.message import Message
from botkit.domain.ports.tell import Tell


class MessageIntake(Protocol):
    """The entry point for messages: the caller waits for the reply, is notified of it, or neither."""

    def stream(self, message: Message) -> Iterator[Event]:
        """Accept the message and yield the events of its turn; the last is `Answered`.

        A message that was already answered (same channel and external id) yields the stored reply again.
        """
        ...

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Accept the message; within the block, pass on the events of its turn as they happen.

        This is `stream` without waiting.

        The last thing passed to `tell` is `Answered`, or the exception that ended the turn. `tell` is called from other
        threads and must return at once. Anything passed to it counts as delivered.
        """
        ...

    def submit(self, message: Message) -> None:
        """Accept the message durably and return; the turn runs in the background, and its reply is delivered."""
        ...
