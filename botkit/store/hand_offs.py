"""Hand-offs on SQL: who has taken a conversation over, what happened there, and that on its way out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from botkit.domain import (
    STAFF,
    HandOff,
    HandOffEvent,
    HandOffEventKind,
    HandOffStatus,
    Message,
    StaffMember,
    Turn,
    now,
)
from botkit.domain.errors import HandOffError
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.records import event_of, hand_off_of
from botkit.store.tables import ConversationRow, HandOffEventRow, HandOffRow, InboxRow, OutboxRow

_LATELY = 500
"""Events that are looked through for news."""
_OPEN = (HandOffStatus.WAITING.value, HandOffStatus.CLAIMED.value)


class SqlHandOffs:
    """Keeps hand-offs; a `botkit.domain.ports.HandOffStore`. Each method is one short transaction.

    What begins or ends a hand-off takes the conversation away from whoever answers it just now: that turn is not
    committed, and its message is taken anew.
    """

    def __init__(self, database: Database, confidential: Confidential) -> None:
        self._database = database
        self._redact = confidential.redact

    def find(self, hand_off_id: int) -> HandOff:
        """The hand-off of that id. Raises HandOffError if there is none."""
        with self._database.reading() as session:
            return hand_off_of(_found(session.get(HandOffRow, hand_off_id)))

    def at(self, reference: str) -> HandOff | None:
        """The latest hand-off that staff were told of at that place."""
        there = select(HandOffRow).where(HandOffRow.reference == reference).order_by(HandOffRow.id.desc()).limit(1)
        with self._database.reading() as session:
            row = session.scalars(there).one_or_none()
            return hand_off_of(row) if row else None

    def open(self) -> tuple[HandOff, ...]:
        """Those that wait or are claimed, the oldest first."""
        rows = select(HandOffRow).where(HandOffRow.status.in_(_OPEN)).order_by(HandOffRow.opened_at, HandOffRow.id)
        with self._database.reading() as session:
            return tuple(hand_off_of(row) for row in session.scalars(rows))

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """What happened in the hand-offs of a conversation, oldest first."""
        rows = select(HandOffEventRow).where(HandOffEventRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            return tuple(event_of(row) for row in session.scalars(rows.order_by(HandOffEventRow.id)))

    def latest(self) -> Mapping[str, int]:
        """Where something happened lately: conversations, each with the id of the last event there."""
        events = select(HandOffEventRow.conversation_id, HandOffEventRow.id).order_by(HandOffEventRow.id.desc())
        with self._database.reading() as session:
            found = session.execute(events.limit(_LATELY)).all()
        return dict(reversed(found))

    def begin(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Takes the conversation over; the open hand-off, if there is one. Raises HandOffError if there is none."""
        with self._database.writing() as session:
            conversation = session.scalars(_locked_conversation(conversation_id)).one_or_none()
            latest = select(InboxRow).where(InboxRow.conversation_id == conversation_id)
            message = session.scalars(latest.order_by(InboxRow.position.desc()).limit(1)).one_or_none()
            if conversation is None or message is None:
                raise HandOffError(f"there is no conversation {conversation_id!r}; it may have been deleted")
            row = _open_row(session, conversation)
            if row is None:
                row = _new_row(session, conversation_id, message.channel, message.sender, message.address)
                _take_away(conversation, row.id)
                _note(session, row, HandOffEventKind.OPENED, conversation.length, tell_staff=True)
                _claim(session, row, conversation.length, staff, by=staff)
            return hand_off_of(row)

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Notes that `staff` looks after it, whoever did before."""
        with self._database.writing() as session:
            row = _locked(session, hand_off_id)
            if row.claimed_by != staff.id:
                _claim(session, row, _length(session, row), staff, by=by or staff)
            return hand_off_of(row)

    def say(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """A staff member's message, on its way to the customer; the same `external_id` again changes nothing."""
        with self._database.writing() as session:
            row = _locked(session, hand_off_id)
            same = (HandOffEventRow.hand_off_id == row.id, HandOffEventRow.external_id == external_id)
            if session.scalars(select(HandOffEventRow.id).where(*same)).one_or_none() is None:
                length = _length(session, row)
                if row.status == HandOffStatus.WAITING:
                    _claim(session, row, length, staff, by=staff)
                event = _note(
                    session,
                    row,
                    HandOffEventKind.STAFF,
                    length,
                    text=self._redact(text),
                    staff=staff,
                    external_id=external_id,
                    tell_staff=True,
                )
                _send(session, row, event, row.channel)
            return hand_off_of(row)

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

        None, and nothing is done, if something has happened after `idle_since`. Raises HandOffError if it is over.
        """
        kind = HandOffEventKind.RETURNED if status is HandOffStatus.RETURNED else HandOffEventKind.EXPIRED
        with self._database.writing() as session:
            known = _found(session.get(HandOffRow, hand_off_id))
            conversation = session.scalars(_locked_conversation(known.conversation_id)).one()
            row = _locked(session, hand_off_id)
            if idle_since is not None and row.active_at > idle_since:
                return None
            row.status = status.value
            _take_away(conversation, None)
            _note(session, row, kind, conversation.length, text=self._redact(note), staff=by, tell_staff=True)
            if told:
                event = _note(session, row, HandOffEventKind.BOT, conversation.length, text=told)
                _send(session, row, event, row.channel)
            return hand_off_of(row)


def hand_over(connection: Connection, hand_off_id: int | None, conversation_id: str, turn: Turn) -> int:
    """Passes the turn's message on to the hand-off, or opens one with it; the id in the outbox.

    Part of the transaction that commits the turn, and so holds the conversation.
    """
    message: Message = turn.message
    with Session(connection, expire_on_commit=False) as session, session.begin():  # what it commits is the connection's
        row = session.get(HandOffRow, hand_off_id) if hand_off_id is not None else None
        kind = HandOffEventKind.CUSTOMER
        if row is None:
            kind = HandOffEventKind.OPENED
            row = _new_row(session, conversation_id, message.channel, message.sender, dict(message.address))
            of_it = ConversationRow.id == conversation_id
            session.execute(update(ConversationRow).where(of_it).values(hand_off_id=row.id))
        row.address = dict(message.address)
        event = _note(session, row, kind, turn.seq, text=message.text)
        return _send(session, row, event, STAFF)


def note_reference(connection: Connection, hand_off_id: int, reference: str) -> None:
    """Notes where staff were told of the hand-off."""
    connection.execute(update(HandOffRow).where(HandOffRow.id == hand_off_id).values(reference=reference))


def forget_hand_offs(session: Session, answers: Collection[tuple[str, int | None]], emptied: Collection[str]) -> None:
    """Deletes what happened after the turns `answers`, and all hand-offs of the conversations `emptied`."""
    after = tuple_(HandOffEventRow.conversation_id, HandOffEventRow.seq).in_(answers)
    _delete_events(session, after | HandOffEventRow.conversation_id.in_(emptied))
    touched = {conversation for conversation, _ in answers} | set(emptied)
    without_events = ~exists().where(HandOffEventRow.hand_off_id == HandOffRow.id)
    gone = select(HandOffRow.id).where(HandOffRow.conversation_id.in_(touched), without_events)
    _delete_rows(session, session.scalars(gone).all())


def erase_hand_offs(session: Session, person: str) -> list[str]:
    """Deletes a customer's hand-offs, and a staff member's name from those of others; what they said of the person."""
    theirs = session.scalars(select(HandOffRow).where(_of(person))).all()
    ids = [row.id for row in theirs]
    of_them = HandOffEventRow.hand_off_id.in_(ids)
    by_them = HandOffEventRow.staff_id == person
    events = session.scalars(select(HandOffEventRow).where(or_(of_them, by_them))).all()
    traces = [row.reference or "" for row in theirs]
    traces += [trace for event in events for trace in (event.text, event.external_id or "") if event.hand_off_id in ids]
    names = {event.staff_name or "" for event in events if event.staff_id == person} - {""}
    traces += names
    nobody = {"staff_id": "", "staff_name": "", "staff_channel": ""}
    session.execute(update(HandOffEventRow).where(by_them).values(**nobody))
    given_to_them = (HandOffEventRow.kind == HandOffEventKind.CLAIMED, HandOffEventRow.text.in_(names))
    session.execute(update(HandOffEventRow).where(*given_to_them).values(text=""))
    claimed = {"claimed_by": "", "claimed_name": "", "claimed_channel": ""}
    session.execute(update(HandOffRow).where(HandOffRow.claimed_by == person).values(**claimed))
    _delete_events(session, of_them)
    _delete_rows(session, ids)
    return traces


def _of(person: str) -> ColumnElement[bool]:
    return or_(HandOffRow.customer == person, HandOffRow.conversation_id == person)


def _found(row: HandOffRow | None) -> HandOffRow:
    if row is None:
        raise HandOffError("there is no such hand-off; it may have been deleted")
    return row


def _locked(session: Session, hand_off_id: int) -> HandOffRow:
    """The row, for the transaction's own use. Raises HandOffError if the hand-off is over."""
    row = _found(session.get(HandOffRow, hand_off_id, with_for_update={"key_share": True}, populate_existing=True))
    if row.status not in _OPEN:
        raise HandOffError("this conversation has been given back to the bot; take it over to write to the customer")
    return row


def _locked_conversation(conversation_id: str) -> Select[ConversationRow]:
    return select(ConversationRow).where(ConversationRow.id == conversation_id).with_for_update(key_share=True)


def _open_row(session: Session, conversation: ConversationRow) -> HandOffRow | None:
    return None if conversation.hand_off_id is None else session.get(HandOffRow, conversation.hand_off_id)


def _length(session: Session, row: HandOffRow) -> int:
    """How many turns the conversation has."""
    return session.scalars(select(ConversationRow.length).where(ConversationRow.id == row.conversation_id)).one()


def _take_away(conversation: ConversationRow, hand_off_id: int | None) -> None:
    """Whoever answers just now finds that it can't be committed."""
    conversation.hand_off_id = hand_off_id
    conversation.fence += 1
    conversation.lease_until = None


def _new_row(
    session: Session, conversation_id: str, channel: str, customer: str, address: dict[str, str]
) -> HandOffRow:
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


def _claim(session: Session, row: HandOffRow, seq: int, staff: StaffMember, *, by: StaffMember) -> None:
    row.status = HandOffStatus.CLAIMED.value
    row.claimed_by, row.claimed_name, row.claimed_channel = staff.id, staff.name, staff.channel
    text = "" if by.id == staff.id else staff.name
    _note(session, row, HandOffEventKind.CLAIMED, seq, text=text, staff=by, tell_staff=True)


def _note(
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
    """Adds an event; its id."""
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
        _send(session, row, event, STAFF)
    return event


def _send(session: Session, row: HandOffRow, event: int, channel: str) -> int:
    """Puts an event into the outbox; the id there."""
    values = {"conversation_id": row.conversation_id, "event_id": event, "channel": channel, "due_at": now()}
    return session.scalars(insert(OutboxRow).values(**values, attempts=0).returning(OutboxRow.id)).one()


def _delete_events(session: Session, which: ColumnElement[bool]) -> None:
    of_them = select(HandOffEventRow.id).where(which)
    session.execute(delete(OutboxRow).where(OutboxRow.event_id.in_(of_them)))
    session.execute(delete(HandOffEventRow).where(which))


def _delete_rows(session: Session, ids: Collection[int]) -> None:
    """Deletes hand-offs without events; conversations that were with them are the bot's again."""
    if ids:
        with_them = ConversationRow.hand_off_id.in_(ids)
        session.execute(update(ConversationRow).where(with_them).values(hand_off_id=None))
        session.execute(delete(HandOffRow).where(HandOffRow.id.in_(ids)))
