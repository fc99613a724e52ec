"""Deletion of data that is too old, together with everything that depends on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.orm import Session

from botkit.store.database import Database
from botkit.store.hand_offs import forget_hand_offs
from botkit.store.tables import ConversationRow, FeedbackRow, InboxRow, OutboxRow, TurnRow

_AT_ONCE = 500
"""Messages deleted in one transaction, so that nobody has to wait long for it."""


class SqlRetention:
    """A `botkit.domain.ports.Retention`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, before: datetime) -> int:
        """Delete messages answered before then, oldest first, 500 at most; return the number deleted.

        A conversation is deleted with its last message, and its state with it.
        """
        old = select(InboxRow).where(InboxRow.answered_at < before).order_by(InboxRow.answered_at)
        with self._database.writing() as session:
            rows = session.scalars(old.limit(_AT_ONCE)).all()
            forget_messages(session, rows)
            return len(rows)


def forget_messages(session: Session, rows: Collection[InboxRow]) -> None:
    """Delete the messages, the turns that answer them with their replies, and conversations left empty.

    Other messages answered by the same turn are deleted, too.
    """
    positions = [row.position for row in rows]
    answers = {(row.conversation_id, row.answered_in) for row in rows if row.answered_in is not None}
    touched = {row.conversation_id for row in rows}
    session.execute(delete(OutboxRow).where(tuple_(OutboxRow.conversation_id, OutboxRow.seq).in_(answers)))
    session.execute(delete(FeedbackRow).where(tuple_(FeedbackRow.conversation_id, FeedbackRow.seq).in_(answers)))
    session.execute(delete(TurnRow).where(tuple_(TurnRow.conversation_id, TurnRow.seq).in_(answers)))
    together = tuple_(InboxRow.conversation_id, InboxRow.answered_in).in_(answers)
    session.execute(delete(InboxRow).where(together | InboxRow.position.in_(positions)))
    empty = ~exists().where(InboxRow.conversation_id == ConversationRow.id)
    emptied = session.scalars(select(ConversationRow.id).where(ConversationRow.id.in_(touched), empty)).all()
    forget_hand_offs(session, answers, emptied)
    session.execute(delete(ConversationRow).where(ConversationRow.id.in_(emptied)))
