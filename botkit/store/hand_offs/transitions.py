"""The state transitions of hand-offs, each run within an open transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, update
from sqlalchemy.orm import Session

from botkit.domain import STAFF, HandOffEventKind, HandOffStatus, Message, StaffMember, Turn, now
from botkit.domain.errors import HandOffError
from botkit.store.tables import ConversationRow, HandOffEventRow, HandOffRow, OutboxRow

OPEN = (HandOffStatus.WAITING.value, HandOffStatus.CLAIMED.value)


def hand_over(connection: Connection, hand_off_id: int | None, conversation_id: str, turn: Turn) -> int:
    """Pass the turn's message on to the hand-off, or open one with it; return the id in the outbox.

    Runs in the transaction that commits the turn, and that has therefore locked the conversation.
    """
    message: Message = turn.message
    with Session(connection, expire_on_commit=False) as session, session.begin():  # committed by the connection
        row = session.get(HandOffRow, hand_off_id) if hand_off_id is not None else None
        kind = HandOffEventKind.CUSTOMER
        if row is None:
            kind = HandOffEventKind.OPENED
            row = open_hand_off(session, conversation_id, message.channel, message.sender, dict(message.address))
            of_it = ConversationRow.id == conversation_id
            session.execute(update(ConversationRow).where(of_it).values(hand_off_id=row.id))
        row.address = dict(message.address)
        event = add_event(session, row, kind, turn.seq, text=message.text)
        return send(session, row, event, STAFF)


def note_reference(connection: Connection, hand_off_id: int, reference: str) -> None:
    """Record the place where staff were notified of the hand-off."""
    connection.execute(update(HandOffRow).where(HandOffRow.id == hand_off_id).values(reference=reference))


def found(row: HandOffRow | None) -> HandOffRow:
    """Return the row. Raises HandOffError if it is None."""
    if row is None:
        raise HandOffError("there is no such hand-off; it may have been deleted")
    return row


def take_away(conversation: ConversationRow, hand_off_id: int | None) -> None:
    """Take the conversation from the process that is answering in it, so that its turn can no longer be committed."""
    conversation.hand_off_id = hand_off_id
    conversation.fence += 1
    conversation.lease_until = None


def open_hand_off(
    session: Session, conversation_id: str, channel: str, customer: str, address: dict[str, str]
) -> HandOffRow:
    """Add a waiting hand-off and return its row."""
    moment = now()
    row = HandOffRow(
        conversation_id=conversation_id,
        status=HandOffStatus.WAITING.value,
        channel=channel,
        customer=customer,
        address=address,
        opened_at=moment,
        active_at=moment,
    )
    session.add(row)
    session.flush()
    return row


def note_claim(session: Session, row: HandOffRow, seq: int, staff: StaffMember, *, by: StaffMember) -> None:
    """Assign the hand-off to `staff`, as `by` asked."""
    row.status = HandOffStatus.CLAIMED.value
    row.claimed_by, row.claimed_name, row.claimed_channel = staff.id, staff.name, staff.channel
    text = "" if by.id == staff.id else staff.name
    add_event(session, row, HandOffEventKind.CLAIMED, seq, text=text, staff=by, tell_staff=True)


def add_event(
    session: Session,
    row: HandOffRow,
    kind: HandOffEventKind,
    seq: int,
    *,
    text: str = "",
    staff: StaffMember | None = None,
    external_id: str | None = None,
    tell_staff: bool = False,
) -> int:
    """Add an event and return its id."""
    row.active_at = now()
    by = {"staff_id": staff.id, "staff_name": staff.name, "staff_channel": staff.channel} if staff else {}
    values = {
        "hand_off_id": row.id,
        "conversation_id": row.conversation_id,
        "seq": seq,
        "kind": kind.value,
        "text": text,
    }
    added = insert(HandOffEventRow).values(**values, **by, external_id=external_id, at=row.active_at)
    event = session.scalars(added.returning(HandOffEventRow.id)).one()
    if tell_staff:
        send(session, row, event, STAFF)
    return event


def send(session: Session, row: HandOffRow, event: int, channel: str) -> int:
    """Put an event into the outbox and return its id there."""
    values = {"conversation_id": row.conversation_id, "event_id": event, "channel": channel, "due_at": now()}
    return session.scalars(insert(OutboxRow).values(**values, attempts=0).returning(OutboxRow.id)).one()
