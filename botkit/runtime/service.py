"""The bot as connectors see it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from botkit.domain import Answered, DecisionKind, Delivery, Event, Message, Reply, Turn, now
from botkit.domain.errors import BotkitError, MessageError
from botkit.domain.ports import Accounts, Archive, FileReader, HandOffs, Store, Tell, Transcriber, Vault
from botkit.runtime.courier import Courier, Deliver
from botkit.runtime.event_buffer import EventBuffer
from botkit.runtime.hand_off_service import HandOffRules, HandOffService
from botkit.runtime.publisher import Preview
from botkit.runtime.safe_error import safe_error
from botkit.runtime.workers import EngineTurn, Several, Workers

logger = logging.getLogger(__name__)

_CLEANING_SECONDS = 3600.0
"""How often what is too old is deleted."""


class Runtime:
    """Accepts messages, has each answered once and in order, and sees that the replies arrive: a `Service`.

    Turns run in `threads` threads of its own, so that a listener who leaves loses nothing. `deliver` has the channels
    that replies are sent to; it is looked at when a reply goes out, so channels may be entered later. `previews` has
    those that show replies while they are made. `apology` is the reply to a message that the engine fails on, `several`
    says what becomes of several messages at once. What was answered longer ago than `retention` is deleted. With the
    rules `hand_off`, what the engine hands off goes to people, where the channel is one that replies are sent to.
    `files` reads what comes with a message, and `speech` what is said. Every `poll_seconds` it looks for what other
    processes did or left behind, and renews its claims. As a context manager it is started and closed.
    """

    def __init__(
        self,
        engine_turn: EngineTurn,
        store: Store,
        *,
        deliver: Mapping[str, Deliver],
        previews: Mapping[str, Preview] | None = None,
        apology: str,
        several: Several = "queue",
        retention: timedelta | None = None,
        hand_off: HandOffRules | None = None,
        files: FileReader | None = None,
        speech: Transcriber | None = None,
        threads: int = 4,
        poll_seconds: float = 1.0,
    ) -> None:
        self._store = store
        self._files = files
        self._speech = speech
        self._poll_seconds = poll_seconds
        self._wake = threading.Event()
        self._stopping = False
        self._watcher = threading.Thread(target=self._watch, name="botkit-watch", daemon=True)
        self._courier = Courier(store, deliver, more=self._wake.set)
        self._desk = HandOffService(store, hand_off, changed=self._wake.set) if hand_off else None
        self._workers = Workers(
            engine_turn,
            store,
            apology=apology,
            threads=threads,
            committed=self._committed,
            several=several,
            staffed=(lambda message: message.channel in deliver) if hand_off else None,
            previews=previews,
        )
        self._retention = retention
        self._lock = threading.Lock()
        self._attended: list[tuple[str, EventBuffer]] = []
        self._look_at, self._clean_at = 0.0, 0.0  # readings of the monotonic clock

    def stream(self, message: Message) -> Iterator[Event]:
        """Accepts the message and yields the events of its turn; ends with `Answered`.

        A message that was answered before (same channel and external id) yields the stored reply again; one that is
        being answered yields its events from the first on. Raises MessageError, Busy or StoreError, and BotkitError if
        the bot is closed before the turn begins; the message is kept then.
        """
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
        """Accepts the message, and during the block tells the events of its turn as they come: `stream` without a wait.

        The last that is told is `Answered`, or the exception that ended it; `tell` is called from other threads, and
        must return at once. What was told counts as delivered. Raises MessageError, Busy or StoreError.
        """
        with self._listening(message, tell) as (accepted, feed):
            yield
            if feed.answered:
                self._received(accepted.id)

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

    def takes_part(self, conversation_id: str) -> bool | None:
        """Whether the bot is in the conversation: False once it was sent out, None where it never was."""
        return self._store.takes_part(conversation_id)

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Notes that the bot was sent out of a conversation that it was in, or called back."""
        self._store.take_part(conversation_id, present)

    @property
    def accounts(self) -> Accounts:
        """Who of the team may sign in."""
        return self._store.accounts

    @property
    def archive(self) -> Archive:
        """What was said, to look back at."""
        return self._store.archive

    @property
    def hand_offs(self) -> HandOffs | None:
        """Conversations with people; None where there are no rules for them."""
        return self._desk

    @property
    def files(self) -> FileReader | None:
        """What reads files that come with a message; None where nothing does."""
        return self._files

    @property
    def speech(self) -> Transcriber | None:
        """What turns speech into text; None where there is no model for it."""
        return self._speech

    def secret(self, name: str) -> bytes:
        """32 random bytes that all processes of the bot share."""
        return self._store.secret(name)

    @property
    def vault(self) -> Vault | None:
        """Where others' secrets are kept; None without a key to encrypt them with."""
        return self._store.vault

    def start(self) -> None:
        """Begins to deliver, and takes up what a dead process left unanswered or undelivered."""
        self._watcher.start()

    def close(self) -> None:
        """Waits for running turns and sends their replies; what has not begun is kept for the next start."""
        self._workers.close()
        with self._lock:
            waiting = [feed for _, feed in self._attended]
        for feed in waiting:
            feed.put(_closed())
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

    @contextmanager
    def _listening(self, message: Message, tell: Tell) -> Iterator[tuple[Message, EventBuffer]]:
        """Accepts the message; during the block, `tell` gets the events of its turn."""
        feed = self._workers.feed(message.id)  # before another thread may find the message
        message, sent = self._store.accept(message), message
        if message.id != sent.id:
            feed = self._workers.feed(message.id)
        with feed.listening(tell), self._attending(message.id, feed):
            if turn := self._store.turn_for(message.id):
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
        if delivery := self._store.delivery_for(message_id):
            self._store.delivered(delivery, receipt="")

    def _look_elsewhere(self) -> None:
        """Tells listeners what another process has answered."""
        with self._lock:
            waiting = [(message_id, feed) for message_id, feed in self._attended if not feed.over]
        if not waiting:
            return
        settled = self._store.settled({message_id for message_id, _ in waiting})
        for message_id, feed in waiting:
            if message_id in settled:
                feed.put(self._end_of(message_id))

    def _end_of(self, message_id: str) -> Answered | MessageError:
        try:
            turn = self._store.turn_for(message_id)
        except MessageError as error:  # deleted
            return error
        assert turn  # noqa: S101 - for the type checker: it is settled
        return Answered(turn)

    def _committed(self, delivery: Delivery) -> None:
        """Sends a reply that nobody hears; where staff are told something, too, that has to be found in the store."""
        if delivery.reply.decision is DecisionKind.HAND_OFF:
            self._wake.set()
        elif delivery.attempts == 0 and self._watcher.ident is not None:  # replies go out from the start on
            self._courier.send(delivery)

    def _watch(self) -> None:
        """Takes up what waits, whenever woken and every `poll_seconds`, and once more before it ends."""
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
                        safe_error(error),
                        self._poll_seconds,
                    )
                    logger.debug("while looking for waiting messages", exc_info=True)
                away = True
            if not last:
                self._wake.wait(self._courier.pause(self._poll_seconds))
                self._wake.clear()

    def _look_around(self) -> None:
        """Sends what is due; now and then, sees to the claims, to what others left, and to what is too old."""
        self._courier.send_due()
        present = time.monotonic()
        if present >= self._look_at:
            self._look_at = present + self._poll_seconds
            self._workers.keep_claims()
            self._look_elsewhere()
            if self._desk is not None:
                self._desk.give_back_overdue(now())
            if self._store.unanswered():
                self._workers.begin()
        if self._retention is not None and present >= self._clean_at:
            deleted = self._store.forget(now() - self._retention)
            self._clean_at = present + (0 if deleted else _CLEANING_SECONDS)


def _closed() -> BotkitError:
    return BotkitError("the bot was closed; the message is kept and will be answered when it starts again")
