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
    """The running bot: messages are accepted, answered once and in order, and the replies delivered. A `Service`.

    Turns run in `threads` threads of its own, so that a listener who leaves loses nothing. `deliver` maps each channel
    to the function that delivers its replies; it is read when a reply is sent, so channels may be added later.
    `previews` are the channels that show replies while they are being written. `apology` is the reply to a message for
    which the engine fails, and `several` says how to treat several messages at once. Messages answered longer ago than
    `retention` are deleted. With the rules `hand_off`, conversations that the engine hands off go to people, if replies
    can be delivered to their channel. `files` reads files that come with a message, and `speech` transcribes speech.
    Every `poll_seconds` it looks for work that other processes did or left behind, and renews its claims. As a context
    manager, it starts and closes itself.
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

        A message that was already answered (same channel and external id) yields the stored reply again; one that is
        being answered yields its events from the first. Raises MessageError, Busy or StoreError, and BotkitError if the
        bot is closed before the turn begins; in that case the message is kept.
        """
        return self._listeners.stream(message)

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Accept the message; within the block, pass on the events of its turn as they happen.

        This is `stream` without waiting. The last thing passed to `tell` is `Answered`, or the exception that ended the
        turn. `tell` is called from other threads and must return at once. Anything passed to it counts as delivered.
        Raises MessageError, Busy or StoreError.
        """
        return self._listeners.attend(message, tell)

    def respond(self, message: Message) -> Reply:
        """Answer the message: consume `stream` to its end, and return the reply."""
        *_, answered = self.stream(message)
        assert isinstance(answered, Answered)  # noqa: S101 - for the type checker: a stream ends so
        return answered.turn.reply

    def submit(self, message: Message) -> None:
        """Accept the message durably and return; the turn runs in the background, and its reply is delivered.

        Replies are sent between `start` and `close`. Raises MessageError, Busy or StoreError.
        """
        self._store.inbox.accept(message)
        self._workers.begin()

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the latest turns of a conversation, oldest first."""
        return self._store.history.turns(conversation_id)

    def takes_part(self, conversation_id: str) -> bool | None:
        """Return True if the bot is in the conversation, False once it was sent out, and None if it never was in it."""
        return self._store.participation.takes_part(conversation_id)

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Record that the bot was sent out of a conversation that it was in, or called back."""
        self._store.participation.take_part(conversation_id, present)

    @property
    def accounts(self) -> Accounts:
        """The accounts of the staff members who may sign in."""
        return self._store.accounts

    @property
    def archive(self) -> Archive:
        """The archive of past conversations."""
        return self._store.archive

    @property
    def hand_offs(self) -> HandOffs | None:
        """Conversations handed off to people; None if there are no rules for them."""
        return self._desk

    @property
    def files(self) -> FileReader | None:
        """The reader of files that come with a message, or None."""
        return self._files

    @property
    def speech(self) -> Transcriber | None:
        """The part that turns speech into text; None if there is no model for it."""
        return self._speech

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes, shared by all processes of the bot."""
        return self._store.secrets.secret(name)

    @property
    def vault(self) -> Vault | None:
        """The storage for other services' secrets; None without a key to encrypt them with."""
        return self._store.vault

    def start(self) -> None:
        """Start delivering, and take up anything that a crashed process left unanswered or undelivered."""
        self._watcher.start()

    def close(self) -> None:
        """Wait for running turns and send their replies; turns that have not begun wait for the next start."""
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
        """Send a reply that nobody is listening for; after a hand-off, the store holds news for staff as well."""
        if delivery.reply.decision is DecisionKind.HAND_OFF:
            self._wake()
        elif delivery.attempts == 0 and self._watcher.started:  # replies are sent once started
            self._courier.send(delivery)

    def _wake(self) -> None:
        self._watcher.wake()
