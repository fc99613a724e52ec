"""What is on its way out: found by those who send it, and by those who wait for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from botkit.domain import Delivery
from botkit.store.records import delivery_of, event_delivery_of, event_of, hand_off_of
from botkit.store.statements import COMES_NEXT
from botkit.store.tables import HandOffEventRow, HandOffRow, InboxRow, OutboxRow, TurnRow

_ROUND = 100
"""How much is read at once."""


def due(session: Session, present: datetime, channels: Collection[str] | None) -> list[Delivery]:
    """What is due, due longest first: of each conversation what comes next on a channel; None means all channels."""
    outgoing = _outgoing().where(OutboxRow.due_at <= present, COMES_NEXT)
    if channels is not None:
        outgoing = outgoing.where(OutboxRow.channel.in_(channels))
    rows = session.execute(outgoing.order_by(OutboxRow.due_at, OutboxRow.id).limit(_ROUND))
    return [_delivery(*row) for row in rows]


def reply_to(session: Session, message_id: str) -> Delivery | None:
    """The reply to the message, if it is on its way."""
    asked = aliased(InboxRow)
    answered = (asked.conversation_id == TurnRow.conversation_id) & (asked.answered_in == TurnRow.seq)
    reply = _deliveries().join(asked, answered).where(asked.message_id == message_id)
    found = session.execute(reply).one_or_none()
    return delivery_of(found[0], found[1], found[2]) if found else None


_SAME_TURN = (TurnRow.conversation_id == OutboxRow.conversation_id) & (TurnRow.seq == OutboxRow.seq)


def _deliveries() -> Select[OutboxRow, TurnRow, InboxRow]:
    """Replies of turns that are on their way."""
    return (
        select(OutboxRow, TurnRow, InboxRow)
        .join(TurnRow, _SAME_TURN)
        .join(InboxRow, InboxRow.message_id == TurnRow.message_id)
        .where(OutboxRow.delivered_at.is_(None))
    )


def _outgoing() -> Select[OutboxRow, TurnRow, InboxRow, HandOffEventRow, HandOffRow]:
    """All that is on its way: replies of turns, and what happened in hand-offs."""
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
