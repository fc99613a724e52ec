"""Looking back at conversations on SQL: to find, to judge, to count, to give out and to delete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from botkit.domain import LONGEST_COMMENT, Clarified, Day, DecisionKind, Feedback, Overview, now
from botkit.domain.errors import MessageError
from botkit.domain.ports import Redact
from botkit.store.database import Database
from botkit.store.people import delete_person, export
from botkit.store.tables import ConversationRow, FeedbackRow, InboxRow, TurnRow


class SqlArchive:
    """A `botkit.domain.ports.Archive`. Each method is one short transaction; raises StoreError."""

    def __init__(self, database: Database, redact: Redact) -> None:
        self._database = database
        self._redact = redact

    def rate(self, feedback: Feedback) -> None:
        """Keeps what somebody thinks of a reply, instead of what they thought of it before.

        Raises MessageError if there is no such reply, or the comment is too long.
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
        """What people thought of the replies in a conversation, by turn."""
        rows = select(FeedbackRow).where(FeedbackRow.conversation_id == conversation_id)
        with self._database.reading() as session:
            return tuple(
                Feedback(row.conversation_id, row.seq, row.helpful, row.at, row.comment, row.sender)
                for row in session.scalars(rows.order_by(FeedbackRow.seq, FeedbackRow.at))
            )

    def find(self, words: str = "", *, unhelpful: bool = False, limit: int = 50) -> tuple[Overview, ...]:
        """Conversations with all of the words in one message or its reply, or of that person; the latest first.

        With `unhelpful`, only those in which somebody said that a reply did not help.
        """
        latest = select(TurnRow.conversation_id, func.max(TurnRow.at).label("last")).group_by(TurnRow.conversation_id)
        if words.strip():
            latest = _telling(latest, words.split())
        if unhelpful:
            judged = select(FeedbackRow.conversation_id).where(FeedbackRow.helpful.is_(False))
            latest = latest.where(TurnRow.conversation_id.in_(judged))
        found = latest.order_by(func.max(TurnRow.at).desc()).limit(limit)
        with self._database.reading() as session:
            return tuple(_overviews(session, [row.conversation_id for row in session.execute(found)]))

    def clarified(self, *, limit: int = 10_000) -> tuple[Clarified, ...]:
        """The latest messages of which the bot asked what was meant, with what was said to that; the latest first."""
        asked, said = TurnRow, aliased(TurnRow)
        rows = (
            select(asked.understanding, asked.choices, said.understanding)
            .join(said, (said.conversation_id == asked.conversation_id) & (said.seq == asked.seq + 1))
            .where(asked.decision == DecisionKind.CLARIFY.value)
            .order_by(asked.at.desc())
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(
                Clarified(before["text"], tuple(choices), after["text"])
                for before, choices, after in session.execute(rows)
            )

    def days(self, count: int) -> tuple[Day, ...]:
        """The last so many days until today, oldest first."""
        today = now().astimezone(UTC).date()
        first = today - timedelta(days=count - 1)
        since = datetime.combine(first, datetime.min.time(), UTC)
        turns: dict[date, dict[str, int]] = defaultdict(dict)
        begun: dict[date, int] = defaultdict(int)
        thought: dict[tuple[date, bool], int] = {}
        day, judged = self._day(TurnRow.at), self._day(FeedbackRow.at)
        by_decision = select(day, TurnRow.decision, func.count()).where(TurnRow.at >= since)
        opened = select(day, func.count()).where(TurnRow.at >= since, TurnRow.seq == 1)
        by_opinion = select(judged, FeedbackRow.helpful, func.count()).where(FeedbackRow.at >= since)
        with self._database.reading() as session:
            for at, decision, number in session.execute(by_decision.group_by(day, TurnRow.decision)):
                turns[_date(at)][decision] = number
            for at, number in session.execute(opened.group_by(day)):
                begun[_date(at)] = number
            for at, helpful, number in session.execute(by_opinion.group_by(judged, FeedbackRow.helpful)):
                thought[_date(at), helpful] = number
        return tuple(
            Day(at, turns[at], begun[at], thought.get((at, True), 0), thought.get((at, False), 0))
            for at in (first + timedelta(days=number) for number in range(count))
        )

    def export(self, person: str) -> dict[str, Any]:
        """Everything that is known about a person, or in a conversation, as JSON."""
        return export(self._database, person)

    def delete(self, person: str) -> None:
        """Deletes what `export` gives."""
        with self._database.writing() as session:
            delete_person(session, person)

    def _day(self, at: InstrumentedAttribute[datetime]) -> ColumnElement[Any]:
        """The day of a time, in UTC: that is how SQLite has the times already."""
        return func.date(at) if self._database.is_sqlite else cast(func.timezone("UTC", at), Date)


def _date(day: str | date) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _telling(latest: Select[str, datetime], words: list[str]) -> Select[str, datetime]:
    latest = latest.join(InboxRow, InboxRow.message_id == TurnRow.message_id)
    for word in words:
        said = InboxRow.text.icontains(word, autoescape=True) | TurnRow.text.icontains(word, autoescape=True)
        latest = latest.where(said | (InboxRow.sender == word) | (InboxRow.conversation_id == word))
    return latest


def _overviews(session: Session, ids: list[str]) -> Iterator[Overview]:
    """What lists show of the conversations, in that order."""
    decisions: dict[str, dict[str, int]] = defaultdict(dict)
    counted = select(TurnRow.conversation_id, TurnRow.decision, func.count()).where(TurnRow.conversation_id.in_(ids))
    for conversation, decision, number in session.execute(counted.group_by(TurnRow.conversation_id, TurnRow.decision)):
        decisions[conversation][decision] = number
    span = select(TurnRow.conversation_id, func.min(TurnRow.seq), func.max(TurnRow.at), func.min(TurnRow.at)).where(
        TurnRow.conversation_id.in_(ids)
    )
    spans = {row[0]: row[1:] for row in session.execute(span.group_by(TurnRow.conversation_id))}
    unhelpful = select(FeedbackRow.conversation_id, func.count()).where(
        FeedbackRow.conversation_id.in_(ids), FeedbackRow.helpful.is_(False)
    )
    complaints = {row[0]: row[1] for row in session.execute(unhelpful.group_by(FeedbackRow.conversation_id))}
    for conversation in ids:
        seq, last_at, first_at = spans[conversation]
        opening = (
            select(InboxRow, ConversationRow.hand_off_id)
            .join(TurnRow, TurnRow.message_id == InboxRow.message_id)
            .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
            .where(TurnRow.conversation_id == conversation, TurnRow.seq == seq)
        )
        message, hand_off = session.execute(opening).one()
        yield Overview(
            id=conversation,
            channel=message.channel,
            customer=message.sender,
            name=(message.profile or {}).get("name", ""),
            first_at=first_at,
            last_at=last_at,
            opening=message.text,
            turns=sum(decisions[conversation].values()),
            decisions=decisions[conversation],
            unhelpful=complaints.get(conversation, 0),
            hand_off=hand_off,
        )
