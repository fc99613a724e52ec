"""The seams: what a part must do to take its place in the bot. Anything that fits may stand in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import numpy.typing as npt

from botkit.accounts import Account
from botkit.archive import Day, Feedback, Overview
from botkit.hand_off import Briefing, HandOff, HandOffEvent, HandOffStatus, StaffMember
from botkit.types import (
    ActionSignature,
    Claim,
    Conversation,
    Decision,
    Delivery,
    DialogueState,
    Enclosure,
    Event,
    Message,
    Outcome,
    Passage,
    Sentence,
    Status,
    TextDelta,
    Turn,
    Verdict,
)
from intents.types import Understanding


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Float32 array of shape (len(texts), dimension), rows of unit length."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a text, in reading order.

    `vectors` is a float array of shape (number of tokens, dimension), rows of unit length; `spans` an integer array of
    shape (number of tokens, 2): the characters of the text at which each begins and ends.
    """

    vectors: npt.NDArray[Any]
    spans: npt.NDArray[Any]


class TokenEncoder(Encoder, Protocol):
    """An encoder that also tells what each token of a text means where it stands."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text; of a text that is longer than the model reads, those of its beginning."""
        ...


class Nlu(Protocol):
    """Understands a text. `intents.NluModel` is one."""

    def parse(self, text: str) -> Understanding:
        """The intents and slots of `text`."""
        ...


class Actions(Protocol):
    """What flows can do besides talking."""

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """Every action by its name."""
        ...

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Runs the action and returns its results as text.

        `key` is the same whenever the same step of the same conversation is run again, after a crash for instance: what
        changes something must do so once for each key. What changes nothing gets an empty one. Raises ActionError.
        """
        ...


class Policy(Protocol):
    """Decides what to do about a message."""

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """The next step; never fails: what is not understood becomes a search in the documents."""
        ...

    def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
        """What to say when the documents hold no answer; `state` is where the conversation stands afterwards.

        `nearest` are titles of documents that are near to what was asked.
        """
        ...


class Retriever(Protocol):
    """Finds passages."""

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """At most `k` passages, best first; an empty list where there is nothing.

        Documents of a tenant are found only for that `tenant`; those that name none are for all.
        """
        ...


class EnclosureReader(Protocol):
    """Finds passages in what comes with a message."""

    def is_meant(self, query: str, enclosure: Enclosure) -> bool:
        """Whether the message is about it for certain: "how much is this?"."""
        ...

    def search(self, query: str, enclosures: Sequence[Enclosure], k: int) -> list[Passage]:
        """At most `k` passages, most relevant first."""
        ...


class Generator(Protocol):
    """A language model: text in, text out, as it is written."""

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Pieces of the continuation. `instruction` is the system's part, `prompt` the user's.

        Raises GenerationError if the model fails. Closing the iterator stops the model.
        """
        ...


class Writer(Protocol):
    """Writes the reply to a question from passages, letting through only what they support."""

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence | Verdict]:
        """Supported sentences, in order; none where the passages hold no answer. Then what was made of each.

        There is a verdict on each sentence that a model wrote; none where sentences are quoted.
        """
        ...


class TakesTurns(Protocol):
    """Takes turns. `botkit.engine.Engine` does, and whatever stands in front of it."""

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """The turn's events as they happen; the last one is its outcome. Nothing is kept."""
        ...


class Vault(Protocol):
    """Keeps others' secrets, encrypted. Raises StoreError."""

    def read(self, name: str) -> str | None:
        """The secret of that name; None if there is none that can be read."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Keeps a secret, in place of an earlier one of that name."""
        ...

    def take(self, name: str) -> bool:
        """Deletes a secret; whether there was one. Of several who take it, one gets True."""
        ...


class HandOffStore(Protocol):
    """Keeps hand-offs. Each method is one short transaction; raises HandOffError, and what a `Store` raises."""

    def find(self, hand_off_id: int) -> HandOff:
        """The hand-off of that id."""
        ...

    def at(self, reference: str) -> HandOff | None:
        """The latest hand-off that staff were told of at that place."""
        ...

    def open(self) -> tuple[HandOff, ...]:
        """Those that wait or are claimed, the oldest first."""
        ...

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """What happened in the hand-offs of a conversation, oldest first."""
        ...

    def latest(self) -> Mapping[str, int]:
        """Where something happened lately: conversations, each with the id of the last event there."""
        ...

    def begin(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Takes the conversation over: a hand-off that is claimed at once; the open one, if there is one."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Notes that `staff` looks after it, whoever did before; `by` who said so, if somebody else."""
        ...

    def say(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """A staff member's message, on its way to the customer; the same `external_id` again changes nothing."""
        ...

    def end(
        self,
        hand_off_id: int,
        status: HandOffStatus,
        told: str,
        *,
        by: StaffMember | None = None,
        note: str = "",
        idle_since: datetime | None = None,
    ) -> HandOff | None:
        """Gives the conversation back to the bot, which tells the customer so (`told`; "" says nothing).

        None, and nothing is done, if something has happened after `idle_since`.
        """
        ...


class Store(Protocol):
    """Keeps what must not be lost. Each method is one short transaction.

    Raises StoreError if the database fails, StoreAway if it may succeed when tried again. What failed was not done, but
    for one case: if the connection breaks just then, it is done and fails nevertheless.
    """

    @property
    def vault(self) -> Vault | None:
        """Where others' secrets are kept; None without a key to encrypt them with."""
        ...

    @property
    def hand_offs(self) -> HandOffStore:
        """Conversations with people, kept in the same place."""
        ...

    def accept(self, message: Message) -> Message:
        """Keeps a message durably. Where (channel, external_id) is already there, returns the message kept then.

        Raises Busy if too many messages wait.
        """
        ...

    def claim(self, conversation_id: str | None = None, *, merge: bool = False) -> Claim | None:
        """The message that waits longest in any conversation that is free; None if there is none.

        `conversation_id` names the only conversation to look at. With `merge`, all messages that wait in it make one.
        """
        ...

    def renew(self, claims: Collection[Claim]) -> None:
        """Lengthens the leases of claims that still hold."""
        ...

    def commit(
        self, claim: Claim, turn: Turn, state: DialogueState, *, heard: bool = False, to_staff: bool = False
    ) -> Delivery:
        """Turn, state and outgoing reply, together. Raises StaleClaim if the claim has passed to somebody else.

        Where the reply is being `heard`, it is reserved for the listener as by `take`. With `to_staff`, the message
        goes to the hand-off that is open, or opens one; a turn without a reply is only passed on.
        """
        ...

    def may_preview(self, claim: Claim) -> bool:
        """Whether the reply may be shown while it is made: no earlier one is on its way to the same channel."""
        ...

    def preview(self, claim: Claim, reference: str) -> bool:
        """Notes where the reply is shown while it is made, before anything is said there.

        False if the turn is over, or somebody else's, or the reply is shown already.
        """
        ...

    def release(self, claim: Claim, *, pause: float = 0.0) -> None:
        """Gives a claim back unanswered; nobody gets it for `pause` seconds."""
        ...

    def extend(self, claim: Claim) -> Claim | None:
        """A claim instead of this one, with the messages that came since; None if there are none.

        Raises StaleClaim if the claim has passed to somebody else.
        """
        ...

    def turn_for(self, message_id: str) -> Turn | None:
        """The turn that answered the message, if it has been answered. Raises MessageError if there is no message."""
        ...

    def settled(self, message_ids: Collection[str]) -> set[str]:
        """Which of the messages wait no longer: those that were answered, and those that were deleted."""
        ...

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """The latest turns of the conversation, oldest first."""
        ...

    def takes_part(self, conversation_id: str) -> bool | None:
        """Whether the bot is in the conversation: False once it was sent out, None where it never was."""
        ...

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Notes that the bot was sent out of a conversation that it was in, or called back."""
        ...

    def unanswered(self) -> list[str]:
        """Ids of conversations that have messages waiting."""
        ...

    def delivery_for(self, message_id: str) -> Delivery | None:
        """The reply to the message, if it is on its way; None once it was delivered, or if there is none yet."""
        ...

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """Replies due to go out, those due longest first: of each conversation the one that comes next.

        `channels` limits them to those channels; None means all.
        """
        ...

    def take(self, delivery: Delivery) -> bool:
        """Reserves a due reply for the caller, for the length of a lease; False if somebody else was quicker."""
        ...

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Records that the reply has reached its channel; `receipt` is the channel's id of it."""
        ...

    def failed(self, delivery: Delivery, *, retry_after: float, sent: bool = True) -> None:
        """Records a failed attempt; the reply is due again after that many seconds.

        If nothing was `sent`, it does not count as an attempt.
        """
        ...

    @property
    def accounts(self) -> Accounts:
        """Who of the team may sign in, in the same database."""
        ...

    @property
    def archive(self) -> Archive:
        """Looking back at conversations, in the same database."""
        ...

    def secret(self, name: str) -> bytes:
        """32 random bytes, made when they are first asked for, and the same for every process from then on."""
        ...

    def forget(self, before: datetime) -> int:
        """Deletes what was answered before then, oldest first; how many messages, at most a few hundred at a time."""
        ...


class HandOffs(Protocol):
    """What a connector for staff may do with hand-offs. Raises HandOffError where one is over or unknown."""

    def find(self, hand_off_id: int) -> HandOff:
        """The hand-off of that id."""
        ...

    def at(self, reference: str) -> HandOff | None:
        """The hand-off that staff were told of at that place (see `HandOff.reference`); None if there is none."""
        ...

    def open(self) -> tuple[HandOff, ...]:
        """Those that wait or are claimed, the oldest first."""
        ...

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """What happened in the hand-offs of a conversation, oldest first: what staff said, claims, returns."""
        ...

    def latest(self) -> Mapping[str, int]:
        """Where something happened lately: conversations, each with the id of the last event there."""
        ...

    def briefing(self, hand_off_id: int) -> Briefing:
        """What somebody who takes over has to know."""
        ...

    def take_over(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Takes a conversation over that the bot has not handed off. Raises HandOffError if there is none."""
        ...

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Lets `staff` look after it, whoever did before; `by` is who gives it to them, if somebody else."""
        ...

    def reply(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Sends a message to the customer, durably; claims a hand-off that waits.

        `external_id` is the staff channel's id of the message: the same one again changes nothing. Raises MessageError
        if the text cannot be taken.
        """
        ...

    def give_back(self, hand_off_id: int, staff: StaffMember, note: str = "") -> HandOff:
        """Gives the conversation back to the bot; `note` stays with it for whoever takes over next."""
        ...


class Accounts(Protocol):
    """Who of the team may sign in."""

    def find(self, login: str) -> Account | None:
        """The account of that login."""
        ...

    def sign_in(self, login: str, password: str) -> Account | None:
        """The account, if that is its password. Takes a moment, whether or not there is one."""
        ...


class Archive(Protocol):
    """Looking back at conversations."""

    def rate(self, feedback: Feedback) -> None:
        """Keeps what somebody thinks of a reply, instead of what they thought of it before.

        Raises MessageError if there is no such reply, or the comment is too long.
        """
        ...

    def feedback(self, conversation_id: str) -> tuple[Feedback, ...]:
        """What people thought of the replies in a conversation, by turn."""
        ...

    def find(self, words: str = "", *, unhelpful: bool = False, limit: int = 50) -> tuple[Overview, ...]:
        """Conversations with all of the words in one message or its reply, or of that person; the latest first.

        With `unhelpful`, only those in which somebody said that a reply did not help.
        """
        ...

    def days(self, count: int) -> tuple[Day, ...]:
        """The last so many days until today (UTC), oldest first."""
        ...

    def export(self, person: str) -> dict[str, Any]:
        """Everything that is known about a person (the channel's id of them), or in a conversation, as JSON."""
        ...

    def delete(self, person: str) -> None:
        """Deletes what `export` gives."""
        ...


class FileReader(Protocol):
    """Reads files that come with a message."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Ends of the names of files that it reads: ".txt"."""
        ...

    def read(self, name: str, content: bytes) -> Enclosure:
        """The file's text. Raises MessageError, with the name and what to do, if it can't be read."""
        ...


class Transcriber(Protocol):
    """Turns speech into text."""

    def transcribe(self, audio: bytes) -> str:
        """What is said in a recording (WAV, FLAC, OGG), on one line. Raises MessageError if it can't be read."""
        ...


class Service(Protocol):
    """What a connector may ask of the bot. `botkit.runtime.Runtime` is one."""

    def stream(self, message: Message) -> Iterator[Event]:
        """Accepts the message and yields the events of its turn; ends with `Answered`.

        A message that was answered before (same channel and external id) yields the stored reply again.
        """
        ...

    def attend(self, message: Message, tell: Tell) -> AbstractContextManager[None]:
        """Accepts the message, and during the block tells the events of its turn as they come: `stream` without a wait.

        The last that is told is `Answered`, or the exception that ended it; `tell` is called from other threads, and
        must return at once. What was told counts as delivered.
        """
        ...

    def submit(self, message: Message) -> None:
        """Accepts the message durably and returns; the turn runs in the background and its reply is delivered."""
        ...

    def history(self, conversation_id: str) -> tuple[Turn, ...]:
        """The turns of a conversation, oldest first."""
        ...

    def takes_part(self, conversation_id: str) -> bool | None:
        """Whether the bot is in the conversation: False once it was sent out, None where it never was."""
        ...

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Notes that the bot was sent out of a conversation that it was in, or called back."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Who of the team may sign in."""
        ...

    @property
    def archive(self) -> Archive:
        """What was said, to look back at."""
        ...

    @property
    def hand_offs(self) -> HandOffs | None:
        """Conversations with people; None where bot.yaml has no section `hand_off`."""
        ...

    @property
    def vault(self) -> Vault | None:
        """Where others' secrets are kept; None where bot.yaml names no key (`privacy.key_env`)."""
        ...

    @property
    def files(self) -> FileReader | None:
        """What reads files that come with a message; None where nothing does."""
        ...

    @property
    def speech(self) -> Transcriber | None:
        """What turns speech into text; None where bot.yaml names no model for it."""
        ...

    def secret(self, name: str) -> bytes:
        """32 random bytes that all processes of the bot share, to sign with; each connector has its own by name."""
        ...


class Connector(Protocol):
    """A channel that is served over HTTP."""

    channel: str
    prefix: str
    """Where its application is mounted: "" or a path such as "/slack"."""

    @property
    def app(self) -> Any:
        """The ASGI application."""
        ...

    def deliver(self, delivery: Delivery) -> str:
        """Sends a reply; returns the channel's id of it. Raises ConnectorError (with `retry_after`) if it can't."""
        ...


class Draft(Protocol):
    """A reply in the making, for a channel that shows it before it has been committed. Raises StoreError."""

    @property
    def message(self) -> Message:
        """What is being answered."""
        ...

    def may_be_shown(self) -> bool:
        """False while an earlier reply is on its way: what a channel shows has an order."""
        ...

    def shown_at(self, reference: str) -> bool:
        """Notes the channel's id of what is shown, for `Delivery.preview`, before anything is said there.

        False: it is too late, so it has to be taken away again.
        """
        ...


@runtime_checkable
class Previewer(Protocol):
    """A connector that shows replies while they are made; each is delivered nevertheless, and completes its preview."""

    def preview(self, draft: Draft) -> Tell:
        """Takes the turn's events from the first text on; the last is `Answered`, or what ended the turn.

        Called within the turn: both this and what it returns have to return at once.
        """
        ...


@runtime_checkable
class StaffPlace(Protocol):
    """A connector through which staff hear of hand-offs."""

    @property
    def tell_staff(self) -> Callable[[Delivery], str] | None:
        """Tells staff what happened; returns the place, see `HandOff.reference`. None: staff hear of it elsewhere."""
        ...


class Terminal(Protocol):
    """A channel that one person sits at."""

    channel: str

    def run(self) -> None:
        """Talks until the person leaves."""
        ...


@runtime_checkable
class Listener(Protocol):
    """A connector that does more than answer requests: it runs from `start` to `close`."""

    def start(self) -> None:
        """Begins to listen. Raises ConnectorError."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A connector with streams that do not end by themselves."""

    def hang_up(self) -> None:
        """Ends them, as the server stops; it is called in the server's event loop."""
        ...


class ConnectorFactory(Protocol):
    """What an entry point in the group `botkit.connectors` names.

    `title` is the bot's name as people see it, `settings` the connector's part of bot.yaml, unread.
    Raises ConfigError if a setting is wrong.
    """

    def __call__(self, title: str, settings: Mapping[str, Any], service: Service) -> Connector | Terminal: ...


Tell = Callable[[Event | Exception], None]
"""Takes an event of a turn, or what ended the turn."""

Redact = Callable[[str], str]
"""Replaces what must never be stored (card numbers, IBANs) in a text."""

Progress = Callable[[str, int, int], None]
"""Told of long work: what is being done, how much of it is done, out of how much."""
