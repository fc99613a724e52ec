"""The bot as connectors see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from types import TracebackType
from typing import Self

from botkit.domain import Answered, DecisionKind, Delivery, Event, Message, Reply, Turn
from botkit.domain.ports import Accounts, Archive, FileReader, HandOffs, Store, Tell, Transcriber, Vault
from botkit.runtime.courier import Courier, Deliver
from botkit.runtime.event_buffers import EventBuffers
from botkit.runtime.hand_off_service import HandOffRules, HandOffService
from botkit.runtime.housekeeping import Housekeeping
from botkit.runtime.listeners import Listeners
from botkit.runtime.publisher import Preview, Publishers
from botkit.runtime.turn_taker import EngineTurn, TurnTaker
from botkit.runtime.watcher import Watcher
from botkit.runtime.workers import Several, Workers


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
        self._courier = Courier(store.outbox, deliver, more=self._wake)
        self._desk = HandOffService(store.hand_offs, store.history, hand_off, changed=self._wake) if hand_off else None
        turns = TurnTaker(
            engine_turn,
            store.leases,
            store.turns,
            apology=apology,
            committed=self._committed,
            staffed=(lambda message: message.channel in deliver) if hand_off else None,
        )
        buffers = EventBuffers()
        publishers = Publishers(buffers, store.previews, {} if previews is None else previews)
        self._workers = Workers(store.leases, turns, publishers, threads=threads, several=several)
        self._listeners = Listeners(store.inbox, store.history, store.outbox, buffers=buffers, workers=self._workers)
        housekeeping = Housekeeping(
            store.inbox,
            store.retention,
            courier=self._courier,
            workers=self._workers,
            listeners=self._listeners,
            desk=self._desk,
            keep=retention,
            poll_seconds=poll_seconds,
        )
        self._watcher = Watcher(housekeeping.look_around, self._courier.pause, poll_seconds)

    def stream(self, message: Message) -> Iterator[Event]:
        """Accept the message and yield the events of its turn; the last is `Answered`.

        A message that was answered before (same channel and external id) yields the stored reply again; one that is
        being answered yields its events from the first on. Raises MessageError, Busy or StoreError, and BotkitError if
        the bot is closed before the turn begins; the message is kept then.
        """
        return self._listeners.stream(message)

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Accept the message, and during the block tell the events of its turn as they come: `stream` without a wait.

        The last that is told is `Answered`, or the exception that ended it; `tell` is called from other threads, and
        must return at once. What was told counts as delivered. Raises MessageError, Busy or StoreError.
        """
        return self._listeners.attend(message, tell)

    def respond(self, message: Message) -> Reply:
        """Answer the message: `stream`, read to its end."""
        *_, answered = self.stream(message)
        assert isinstance(answered, Answered)  # noqa: S101 - for the type checker: a stream ends so
        return answered.turn.reply

    def submit(self, message: Message) -> None:
        """Accept the message durably and return; the turn runs in the background and its reply is delivered.

        Replies go out between `start` and `close`. Raises MessageError, Busy or StoreError.
        """
        self._store.inbox.accept(message)
        self._workers.begin()

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the latest turns of a conversation, oldest first."""
        return self._store.history.turns(conversation_id)

    def takes_part(self, conversation_id: str) -> bool | None:
        """Return whether the bot is in the conversation: False once it was sent out, None where it never was."""
        return self._store.participation.takes_part(conversation_id)

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Note that the bot was sent out of a conversation that it was in, or called back."""
        self._store.participation.take_part(conversation_id, present)

    @property
    def accounts(self) -> Accounts:
        """The accounts of those of the team who may sign in."""
        return self._store.accounts

    @property
    def archive(self) -> Archive:
        """The conversations so far, to look back at."""
        return self._store.archive

    @property
    def hand_offs(self) -> HandOffs | None:
        """Conversations with people; None where there are no rules for them."""
        return self._desk

    @property
    def files(self) -> FileReader | None:
        """The reader of files that come with a message; None where there is none."""
        return self._files

    @property
    def speech(self) -> Transcriber | None:
        """The part that turns speech into text; None where there is no model for it."""
        return self._speech

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes that all processes of the bot share."""
        return self._store.secrets.secret(name)

    @property
    def vault(self) -> Vault | None:
        """The place where others' secrets are kept; None without a key to encrypt them with."""
        return self._store.vault

    def start(self) -> None:
        """Begin to deliver, and take up what a dead process left unanswered or undelivered."""
        self._watcher.start()

    def close(self) -> None:
        """Wait for running turns and send their replies; what has not begun is kept for the next start."""
        self._workers.close()
        self._listeners.close()
        self._watcher.close()
        self._courier.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _committed(self, delivery: Delivery) -> None:
        """Send a reply that nobody hears; where staff are told something, too, that has to be found in the store."""
        if delivery.reply.decision is DecisionKind.HAND_OFF:
            self._wake()
        elif delivery.attempts == 0 and self._watcher.started:  # replies go out from the start on
            self._courier.send(delivery)

    def _wake(self) -> None:
        self._watcher.wake()
