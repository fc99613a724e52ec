"""The listeners of a turn, whether this process takes it or another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from botkit.domain import Answered, Event, Message
from botkit.domain.errors import BotkitError, MessageError
from botkit.domain.ports import History, Inbox, Outbox, Tell
from botkit.runtime.event_buffer import EventBuffer
from botkit.runtime.event_buffers import EventBuffers
from botkit.runtime.workers import Workers


class Listeners:
    """The listeners to turns: their messages are answered, and the events of the turns are passed to them."""

    def __init__(
        self, inbox: Inbox, history: History, outbox: Outbox, *, buffers: EventBuffers, workers: Workers
    ) -> None:
        self._inbox = inbox
        self._history = history
        self._outbox = outbox
        self._buffers = buffers
        self._workers = workers
        self._lock = threading.Lock()
        self._attended: list[tuple[str, EventBuffer]] = []

    def stream(self, message: Message) -> Iterator[Event]:
        """Accept the message and yield the events of its turn; the last is `Answered`."""
        events: SimpleQueue[Event | Exception] = SimpleQueue()
        with self._listening(message, events.put) as (accepted, _):
            while not isinstance(event := events.get(), Answered):
                if isinstance(event, Exception):
                    raise event
                yield event
            try:
                yield event
            finally:  # whether or not the listener asks for more
                self._received(accepted.id)

    @contextmanager
    def attend(self, message: Message, tell: Tell) -> Iterator[None]:
        """Accept the message and, within the block, pass on the events of its turn as they happen."""
        with self._listening(message, tell) as (accepted, feed):
            yield
            if feed.answered:
                self._received(accepted.id)

    def look_elsewhere(self) -> None:
        """Tell listeners about messages that another process has answered. Raises StoreError."""
        with self._lock:
            waiting = [(message_id, feed) for message_id, feed in self._attended if not feed.over]
        if not waiting:
            return
        settled = self._inbox.settled({message_id for message_id, _ in waiting})
        for message_id, feed in waiting:
            if message_id in settled:
                feed.put(self._end_of(message_id))

    def close(self) -> None:
        """Tell the remaining listeners that the bot has closed."""
        with self._lock:
            waiting = [feed for _, feed in self._attended]
        for feed in waiting:
            feed.put(_closed())

    @contextmanager
    def _listening(self, message: Message, tell: Tell) -> Iterator[tuple[Message, EventBuffer]]:
        """Accept the message; within the block, `tell` gets the events of its turn."""
        feed = self._buffers.of(message.id)  # before another thread can find the message
        message, sent = self._inbox.accept(message), message
        if message.id != sent.id:
            feed = self._buffers.of(message.id)
        with feed.listening(tell), self._attending(message.id, feed):
            if turn := self._history.turn_for(message.id):
                feed.put(Answered(turn))
            elif self._workers.closed:
                feed.put(_closed())
            else:
                self._workers.begin()
            yield message, feed

    @contextmanager
    def _attending(self, message_id: str, feed: EventBuffer) -> Iterator[None]:
        entry = (message_id, feed)
        with self._lock:
            self._attended.append(entry)
        try:
            yield
        finally:
            with self._lock:
                self._attended.remove(entry)

    def _received(self, message_id: str) -> None:
        if delivery := self._outbox.delivery_for(message_id):
            self._outbox.delivered(delivery, receipt="")

    def _end_of(self, message_id: str) -> Answered | MessageError:
        try:
            turn = self._history.turn_for(message_id)
        except MessageError as error:  # it has been deleted
            return error
        assert turn  # noqa: S101 - for the type checker: it is settled
        return Answered(turn)


def _closed() -> BotkitError:
    return BotkitError("the bot was closed; the message is kept and will be answered when it starts again")
