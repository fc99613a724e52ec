"""The store on SQL: every method is one short transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from botkit.errors import StaleClaim
from botkit.protocols import Redact
from botkit.state.database import Database
from botkit.state.records import delivery_of, message_of, state_json, state_of, turn_of, turn_row
from botkit.state.tables import ConversationRow, InboxRow, OutboxRow, Row, TurnRow
from botkit.types import Claim, Conversation, Delivery, DialogueState, Message, Turn, now

_INSERT: dict[str, Callable[[type[Row]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_ROUND = 100
"""How many deliveries are read at once."""


class SqlStore:
    """Keeps conversations in the database at `url`; opens and migrates it. Raises StoreError.

    `redact` takes out of a message what must never be stored, before it is written. A claim that was not committed
    within `lease_seconds` may be taken by somebody else; a reserved delivery, too.
    """

    def __init__(self, url: str, redact: Redact, *, lease_seconds: float = 60) -> None:
        self._database = Database.open(url)
        self._redact = redact
        self._lease = timedelta(seconds=lease_seconds)

    def accept(self, message: Message) -> Message:
        """Keeps a message durably. Where (channel, external_id) is already there, returns the message kept then."""
        message = replace(message, text=self._redact(message.text))
        with self._database.writing() as session:
            _insert(session, ConversationRow, ["id"], **_new_conversation(message.conversation_id))
            _insert(
                session,
                InboxRow,
                ["channel", "external_id"],
                message_id=message.id,
                conversation_id=message.conversation_id,
                channel=message.channel,
                external_id=message.external_id,
                sender=message.sender,
                address=dict(message.address),
                text=message.text,
                received_at=message.received_at,
            )
            same = (InboxRow.channel == message.channel, InboxRow.external_id == message.external_id)
            return message_of(session.scalars(select(InboxRow).where(*same)).one())

    def claim(self, conversation_id: str) -> Claim | None:
        """The oldest unanswered message of the conversation; None if there is none or another claim still holds."""
        with self._database.writing() as session:
            row = session.get(ConversationRow, conversation_id, with_for_update={"skip_locked": True})
            if row is None or (row.lease_until is not None and row.lease_until > now()):
                return None
            oldest = session.scalars(_waiting(conversation_id).order_by(InboxRow.position).limit(1)).first()
            if oldest is None:
                return None
            row.fence += 1
            row.lease_until = now() + self._lease
            conversation = Conversation(
                id=conversation_id,
                length=row.length,
                state=state_of(row.state),
                recent=_latest(session, conversation_id, Conversation.RECENT),
            )
            return Claim(conversation=conversation, message=message_of(oldest), fence=row.fence)

    def commit(self, claim: Claim, turn: Turn, state: DialogueState) -> Delivery:
        """Turn, state and outgoing reply, together. Raises StaleClaim if the claim has passed to somebody else."""
        conversation_id = claim.conversation.id
        with self._database.writing() as session:
            conversation = session.get(ConversationRow, conversation_id, with_for_update=True)
            if conversation is None or conversation.fence != claim.fence or conversation.lease_until is None:
                raise StaleClaim(
                    f"the claim {claim.fence} on conversation {conversation_id} is over; claim it again to answer"
                )
            conversation.length = turn.seq
            conversation.state = state_json(state)
            conversation.lease_until = None
            message = session.scalars(_waiting(conversation_id).where(InboxRow.message_id == claim.message.id)).one()
            message.answered_at = turn.at
            answer = turn_row(turn, conversation_id)
            session.add(answer)
            session.flush()  # the outbox refers to the turn
            outgoing = OutboxRow(
                conversation_id=conversation_id, seq=turn.seq, channel=message.channel, due_at=now(), attempts=0
            )
            session.add(outgoing)
            session.flush()  # gives it its number
            return delivery_of(outgoing, answer, message)

    def release(self, claim: Claim) -> None:
        """Gives a claim back unanswered."""
        held = (ConversationRow.id == claim.conversation.id, ConversationRow.fence == claim.fence)
        with self._database.writing() as session:
            session.execute(update(ConversationRow).where(*held).values(lease_until=None))

    def turn_for(self, message_id: str) -> Turn | None:
        """The turn that answered the message, if it has been answered."""
        with self._database.reading() as session:
            found = session.execute(_turns().where(TurnRow.message_id == message_id)).one_or_none()
            return turn_of(found[0], found[1]) if found else None

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """The latest turns of the conversation, oldest first."""
        with self._database.reading() as session:
            return _latest(session, conversation_id, last)

    def unanswered(self) -> list[str]:
        """Ids of conversations that have messages waiting, those that wait longest first."""
        waiting = select(InboxRow.conversation_id).where(InboxRow.answered_at.is_(None))
        oldest_first = waiting.group_by(InboxRow.conversation_id).order_by(func.min(InboxRow.position))
        with self._database.reading() as session:
            return list(session.scalars(oldest_first))

    def delivery_for(self, message_id: str) -> Delivery | None:
        """The reply to the message, if it is on its way; None once it was delivered, or if there is none yet."""
        with self._database.reading() as session:
            found = session.execute(_deliveries().where(InboxRow.message_id == message_id)).one_or_none()
            return delivery_of(found[0], found[1], found[2]) if found else None

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """Replies due to go out, those due longest first: of each conversation the one that comes next.

        `channels` limits them to those channels; None means all. At most 100 at a time.
        """
        earlier = aliased(OutboxRow)
        blocked = select(earlier.id).where(
            earlier.conversation_id == OutboxRow.conversation_id,
            earlier.seq < OutboxRow.seq,
            earlier.delivered_at.is_(None),
        )
        due = _deliveries().where(OutboxRow.due_at <= now(), ~blocked.exists())
        if channels is not None:
            due = due.where(OutboxRow.channel.in_(channels))
        with self._database.reading() as session:
            rows = session.execute(due.order_by(OutboxRow.due_at, OutboxRow.id).limit(_ROUND))
            return [delivery_of(outgoing, turn, message) for outgoing, turn, message in rows]

    def take(self, delivery: Delivery) -> bool:
        """Reserves a due reply for the caller, for the length of a lease; False if somebody else was quicker.

        An attempt counts from here, and not from its end: after a crash in between, the reply may have arrived.
        """
        due = (OutboxRow.id == delivery.id, OutboxRow.delivered_at.is_(None), OutboxRow.due_at <= now())
        values = {"due_at": now() + self._lease, "attempts": OutboxRow.attempts + 1}
        taken = update(OutboxRow).where(*due).values(**values).returning(OutboxRow.id)
        with self._database.writing() as session:
            return session.scalars(taken).one_or_none() is not None

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Records that the reply has reached its channel; `receipt` is the channel's id of it."""
        self._note(delivery, receipt=receipt, delivered_at=now())

    def failed(self, delivery: Delivery, *, retry_after: float) -> None:
        """Records a failed attempt; the reply is due again after that many seconds."""
        again = now() + timedelta(seconds=retry_after)
        self._note(delivery, due_at=again)

    def close(self) -> None:
        """Closes the connections to the database."""
        self._database.close()

    def _note(self, delivery: Delivery, **values: object) -> None:
        on_its_way = (OutboxRow.id == delivery.id, OutboxRow.delivered_at.is_(None))
        with self._database.writing() as session:
            session.execute(update(OutboxRow).where(*on_its_way).values(**values))


def _new_conversation(conversation_id: str) -> dict[str, object]:
    return {"id": conversation_id, "fence": 0, "length": 0, "state": state_json(DialogueState())}


def _insert(session: Session, table: type[Row], unique: list[str], **values: object) -> None:
    """Adds a row, unless one with the same `unique` columns is there."""
    insert = _INSERT[session.get_bind().dialect.name]
    session.execute(insert(table).values(**values).on_conflict_do_nothing(index_elements=unique))


def _waiting(conversation_id: str) -> Select[InboxRow]:
    return select(InboxRow).where(InboxRow.conversation_id == conversation_id, InboxRow.answered_at.is_(None))


def _turns() -> Select[TurnRow, InboxRow]:
    return select(TurnRow, InboxRow).join(InboxRow, InboxRow.message_id == TurnRow.message_id)


def _latest(session: Session, conversation_id: str, count: int) -> tuple[Turn, ...]:
    latest = _turns().where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.seq.desc()).limit(count)
    return tuple(reversed([turn_of(turn, message) for turn, message in session.execute(latest)]))


def _deliveries() -> Select[OutboxRow, TurnRow, InboxRow]:
    same = (TurnRow.conversation_id == OutboxRow.conversation_id) & (TurnRow.seq == OutboxRow.seq)
    return (
        select(OutboxRow, TurnRow, InboxRow)
        .join(TurnRow, same)
        .join(InboxRow, InboxRow.message_id == TurnRow.message_id)
        .where(OutboxRow.delivered_at.is_(None))
    )
