"""The store on SQL: every method is one short transaction."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Update, func, select, tuple_, update
from sqlalchemy import Row as Found

from botkit.domain import (
    MAX_MESSAGE_CHARACTERS,
    STAFF,
    Claim,
    Conversation,
    Delivery,
    DialogueState,
    HandOffEventKind,
    Message,
    Turn,
    now,
)
from botkit.domain.errors import Busy, MessageError, StaleClaim
from botkit.domain.ports import Redact
from botkit.store import statements
from botkit.store.accounts import SqlAccounts
from botkit.store.archive import SqlArchive
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.forgetting import forget_messages
from botkit.store.hand_offs import SqlHandOffs, hand_over, note_reference
from botkit.store.outgoing import due, reply_to
from botkit.store.records import attachment_rows, merged, message_of, message_row, turn_row, turns_of
from botkit.store.tables import ConversationRow, InboxRow, Row, SecretRow
from botkit.store.vault import SqlVault

_ANY = 2**31 - 1
"""No turn has a higher number."""
_FORGOTTEN_AT_ONCE = 500
"""How many messages are deleted in one transaction: nobody should wait for it."""


class SqlStore:
    """Keeps conversations in the database at `url`; opens and migrates it. Raises StoreError.

    `redact` takes out of a message what must never be stored, before it is written; `keys` encrypt what a form needs
    nevertheless (see `Confidential`). A claim that was not committed or renewed within `lease_seconds` may be taken by
    somebody else; a reserved delivery within `delivery_seconds`. At most `max_waiting` messages wait for an answer,
    at most `max_waiting_here` in one conversation, and at most `max_waiting_of_tenant` of one tenant.
    """

    def __init__(
        self,
        url: str,
        redact: Redact,
        *,
        keys: str = "",
        lease_seconds: float = 15,
        delivery_seconds: float = 60,
        max_waiting: int = 1_000,
        max_waiting_here: int = 20,
        max_waiting_of_tenant: int | None = None,
    ) -> None:
        self._confidential = Confidential(redact, keys)
        self._database = Database.open(url)
        self._lease = timedelta(seconds=lease_seconds)
        self._delivery = timedelta(seconds=delivery_seconds)
        self._max_waiting = max_waiting
        self._max_waiting_here = max_waiting_here
        self._max_waiting_of_tenant = max_waiting_of_tenant or max_waiting

    @property
    def vault(self) -> SqlVault | None:
        """Where others' secrets are kept, encrypted; None without a key."""
        return SqlVault(self._database, self._confidential) if self._confidential.has_key else None

    @property
    def hand_offs(self) -> SqlHandOffs:
        """Conversations with people, in the same database."""
        return SqlHandOffs(self._database, self._confidential)

    @property
    def accounts(self) -> SqlAccounts:
        """Who of the team may sign in, in the same database."""
        return SqlAccounts(self._database)

    @property
    def archive(self) -> SqlArchive:
        """Looking back at conversations, in the same database."""
        return SqlArchive(self._database, self._confidential.redact)

    def accept(self, message: Message) -> Message:
        """Keeps a message durably. Where (channel, external_id) is already there, returns the message kept then.

        Raises Busy if too many messages wait.
        """
        sealed = self._confidential.sealed(message.text)
        message = self._confidential.message(message)
        row = {**message_row(message), "sealed": sealed}
        limits = {
            "most_here": self._max_waiting_here,
            "most_of_tenant": self._max_waiting_of_tenant,
            "most": self._max_waiting,
        }

        def keep(connection: Connection) -> Message | Busy:
            whose = {"conversation": message.conversation_id, "tenant": message.tenant}
            crowd = connection.execute(statements.CROWD, {**whose, **limits}).one()
            refusal = self._too_many(crowd)
            if refusal is None:
                if not crowd.known:
                    _insert(connection, ConversationRow, ("id",), self._new_conversation(message.conversation_id))
                if _insert(connection, InboxRow, ("channel", "external_id"), row):
                    return message
            same = connection.execute(
                statements.SAME_MESSAGE, {"same_channel": message.channel, "same_id": message.external_id}
            )
            if refusal is None:
                return message_of(same.one())
            known = same.one_or_none()
            return message_of(known) if known else refusal

        kept = self._database.write(keep)
        if isinstance(kept, Busy):
            raise kept
        return kept

    def claim(self, conversation_id: str | None = None, *, merge: bool = False) -> Claim | None:
        """The message that waits longest in any conversation that is free; None if there is none.

        `conversation_id` names the only conversation to look at. With `merge`, all messages that wait in it make one.
        """
        head = statements.HEAD if conversation_id is None else statements.HEAD_HERE

        def take(connection: Connection) -> Claim | None:
            asked = {} if conversation_id is None else {"conversation": conversation_id}
            while row := connection.execute(head, {"present": now(), **asked}).first():
                # Only now that the conversation is ours, nobody else answers in it: what waits is asked again.
                if parts := self._waiting(connection, row.id, together=merge):
                    return self._claimed(connection, row, parts)
                if conversation_id is not None:
                    return None
            return None

        return self._database.write(take, durable=False)

    def _waiting(self, connection: Connection, conversation_id: str, *, together: bool) -> Sequence[Found[Any]]:
        limits = {"conversation": conversation_id, "most": self._max_waiting_here if together else 1}
        rows = connection.execute(statements.WAITING, limits).all()
        return _together(rows) if together else rows

    def _claimed(self, connection: Connection, row: Found[Any], parts: Sequence[Found[Any]]) -> Claim:
        fence = row.fence + 1
        taken = {"conversation": row.id, "fence": fence, "lease_until": now() + self._lease}
        connection.execute(statements.CONVERSATION, taken)
        state = self._confidential.state_of(row.state)
        texts = [self._confidential.original(part.text, part.sealed, state) for part in parts]
        recent = _turns(connection, row.id, after=row.length - Conversation.RECENT)
        return Claim(
            conversation=Conversation(
                id=row.id, length=row.length, state=state, recent=recent, hand_off=row.hand_off_id
            ),
            message=replace(merged(parts), text="\n".join(texts)[-MAX_MESSAGE_CHARACTERS:]),
            fence=fence,
            merged=tuple(part.message_id for part in parts[:-1]),
        )

    def renew(self, claims: Collection[Claim]) -> None:
        """Lengthens the leases of claims that still hold."""
        ours = tuple_(ConversationRow.id, ConversationRow.fence).in_(
            [(claim.conversation.id, claim.fence) for claim in claims]
        )
        held = update(ConversationRow).where(ours, ConversationRow.lease_until.is_not(None))
        self._note(held, {"lease_until": now() + self._lease})

    def commit(
        self, claim: Claim, turn: Turn, state: DialogueState, *, heard: bool = False, to_staff: bool = False
    ) -> Delivery:
        """Turn, state and outgoing reply, together. Raises StaleClaim if the claim has passed to somebody else.

        Where the reply is being `heard`, it is reserved for the listener as by `take`. With `to_staff`, the message
        goes to the hand-off that is open, or opens one; a turn without a reply is only passed on.
        """
        conversation_id, channel = claim.conversation.id, turn.message.channel
        kept = self._confidential.turn(turn, claim.conversation.state, state)
        done = {"length": turn.seq, "state": self._confidential.state_json(state), "lease_until": None}
        answered = {"answered_at": turn.at, "answered_in": turn.seq, "sealed": None, "enclosures": None}
        files = attachment_rows(file.without_text for file in claim.message.files)
        last = {**answered, "message": claim.message.id, "enclosures": files}
        row = turn_row(kept, conversation_id)
        outgoing = {"conversation_id": conversation_id, "seq": turn.seq, "channel": channel, "attempts": int(heard)}

        def keep(connection: Connection) -> tuple[int, str] | None:
            if connection.execute(statements.HOLDER, {**_held(claim), **done}).one_or_none() is None:
                return None
            if claim.merged:
                connection.execute(statements.ANSWERED, [{"message": merged, **answered} for merged in claim.merged])
            preview = connection.execute(statements.ANSWERED_LAST, last).scalar()
            connection.execute(statements.TURN, row)
            if to_staff:
                number = hand_over(connection, claim.conversation.hand_off, conversation_id, kept)
            if not to_staff or kept.reply.text:
                due_at = now() + self._delivery if heard else now()
                number = connection.execute(statements.OUTGOING, {**outgoing, "due_at": due_at}).scalar_one()
            return number, preview or ""

        outcome = self._database.write(keep)
        if outcome is None:
            raise _over(claim)
        number, preview = outcome
        if to_staff and not kept.reply.text:
            channel = STAFF
        return Delivery(
            number,
            channel,
            conversation_id,
            turn.message.address,
            kept.reply,
            attempts=int(heard),
            seq=turn.seq,
            preview=preview,
        )

    def may_preview(self, claim: Claim) -> bool:
        """Whether the reply may be shown while it is made: no earlier one is on its way to the same channel."""
        message = {"message": claim.message.id}
        found = self._database.read(lambda connection: connection.execute(statements.MAY_PREVIEW, message).first())
        return found is not None

    def preview(self, claim: Claim, reference: str) -> bool:
        """Notes where the reply is shown while it is made, before anything is said there.

        False if the turn is over, or somebody else's, or the reply is shown already.
        """
        noted = {"message": claim.message.id, "preview": reference}

        def note(connection: Connection) -> bool:
            if connection.execute(statements.HELD, _held(claim)).one_or_none() is None:
                return False
            return connection.execute(statements.PREVIEW, noted).one_or_none() is not None

        return self._database.write(note)

    def release(self, claim: Claim, *, pause: float = 0.0) -> None:
        """Gives a claim back unanswered; nobody gets it for `pause` seconds."""
        # A higher fence, so that whoever still works on it cannot commit.
        free = {"fence": claim.fence + 1, "lease_until": now() + timedelta(seconds=pause) if pause else None}
        self._note(statements.HOLDER, {**_held(claim), **free})

    def extend(self, claim: Claim) -> Claim | None:
        """A claim instead of this one, with the messages that came since; None if there are none.

        Raises StaleClaim if the claim has passed to somebody else.
        """

        def take(connection: Connection) -> Claim | StaleClaim | None:
            row = connection.execute(statements.HELD, _held(claim)).one_or_none()
            if row is None:
                return _over(claim)
            parts = self._waiting(connection, row.id, together=True)
            return self._claimed(connection, row, parts) if len(parts) > len(claim.merged) + 1 else None

        more = self._database.write(take, durable=False)
        if isinstance(more, StaleClaim):
            raise more
        return more

    def turn_for(self, message_id: str) -> Turn | None:
        """The turn that answered the message, if it has been answered. Raises MessageError if there is no message."""

        def find(connection: Connection) -> Turn | None:
            found = connection.execute(statements.MESSAGE, {"message": message_id}).one_or_none()
            if found is None:
                raise MessageError("the message has been deleted")
            if found.answered_in is None:
                return None
            seq = found.answered_in
            return _turns(connection, found.conversation_id, after=seq - 1, upto=seq)[0]

        return self._database.read(find)

    def settled(self, message_ids: Collection[str]) -> set[str]:
        """Which of the messages wait no longer: those that were answered, and those that were deleted."""
        named = InboxRow.message_id.in_(message_ids)
        with self._database.reading() as session:
            waiting = session.scalars(select(InboxRow.message_id).where(named, InboxRow.answered_in.is_(None)))
            return set(message_ids) - set(waiting)

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """The latest turns of the conversation, oldest first."""

        def find(connection: Connection) -> tuple[Turn, ...]:
            length = connection.execute(statements.LENGTH, {"conversation": conversation_id}).scalar_one_or_none()
            return _turns(connection, conversation_id, after=(length or 0) - last)

        return self._database.read(find)

    def takes_part(self, conversation_id: str) -> bool | None:
        """Whether the bot is in the conversation: False once it was sent out, None where it never was."""
        here = {"conversation": conversation_id}
        found = self._database.read(lambda connection: connection.execute(statements.DISMISSED, here).first())
        return None if found is None else not found.dismissed

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Notes that the bot was sent out of a conversation that it was in, or called back."""
        values = {"conversation": conversation_id, "dismissed": not present}
        self._database.write(lambda connection: connection.execute(statements.CONVERSATION, values).close())

    def unanswered(self) -> list[str]:
        """Ids of conversations that have messages waiting, those that wait longest first."""
        waiting = select(InboxRow.conversation_id).where(InboxRow.answered_at.is_(None))
        oldest_first = waiting.group_by(InboxRow.conversation_id).order_by(func.min(InboxRow.position))
        return list(self._database.read(lambda connection: connection.execute(oldest_first).scalars().all()))

    def delivery_for(self, message_id: str) -> Delivery | None:
        """The reply to the message, if it is on its way; None once it was delivered, or if there is none yet."""
        with self._database.reading() as session:
            return reply_to(session, message_id)

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """What is due to go out, due longest first: of each conversation what comes next on a channel.

        `channels` limits them to those channels; None means all. At most 100 at a time.
        """
        with self._database.reading() as session:
            return due(session, now(), channels)

    def take(self, delivery: Delivery) -> bool:
        """Reserves a due reply for the caller, for the length of a lease; False if somebody else was quicker.

        So it is if an earlier reply of the conversation is still on its way, or if an attempt has been made that the
        caller doesn't know of. An attempt counts from here, and not from its end: after a crash in between, the reply
        may have arrived.
        """

        def reserve(connection: Connection) -> bool:
            when = {"present": now(), "until": now() + self._delivery}
            known = {"reply": delivery.id, "known": delivery.attempts}
            return connection.execute(statements.TAKE, {**when, **known}).one_or_none() is not None

        return self._database.write(reserve)

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Records that the reply has reached its channel; `receipt` is the channel's id of it.

        Where it told staff of a new hand-off, the receipt is the place where they talk about it.
        """
        arrived = {"reply": delivery.id, "receipt": receipt, "delivered_at": now()}
        opened = delivery.news if delivery.news and delivery.news.event.kind is HandOffEventKind.OPENED else None

        def note(connection: Connection) -> None:
            connection.execute(statements.REPLY, arrived)
            if opened:
                note_reference(connection, opened.hand_off.id, receipt)

        self._database.write(note, durable=False)

    def failed(self, delivery: Delivery, *, retry_after: float, sent: bool = True) -> None:
        """Records a failed attempt; the reply is due again after that many seconds.

        If nothing was `sent`, it does not count as an attempt.
        """
        again = now() + timedelta(seconds=retry_after)
        self._note(statements.REPLY if sent else statements.NOT_SENT, {"reply": delivery.id, "due_at": again})

    def forget(self, before: datetime) -> int:
        """Deletes what was answered before then, oldest first; how many messages, at most 500 at a time.

        A conversation goes with its last message, so it takes its state along.
        """
        old = select(InboxRow).where(InboxRow.answered_at < before).order_by(InboxRow.answered_at)
        with self._database.writing() as session:
            rows = session.scalars(old.limit(_FORGOTTEN_AT_ONCE)).all()
            forget_messages(session, rows)
            return len(rows)

    def secret(self, name: str) -> bytes:
        """32 random bytes, made when they are first asked for, and the same for every process from then on."""
        known = select(SecretRow.value).where(SecretRow.name == name)

        def keep(connection: Connection) -> bytes:
            _insert(connection, SecretRow, ("name",), {"name": name, "value": secrets.token_bytes(32)})
            return connection.execute(known).scalar_one()

        return self._database.write(keep)

    def close(self) -> None:
        """Closes the connections to the database."""
        self._database.close()

    def _note(self, statement: Update, values: Mapping[str, object]) -> None:
        """Runs a statement whose effect a power cut may undo without harm."""
        self._database.write(lambda connection: connection.execute(statement, values).close(), durable=False)

    def _new_conversation(self, conversation_id: str) -> dict[str, object]:
        return {"id": conversation_id, "fence": 0, "length": 0, "state": self._confidential.state_json(DialogueState())}

    def _too_many(self, crowd: Found[Any]) -> Busy | None:
        if crowd.here >= self._max_waiting_here:
            return Busy("I'm still at your earlier messages; please wait for the answers, then send this one again")
        if crowd.anywhere >= self._max_waiting or crowd.of_tenant >= self._max_waiting_of_tenant:
            return Busy("too many people are asking just now; please send your message again in a minute")
        return None


def _held(claim: Claim) -> dict[str, object]:
    return {"conversation": claim.conversation.id, "held": claim.fence}


def _over(claim: Claim) -> StaleClaim:
    return StaleClaim(
        f"the claim {claim.fence} on conversation {claim.conversation.id} is over; claim it again to answer"
    )


def _insert(connection: Connection, table: type[Row], unique: tuple[str, ...], row: Mapping[str, object]) -> bool:
    """Adds the row, unless one with the same `unique` columns is there; whether it did."""
    statement = statements.insert_unless_there(connection.dialect.name, table, *unique)
    return connection.execute(statement, row).one_or_none() is not None


def _together(rows: Sequence[Found[Any]]) -> Sequence[Found[Any]]:
    """The rows from the first on that can be answered as one: they go to the same place, and are not too long."""
    length = -1
    for number, row in enumerate(rows):
        length += len(row.text) + 1
        if (row.channel, row.address) != (rows[0].channel, rows[0].address) or length > MAX_MESSAGE_CHARACTERS:
            return rows[:number]
    return rows


def _turns(connection: Connection, conversation_id: str, *, after: int, upto: int = _ANY) -> tuple[Turn, ...]:
    """The turns whose numbers are greater than `after` and at most `upto`, oldest first."""
    stretch = {"conversation": conversation_id, "after": after, "upto": upto}
    return turns_of(connection.execute(statements.TURNS, stretch).all())
