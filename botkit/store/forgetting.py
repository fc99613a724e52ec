"""Deleting messages, with all that hangs on them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.orm import Session

from botkit.store.hand_offs import forget_hand_offs
from botkit.store.tables import ConversationRow, FeedbackRow, InboxRow, OutboxRow, TurnRow


def forget_messages(session: Session, rows: Collection[InboxRow]) -> None:
    """Deletes the messages, the turns that answer them with their replies, and conversations that are empty then.

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
