"""What keeps conversations, and everything else that must not be lost."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from botkit.domain.claim import Claim
from botkit.domain.conversation import Turn
from botkit.domain.delivery import Delivery
from botkit.domain.dialogue_state import DialogueState
from botkit.domain.message import Message
from botkit.domain.ports.accounts import Accounts
from botkit.domain.ports.archive import Archive
from botkit.domain.ports.hand_off_store import HandOffStore
from botkit.domain.ports.vault import Vault


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
