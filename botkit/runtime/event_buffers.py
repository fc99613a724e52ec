"""The event buffers of the turns in progress in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from weakref import WeakValueDictionary

from botkit.runtime.event_buffer import EventBuffer


class EventBuffers:
    """A buffer for each message, kept while somebody writes to it or reads from it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buffers: WeakValueDictionary[str, EventBuffer] = WeakValueDictionary()

    def of(self, message_id: str) -> EventBuffer:
        """Return the buffer for the events of the message's turn, past and future."""
        with self._lock:
            return self._buffers.setdefault(message_id, EventBuffer())

    def drop(self, message_ids: Iterable[str]) -> None:
        """Drop the buffers of messages whose turn has ended; current listeners keep theirs."""
        with self._lock:
            for message_id in message_ids:
                self._buffers.pop(message_id, None)
