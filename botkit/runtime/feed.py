"""What a turn does, for everybody who listens."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from botkit.types import Event


class Feed:
    """The events of one message's turn, kept from the first on; an exception is the last where the turn failed."""

    def __init__(self) -> None:
        self._events: list[Event | Exception] = []
        self._changed = threading.Condition()
        self._listeners = 0

    def put(self, event: Event | Exception) -> None:
        """Adds an event."""
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def read(self, number: int, *, timeout: float) -> Event | Exception | None:
        """The event of that number, counted from 0; None if it didn't come within `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: number < len(self._events), timeout)
            return self._events[number] if number < len(self._events) else None

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return self._listeners > 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Counts as a listener during the block."""
        with self._changed:
            self._listeners += 1
        try:
            yield
        finally:
            with self._changed:
                self._listeners -= 1
