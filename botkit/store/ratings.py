"""Feedback on replies, in SQL."""

from __future__ import annotations

from sqlalchemy import select

from botkit.domain import LONGEST_COMMENT, Feedback
from botkit.domain.errors import MessageError
from botkit.domain.ports import Redact
from botkit.store.database import Database
from botkit.store.tables import FeedbackRow, TurnRow


class SqlRatings:
    """A `botkit.domain.ports.Ratings`. Each method is one short transaction and raises StoreError."""

    def __init__(self, database: Database, redact: Redact) -> None:
        self._database = database
        self._redact = redact

    def rate(self, feedback: Feedback) -> None:
        """Store somebody's feedback on a reply, replacing any earlier feedback of theirs.

        Raises MessageError if there is no such reply, or if the comment is too long.
        """
        comment = self._redact(feedback.comment.strip())
        if len(comment) > LONGEST_COMMENT:
            raise MessageError(f"the comment has {len(comment):,} characters; {LONGEST_COMMENT:,} are kept: shorten it")
        with self._database.writing() as session:
            if session.get(TurnRow, (feedback.conversation_id, feedback.seq)) is None:
                raise MessageError(f"there is no reply {feedback.seq} in this conversation")
            session.merge(
                FeedbackRow(
                    conversation_id=feedback.conversation_id,
                    seq=feedback.seq,
                    sender=feedback.sender,
                    helpful=feedback.helpful,
                    comment=comment,
                    at=feedback.at,
                )
            )

    def feedback(self, conversation_id: str) -> tuple[Feedback, ...]:
        """Return the feedback on the replies in a conversation, by turn."""
        rows = select(FeedbackRow).where(FeedbackRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            return tuple(
                Feedback(row.conversation_id, row.seq, row.helpful, row.at, row.comment, row.sender)
                for row in session.scalars(rows.order_by(FeedbackRow.seq, FeedbackRow.at))
            )
