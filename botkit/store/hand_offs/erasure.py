"""Deletion of hand-offs and of the personal data in them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session

from botkit.domain import HandOffEventKind
from botkit.store.tables import ConversationRow, HandOffEventRow, HandOffRow, OutboxRow


def forget_hand_offs(session: Session, answers: Collection[tuple[str, int | None]], emptied: Collection[str]) -> None:
    """Delete the events after the turns `answers`, and all hand-offs of the conversations `emptied`."""
    after = tuple_(HandOffEventRow.conversation_id, HandOffEventRow.seq).in_(answers)
    _delete_events(session, after | HandOffEventRow.conversation_id.in_(emptied))
    touched = {conversation for conversation, _ in answers} | set(emptied)
    without_events = ~exists().where(HandOffEventRow.hand_off_id == HandOffRow.id)
    gone = select(HandOffRow.id).where(HandOffRow.conversation_id.in_(touched), without_events)
    _delete_rows(session, session.scalars(gone).all())


def erase_hand_offs(session: Session, person: str) -> list[str]:
    """Delete a customer's hand-offs, and a staff member's name from those of others.

    Return the texts in them about the person.
    """
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


def _delete_events(session: Session, which: ColumnElement[bool]) -> None:
    of_them = select(HandOffEventRow.id).where(which)
    session.execute(delete(OutboxRow).where(OutboxRow.event_id.in_(of_them)))
    session.execute(delete(HandOffEventRow).where(which))


def _delete_rows(session: Session, ids: Collection[int]) -> None:
    """Delete hand-offs that have no events left; their conversations go back to the bot."""
    if ids:
        with_them = ConversationRow.hand_off_id.in_(ids)
        session.execute(update(ConversationRow).where(with_them).values(hand_off_id=None))
        session.execute(delete(HandOffRow).where(HandOffRow.id.in_(ids)))
