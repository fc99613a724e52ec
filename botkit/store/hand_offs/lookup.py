"""Lookup of hand-offs and their events in SQL."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from botkit.domain import HandOff, HandOffEvent
from botkit.store.database import Database
from botkit.store.hand_offs.transitions import OPEN, found
from botkit.store.records import event_of, hand_off_of
from botkit.store.tables import HandOffEventRow, HandOffRow

_LATELY = 500
"""Number of events that are searched for news."""


class SqlHandOffLookup:
    """A `botkit.domain.ports.HandOffLookup` and `HandOffLog`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, hand_off_id: int) -> HandOff:
        """Return the hand-off with that id. Raises HandOffError if there is none."""
        with self._database.reading() as session:
            return hand_off_of(found(session.get(HandOffRow, hand_off_id)))

    def at(self, reference: str) -> HandOff | None:
        """Return the latest hand-off that staff were notified of at that place, or None."""
        there = select(HandOffRow).where(HandOffRow.reference == reference).order_by(HandOffRow.id.desc()).limit(1)
        with self._database.reading() as session:
            row = session.scalars(there).one_or_none()
            return hand_off_of(row) if row else None

    def open(self) -> tuple[HandOff, ...]:
        """Return the hand-offs that are waiting or claimed, oldest first."""
        rows = select(HandOffRow).where(HandOffRow.status.in_(OPEN)).order_by(HandOffRow.opened_at, HandOffRow.id)
        with self._database.reading() as session:
            return tuple(hand_off_of(row) for row in session.scalars(rows))

    def events(self, conversation_id: str) -> tuple[HandOffEvent, ...]:
        """Return the events of a conversation's hand-offs, oldest first."""
        rows = select(HandOffEventRow).where(HandOffEventRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            return tuple(event_of(row) for row in session.scalars(rows.order_by(HandOffEventRow.id)))

    def latest(self) -> Mapping[str, int]:
        """Return the conversations with recent events, each with the id of its last event."""
        events = select(HandOffEventRow.conversation_id, HandOffEventRow.id).order_by(HandOffEventRow.id.desc())
        with self._database.reading() as session:
            latest = session.execute(events.limit(_LATELY)).all()
        return dict(reversed(latest))
