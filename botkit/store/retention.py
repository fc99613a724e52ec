"""Forgetting what is too old, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.orm import Session

from botkit.store.database import Database
from botkit.store.hand_offs import forget_hand_offs
from botkit.store.tables import ConversationRow, FeedbackRow, InboxRow, OutboxRow, TurnRow

_AT_ONCE = 500
"""Messages that are deleted in one transaction: nobody should wait for it."""


class SqlRetention:
    """A `botkit.domain.ports.Retention`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, before: datetime) -> int:
        """Delete what was answered before then, oldest first; return how many messages: at most 500.

        A conversation goes with its last message, so it takes its state along.
        """
        old = select(InboxRow).where(InboxRow.answered_at < before).order_by(InboxRow.answered_at)
        with self._database.writing() as session:
            rows = session.scalars(old.limit(_AT_ONCE)).all()
            forget_messages(session, rows)
            return len(rows)


def forget_messages(session: Session, rows: Collection[InboxRow]) -> None:
    """Delete the messages, the turns that answer them with their replies, and conversations that are empty then.

    A message that the same turn answered goes, too.
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
