"""The events of a turn, for all its listeners."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.domain import Answered, Event, TextDelta
from botkit.domain.ports import Tell


class EventBuffer:
    """The events of one message's turn, buffered from the first; the last is `Answered` or an exception.

    Later events are ignored: the end may be reported both by the turn itself and by another process through the
    database, and the first report counts.
    """

    def __init__(self) -> None:
        self._events: list[Event | Exception] = []
        self._listeners: list[Tell] = []
        self._lock = threading.Lock()

    def put(self, event: Event | Exception) -> None:
        """Add an event and pass it to all listeners, after the reply's text if none of it has been streamed yet."""
        with self._lock:
            if self.over:
                return
            if isinstance(event, Answered) and event.turn.reply.text and not self._said_something:
                self._add(TextDelta(event.turn.reply.text))
            self._add(event)

    @contextmanager
    def listening(self, tell: Tell) -> Iterator[None]:
        """Pass past and future events to `tell` during the block; it must return at once."""
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
        """True while anybody is listening."""
        return bool(self._listeners)

    @property
    def answered(self) -> bool:
        """True once the reply is complete."""
        return bool(self._events) and isinstance(self._events[-1], Answered)

    @property
    def over(self) -> bool:
        """True once no more events will come."""
        return bool(self._events) and isinstance(self._events[-1], Answered | Exception)

    @property
    def _said_something(self) -> bool:
        return any(isinstance(event, TextDelta) for event in self._events)

    def _add(self, event: Event | Exception) -> None:
        self._events.append(event)
        for tell in self._listeners:
            tell(event)
