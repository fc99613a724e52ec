"""All data on a person: exporting it, and deleting it for good."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, delete, or_, select, text, tuple_, update
from sqlalchemy.orm import Session

from botkit.domain import DialogueState, now
from botkit.store.database import Database
from botkit.store.hand_offs import erase_hand_offs
from botkit.store.records import state_json
from botkit.store.retention import forget_messages
from botkit.store.tables import (
    ConversationRow,
    FeedbackRow,
    HandOffEventRow,
    HandOffRow,
    InboxRow,
    OutboxRow,
    Row,
    TurnRow,
)

_TELLING = 8
"""Minimum length in characters: a shorter text ("yes") could be anybody's, so finding it proves nothing."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """The result of a deletion: the counts of deleted items, and any traces left in the raw files.

    `files` were searched for `traces` distinct texts and ids; `found` counts the bytes of them that were still there.
    The files of a PostgreSQL server can't be searched from here.
    """

    messages: int
    conversations: int
    traces: int = 0
    files: tuple[Path, ...] = ()
    found: int = 0


def export(database: Database, person: str) -> dict[str, Any]:
    """Return all data on a person as JSON: messages, replies, hand-offs, states of conversations.

    `person` is the channel's id of them (a Slack user id), or the id of a conversation. Values of forms, which exist
    only while a form is being filled in, stay encrypted. Raises StoreError.
    """
    with database.reading() as session:
        messages = session.scalars(_messages(person).order_by(InboxRow.position)).all()
        answers = {(row.conversation_id, row.answered_in) for row in messages if row.answered_in is not None}
        turns = select(TurnRow).where(tuple_(TurnRow.conversation_id, TurnRow.seq).in_(answers))
        outgoing = select(OutboxRow).where(tuple_(OutboxRow.conversation_id, OutboxRow.seq).in_(answers))
        conversations = {row.conversation_id for row in messages}
        theirs = or_(HandOffRow.customer == person, HandOffRow.conversation_id == person)
        hand_offs = session.scalars(select(HandOffRow).where(theirs).order_by(HandOffRow.id)).all()
        of_them = HandOffEventRow.hand_off_id.in_([row.id for row in hand_offs])
        events = select(HandOffEventRow).where(or_(of_them, HandOffEventRow.staff_id == person))
        about = tuple_(FeedbackRow.conversation_id, FeedbackRow.seq).in_(answers)
        thought = select(FeedbackRow).where(or_(about, FeedbackRow.sender == person))
        found: dict[str, Iterable[Row]] = {
            "conversations": session.scalars(select(ConversationRow).where(ConversationRow.id.in_(conversations))),
            "messages": messages,
            "turns": session.scalars(turns.order_by(TurnRow.at)),
            "deliveries": session.scalars(outgoing.order_by(OutboxRow.id)),
            "feedback": session.scalars(thought.order_by(FeedbackRow.at)),
            "hand_offs": hand_offs,
            "hand_off_events": session.scalars(events.order_by(HandOffEventRow.id)),
        }
        tables = {name: [_as_json(row) for row in rows] for name, rows in found.items()}
    return {"person": person, "exported_at": now().isoformat(), **tables}


def erase(database: Database, person: str) -> Erasure:
    """Delete everything that `export` returns; prove on an SQLite file that no byte of it is left. Raises StoreError.

    A turn in progress for the person will not be committed. A conversation in which others take part stays, without the
    person's messages and the replies to them, and a form that was being filled in there is abandoned.
    """
    with database.writing() as session:
        deleted, traces = delete_person(session, person)
    _rewrite(database)
    if not database.is_sqlite:
        return deleted
    with database.reading() as session:
        traces = [trace for trace in traces if not _still_known(session, trace)]
    files = tuple(_files(Path(database.url.database or "")))
    return Erasure(deleted.messages, deleted.conversations, len(traces), files, bytes_found(files, traces))


def delete_person(session: Session, person: str) -> tuple[Erasure, list[str]]:
    """Delete everything that `export` returns; return the counts, and the traces that would identify the person."""
    messages = session.scalars(_messages(person)).all()
    traces = _traces(session, person, erase_hand_offs(session, person), messages)
    conversations = {row.conversation_id for row in messages}
    touched = ConversationRow.id.in_(conversations)
    left = {"fence": ConversationRow.fence + 1, "lease_until": None, "state": state_json(DialogueState())}
    session.execute(update(ConversationRow).where(touched).values(**left))
    session.execute(delete(FeedbackRow).where(_thought(person)))
    forget_messages(session, messages)
    remaining = set(session.scalars(select(ConversationRow.id).where(touched)))
    return Erasure(len(messages), len(conversations - remaining), traces=len(traces)), traces


def bytes_found(files: Iterable[Path], traces: Iterable[str]) -> int:
    """Return the number of bytes of the traces in the files, both as plain text and as escaped in JSON."""
    wanted = {spelling.encode() for trace in traces for spelling in _spellings(trace)}
    contents = [file.read_bytes() for file in files]
    return sum(content.count(trace) * len(trace) for content in contents for trace in wanted)


def _thought(person: str) -> ColumnElement[bool]:
    return or_(FeedbackRow.sender == person, FeedbackRow.conversation_id == person)


def _messages(person: str) -> Select[InboxRow]:
    return select(InboxRow).where(or_(InboxRow.sender == person, InboxRow.conversation_id == person))


def _traces(session: Session, person: str, hand_offs: Iterable[str], messages: Iterable[InboxRow]) -> list[str]:
    """Return the traces that would identify the person: ids, and the texts that they wrote and received."""
    found = {person, *hand_offs}
    for row in messages:
        found |= {row.message_id, row.external_id, row.sender, row.text, row.sealed or "", *row.address.values()}
        found |= set((row.profile or {}).values())
        found |= {said for one in row.enclosures or () for said in (one["title"], one["text"])}
        if row.answered_in is not None:
            turn = session.get(TurnRow, (row.conversation_id, row.answered_in))
            found |= {turn.text} if turn else set()
    found |= {row.comment for row in session.scalars(select(FeedbackRow).where(_thought(person)))}
    return sorted(trace for trace in found if len(trace) >= _TELLING)


def _still_known(session: Session, trace: str) -> bool:
    """Return True if the remaining data contains the same text legitimately: a place, or a standard reply."""
    message = (InboxRow.text, InboxRow.sender, InboxRow.conversation_id)
    message_in_json = (InboxRow.address, InboxRow.enclosures)
    told_in_json = (TurnRow.citations, TurnRow.verdicts, TurnRow.understanding)
    places = (
        (InboxRow, (*message, *(cast(column, Text) for column in message_in_json))),
        (TurnRow, (TurnRow.text, *(cast(column, Text) for column in told_in_json))),
        (HandOffEventRow, (HandOffEventRow.text, HandOffEventRow.staff_name)),
    )
    for table, columns in places:
        same = or_(
            *(column.contains(spelling, autoescape=True) for column in columns for spelling in _spellings(trace))
        )
        if session.execute(select(table).where(same).limit(1)).first():
            return True
    return False


def _spellings(trace: str) -> set[str]:
    return {trace, json.dumps(trace)[1:-1]}


def _rewrite(database: Database) -> None:
    """Rewrite the tables without the deleted content."""
    with database.outside() as connection:
        if database.is_sqlite:
            connection.execute(text("VACUUM"))
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        else:
            for table in reversed(Row.metadata.sorted_tables):
                connection.execute(text(f"VACUUM (FULL) {table.name}"))


def _files(database: Path) -> Iterator[Path]:
    """Yield the files in which SQLite stores a database."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        file = database.with_name(database.name + suffix)
        if file.exists():
            yield file


def _as_json(row: Row) -> dict[str, Any]:
    columns = ((column.name, getattr(row, column.name)) for column in row.__table__.columns)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in columns}
