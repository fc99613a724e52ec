"""The events of a turn, for everybody who listens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.domain import Answered, Event, TextDelta
from botkit.domain.ports import Tell


class EventBuffer:
    """The events of one message's turn, kept from the first on; `Answered` or an exception is the last.

    Nothing is taken after that: of two that bring the same end (the turn itself, and what another process has put into
    the database), the first counts.
    """

    def __init__(self) -> None:
        self._events: list[Event | Exception] = []
        self._listeners: list[Tell] = []
        self._lock = threading.Lock()

    def put(self, event: Event | Exception) -> None:
        """Add an event, and tell it to everybody who listens; a reply of which nothing was said is said first."""
        with self._lock:
            if self.over:
                return
            if isinstance(event, Answered) and event.turn.reply.text and not self._said_something:
                self._add(TextDelta(event.turn.reply.text))
            self._add(event)

    @contextmanager
    def listening(self, tell: Tell) -> Iterator[None]:
        """Tell the events past and to come during the block; `tell` must return at once."""
        with self._lock:
            for event in self._events:
                tell(event)
            self._listeners.append(tell)
        try:
            yield
        finally:
            with self._lock:
                self._listeners.remove(tell)

    @property
    def heard(self) -> bool:
        """True while anybody listens."""
        return bool(self._listeners)

    @property
    def answered(self) -> bool:
        """True once the reply has been told."""
        return bool(self._events) and isinstance(self._events[-1], Answered)

    @property
    def over(self) -> bool:
        """True once nothing comes any more."""
        return bool(self._events) and isinstance(self._events[-1], Answered | Exception)

    @property
    def _said_something(self) -> bool:
        return any(isinstance(event, TextDelta) for event in self._events)

    def _add(self, event: Event | Exception) -> None:
        self._events.append(event)
        for tell in self._listeners:
            tell(event)
