"""The outbox in SQL: replies to be delivered to channels, and events of hand-offs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import aliased

from botkit.domain import Delivery, HandOffEventKind, now
from botkit.store import statements
from botkit.store.database import Database
from botkit.store.hand_offs import note_reference
from botkit.store.records import delivery_of, event_delivery_of, event_of, hand_off_of
from botkit.store.tables import HandOffEventRow, HandOffRow, InboxRow, OutboxRow, TurnRow

_ROUND = 100
"""The maximum number of rows read at once."""


class SqlOutbox:
    """A `botkit.domain.ports.Outbox`. Each method is one short transaction.

    A reply that was taken is due again after `reserved`, unless its outcome has been recorded.
    """

    def __init__(self, database: Database, *, reserved: timedelta) -> None:
        self._database = database
        self._reserved = reserved

    def delivery_for(self, message_id: str) -> Delivery | None:
        """Return the reply to the message if it is still undelivered; None if it has arrived, or if there is none."""
        asked = aliased(InboxRow)
        answered = (asked.conversation_id == TurnRow.conversation_id) & (asked.answered_in == TurnRow.seq)
        reply = _replies().join(asked, answered).where(asked.message_id == message_id)
        with self._database.reading() as session:
            found = session.execute(reply).one_or_none()
            return delivery_of(found[0], found[1], found[2]) if found else None

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """Return the deliveries that are due, longest overdue first: the next one of each conversation and channel.

        `channels` limits them to those channels; None means all. At most 100 at a time.
        """
        due = _outgoing().where(OutboxRow.due_at <= now(), statements.COMES_NEXT)
        if channels is not None:
            due = due.where(OutboxRow.channel.in_(channels))
        with self._database.reading() as session:
            rows = session.execute(due.order_by(OutboxRow.due_at, OutboxRow.id).limit(_ROUND))
            return [_delivery(*row) for row in rows]

    def take(self, delivery: Delivery) -> bool:
        """Reserve a due reply for the caller for the length of a lease; return False if somebody else was quicker.

        Also returns False if an earlier reply in the conversation is still undelivered, or if there was an attempt that
        the caller doesn't know of. An attempt counts from here on, not from its end: after a crash in between, the
        reply may have arrived.
        """

        def reserve(connection: Connection) -> bool:
            when = {"present": now(), "until": now() + self._reserved}
            known = {"reply": delivery.id, "known": delivery.attempts}
            return connection.execute(statements.TAKE, {**when, **known}).one_or_none() is not None

        return self._database.write(reserve)

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Record that the reply has reached its channel; `receipt` is the channel's id of it.

        If it notified staff of a new hand-off, the receipt is the place where they discuss it.
        """
        arrived = {"reply": delivery.id, "receipt": receipt, "delivered_at": now()}
        opened = delivery.news if delivery.news and delivery.news.event.kind is HandOffEventKind.OPENED else None

        def note(connection: Connection) -> None:
            connection.execute(statements.REPLY, arrived)
            if opened:
                note_reference(connection, opened.hand_off.id, receipt)

        self._database.write(note, durable=False)

    def failed(self, delivery: Delivery, *, retry_after: float, sent: bool = True) -> None:
        """Record a failed attempt; the reply is due again after `retry_after` seconds.

        If nothing was `sent`, it does not count as an attempt.
        """
        again = now() + timedelta(seconds=retry_after)
        self._database.note(statements.REPLY if sent else statements.NOT_SENT, {"reply": delivery.id, "due_at": again})


_SAME_TURN = (TurnRow.conversation_id == OutboxRow.conversation_id) & (TurnRow.seq == OutboxRow.seq)


def _replies() -> Select[OutboxRow, TurnRow, InboxRow]:
    """Return a query for the undelivered replies of turns."""
    return (
        select(OutboxRow, TurnRow, InboxRow)
        .join(TurnRow, _SAME_TURN)
        .join(InboxRow, InboxRow.message_id == TurnRow.message_id)
        .where(OutboxRow.delivered_at.is_(None))
    )


def _outgoing() -> Select[OutboxRow, TurnRow, InboxRow, HandOffEventRow, HandOffRow]:
    """Return a query for all undelivered items: replies of turns, and events of hand-offs."""
    return (
        select(OutboxRow, TurnRow, InboxRow, HandOffEventRow, HandOffRow)
        .outerjoin(TurnRow, _SAME_TURN)
        .outerjoin(InboxRow, InboxRow.message_id == TurnRow.message_id)
        .outerjoin(HandOffEventRow, HandOffEventRow.id == OutboxRow.event_id)
        .outerjoin(HandOffRow, HandOffRow.id == HandOffEventRow.hand_off_id)
        .where(OutboxRow.delivered_at.is_(None))
    )


def _delivery(
    outgoing: OutboxRow,
    turn: TurnRow | None,
    message: InboxRow | None,
    event: HandOffEventRow | None,
    hand_off: HandOffRow | None,
) -> Delivery:
    if event is not None and hand_off is not None:
        return event_delivery_of(outgoing, event_of(event), hand_off_of(hand_off))
    assert turn is not None and message is not None  # noqa: S101, PT018 - for the type checker: it is one or the other
    return delivery_of(outgoing, turn, message)
