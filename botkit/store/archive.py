"""The archive of conversations in SQL: finding, counting, exporting and deleting them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from botkit.domain import Clarified, Day, DecisionKind, Overview, now
from botkit.store.overviews import overviews, telling
from botkit.store.people import delete_person, export
from botkit.store.ratings import SqlRatings
from botkit.store.tables import FeedbackRow, TurnRow


class SqlArchive(SqlRatings):
    """A `botkit.domain.ports.Archive`. Each method is one short transaction and raises StoreError."""

    def find(self, words: str = "", *, unhelpful: bool = False, limit: int = 50) -> tuple[Overview, ...]:
        """Return the conversations with all of the words in one message or its reply, or of that person, latest first.

        With `unhelpful`, return only those with a reply that somebody rated as unhelpful.
        """
        latest = select(TurnRow.conversation_id, func.max(TurnRow.at).label("last")).group_by(TurnRow.conversation_id)
        if words.strip():
            latest = telling(latest, words.split())
        if unhelpful:
            judged = select(FeedbackRow.conversation_id).where(FeedbackRow.helpful.is_(False))
            latest = latest.where(TurnRow.conversation_id.in_(judged))
        found = latest.order_by(func.max(TurnRow.at).desc()).limit(limit)
        with self._database.reading() as session:
            return tuple(overviews(session, [row.conversation_id for row in session.execute(found)]))

    def clarified(self, *, limit: int = 10_000) -> tuple[Clarified, ...]:
        """Return the latest messages that the bot asked to clarify, and the answers it got, newest first."""
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
        """Return the last `count` days up to today, oldest first."""
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
        """Return all data on a person, or in a conversation, as JSON."""
        return export(self._database, person)

    def delete(self, person: str) -> None:
        """Delete everything that `export` returns."""
        with self._database.writing() as session:
            delete_person(session, person)

    def _day(self, at: InstrumentedAttribute[datetime]) -> ColumnElement[Any]:
        """Return the day of a time in UTC, in which SQLite stores times already."""
        return func.date(at) if self._database.is_sqlite else cast(func.timezone("UTC", at), Date)


def _date(day: str | date) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
