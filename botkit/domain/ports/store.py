"""What keeps conversations, and everything else that must not be lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from botkit.domain.account import Account
from botkit.domain.claim import Claim
from botkit.domain.conversation import Turn
from botkit.domain.day import Day
from botkit.domain.delivery import Delivery
from botkit.domain.dialogue_state import DialogueState
from botkit.domain.feedback import Feedback
from botkit.domain.hand_off import HandOff, HandOffStatus
from botkit.domain.hand_off_event import HandOffEvent
from botkit.domain.message import Message
from botkit.domain.overview import Overview
from botkit.domain.staff import StaffMember


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


class HandOffLog(Protocol):
    """Looking at hand-offs. Raises HandOffError where one is unknown."""

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


class HandOffStore(HandOffLog, Protocol):
    """Keeps hand-offs. Each method is one short transaction; raises HandOffError, and what a `Store` raises."""

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


Redact = Callable[[str], str]
"""Replaces what must never be stored (card numbers, IBANs) in a text."""
