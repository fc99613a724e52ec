"""The bot as connectors see it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Self

from botkit.errors import BotkitError
from botkit.protocols import Store
from botkit.runtime.courier import Courier, Deliver
from botkit.runtime.feed import Feed
from botkit.runtime.reason import reason
from botkit.runtime.workers import EngineTurn, Several, Workers
from botkit.types import Answered, Event, Message, Reply, TextDelta, Turn, now

logger = logging.getLogger(__name__)

_CLEANING_SECONDS = 3600.0
"""How often what is too old is deleted."""


class Runtime:
    """Accepts messages, has each answered once and in order, and sees that the replies arrive: a `Service`.

    Turns run in `threads` threads of its own, so that a listener who leaves loses nothing. `deliver` has the channels
    that replies are sent to; it is looked at when a reply goes out, so channels may be entered later. `apology` is
    the reply to a message that the engine fails on, `several` says what becomes of several messages at once. What was
    answered longer ago than `retention` is deleted. Every `poll_seconds` it looks for what other processes did or left
    behind, and renews its claims. As a context manager it is started and closed.
    """

    def __init__(
        self,
        engine_turn: EngineTurn,
        store: Store,
        *,
        deliver: Mapping[str, Deliver],
        apology: str,
        several: Several = "queue",
        retention: timedelta | None = None,
        threads: int = 4,
        poll_seconds: float = 1.0,
    ) -> None:
        self._store = store
        self._poll_seconds = poll_seconds
        self._wake = threading.Event()
        self._stopping = False
        self._watcher = threading.Thread(target=self._watch, name="botkit-watch", daemon=True)
        self._courier = Courier(store, deliver, arrived=self._wake.set)
        self._workers = Workers(
            engine_turn, store, apology=apology, threads=threads, answered=self._wake.set, several=several
        )
        self._retention = retention
        self._look_at, self._clean_at = 0.0, 0.0  # readings of the monotonic clock

    def stream(self, message: Message) -> Iterator[Event]:
        """Accepts the message and yields the events of its turn; ends with `Answered`.

        A message that was answered before (same channel and external id) yields the stored reply again; one that is
        being answered yields its events from the first on. Raises MessageError, Busy or StoreError, and BotkitError if
        the bot is closed before the turn begins; the message is kept then.
        """
        feed = self._workers.feed(message.id)  # before another thread may find the message
        message, sent = self._store.accept(message), message
        if message.id != sent.id:
            feed = self._workers.feed(message.id)
        with feed.listening():
            turn = yield from self._follow(message, feed)
            try:
                yield Answered(turn)
            finally:  # whether or not the listener asks for more
                if delivery := self._store.delivery_for(message.id):
                    self._store.delivered(delivery, receipt="")

    def respond(self, message: Message) -> Reply:
        """Answers the message: `stream`, read to its end."""
        *_, answered = self.stream(message)
        assert isinstance(answered, Answered)  # noqa: S101 - for the type checker: a stream ends so
        return answered.turn.reply

    def submit(self, message: Message) -> None:
        """Accepts the message durably and returns; the turn runs in the background and its reply is delivered.

        Replies go out between `start` and `close`. Raises MessageError, Busy or StoreError.
        """
        self._store.accept(message)
        self._workers.begin()

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """The latest turns of a conversation, oldest first."""
        return self._store.turns(conversation_id)

    def start(self) -> None:
        """Begins to deliver, and takes up what a dead process left unanswered or undelivered."""
        self._watcher.start()

    def close(self) -> None:
        """Waits for running turns and sends their replies; what has not begun is kept for the next start."""
        self._workers.close()
        self._stopping = True
        self._wake.set()
        if self._watcher.ident is not None:
            self._watcher.join()
        self._courier.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _follow(self, message: Message, feed: Feed) -> Generator[Event, None, Turn]:
        """Yields the events of the turn before `Answered`, and returns the turn."""
        turn = self._store.turn_for(message.id)
        if turn is None:
            self._workers.begin()
        number, silent = 0, True
        while turn is None:
            event = feed.read(number, timeout=self._poll_seconds)
            if event is None:
                turn = self._look_again(message)
            elif isinstance(event, Exception):
                raise event
            elif isinstance(event, Answered):
                turn = event.turn
            else:
                number += 1
                silent = silent and not isinstance(event, TextDelta)
                yield event
        if silent and turn.reply.text:
            yield TextDelta(turn.reply.text)
        return turn

    def _look_again(self, message: Message) -> Turn | None:
        """Another process may have answered, or have died while it was at it."""
        turn = self._store.turn_for(message.id)
        if turn is None and self._workers.closed:
            raise BotkitError("the bot was closed; the message is kept and will be answered when it starts again")
        if turn is None:
            self._workers.begin()
        return turn

    def _watch(self) -> None:
        """Takes up what waits, whenever woken and every few seconds, and once more before it ends."""
        last, away = False, False
        while not last:
            last = self._stopping
            try:
                self._look_around()
                away = False
            except Exception as error:  # this thread must outlive a database that is away for a while
                if not away:
                    logger.error(
                        "cannot look for waiting messages: %s; looking again every %g s",
                        reason(error),
                        self._poll_seconds,
                    )
                    logger.debug("while looking for waiting messages", exc_info=True)
                away = True
            if not last:
                self._wake.wait(self._poll_seconds)
                self._wake.clear()

    def _look_around(self) -> None:
        """Sends what is due; now and then, sees to the claims, to what others left, and to what is too old."""
        self._courier.send_due()
        present = time.monotonic()
        if present >= self._look_at:
            self._look_at = present + self._poll_seconds
            self._workers.keep_claims()
            if self._store.unanswered():
                self._workers.begin()
        if self._retention is not None and present >= self._clean_at:
            deleted = self._store.forget(now() - self._retention)
            self._clean_at = present + (0 if deleted else _CLEANING_SECONDS)
