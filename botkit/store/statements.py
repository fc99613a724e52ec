"""The SQL statements of a turn, built once because messages wait while they run. Only the bound parameters vary."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Insert, Select, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from botkit.store.tables import ConversationRow, InboxRow, OutboxRow, Row, TurnRow, UtcDateTime

_INSERT: dict[str, Callable[[type[Row]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

_conversation = bindparam("conversation", type_=ConversationRow.id.type)
_present = bindparam("present", type_=UtcDateTime())
_unanswered = InboxRow.answered_at.is_(None)
_undelivered = OutboxRow.delivered_at.is_(None)


def add_unless_there(
    connection: Connection, table: type[Row], unique: tuple[str, ...], row: Mapping[str, object]
) -> bool:
    """Add the row unless one with the same `unique` columns exists; return True if it was added."""
    return connection.execute(_unless_there(connection.dialect.name, table, *unique), row).one_or_none() is not None


@functools.cache
def _unless_there(dialect: str, table: type[Row], *unique: str) -> Insert:
    return _INSERT[dialect](table).on_conflict_do_nothing(index_elements=unique).returning(*table.__table__.primary_key)


def _crowd() -> Select[Any]:
    waiting = select(InboxRow.position).where(_unanswered)
    here = waiting.where(InboxRow.conversation_id == _conversation).limit(bindparam("most_here"))
    tenants = waiting.where(InboxRow.tenant == bindparam("tenant")).limit(bindparam("most_of_tenant"))
    parts = {"here": here, "of_tenant": tenants, "anywhere": waiting.limit(bindparam("most"))}
    counts = [
        select(func.count()).select_from(part.subquery()).scalar_subquery().label(name) for name, part in parts.items()
    ]
    known = select(ConversationRow.id).where(ConversationRow.id == _conversation).exists()
    return select(known.label("known"), *counts)


CROWD = _crowd()
"""Selects whether the `conversation` is `known`, and the numbers of messages waiting `here`, `of_tenant` and
`anywhere`, each counted only up to its limit."""

SAME_MESSAGE = select(InboxRow).where(
    InboxRow.channel == bindparam("same_channel"), InboxRow.external_id == bindparam("same_id")
)

_free = ConversationRow.lease_until.is_(None) | (ConversationRow.lease_until <= _present)
HEAD = (
    select(ConversationRow)
    .join(InboxRow, (InboxRow.conversation_id == ConversationRow.id) & _unanswered)
    .where(_free)
    .order_by(InboxRow.position)
    .limit(1)
    .with_for_update(of=ConversationRow, skip_locked=True, key_share=True)
)
"""The free conversation with the message that has waited longest, locked; skips those that others have locked."""

HEAD_HERE = HEAD.where(ConversationRow.id == _conversation)

WAITING = (
    select(InboxRow)
    .where(InboxRow.conversation_id == _conversation, _unanswered)
    .order_by(InboxRow.position)
    .limit(bindparam("most"))
)

CONVERSATION = update(ConversationRow).where(ConversationRow.id == _conversation)
"""Sets the given columns; for the holder of the row's lock."""

# The lease may have expired, as long as nobody else has claimed the conversation since.
_held = (
    ConversationRow.id == _conversation,
    ConversationRow.fence == bindparam("held"),
    ConversationRow.lease_until.is_not(None),
)
HELD = select(ConversationRow).where(*_held).with_for_update(key_share=True)
HOLDER = update(ConversationRow).where(*_held).returning(ConversationRow.id)
"""Sets the given columns if the claim `held` still holds; returns the id in that case."""

_this_message = InboxRow.message_id == bindparam("message")
ANSWERED = update(InboxRow).where(_this_message)
ANSWERED_LAST = ANSWERED.returning(InboxRow.preview, InboxRow.text)
"""The same for the message that gets the reply; returns what is shown of it, and its text as it is kept."""
TURN = insert(TurnRow)
OUTGOING = insert(OutboxRow).returning(OutboxRow.id)

_without_preview = (_this_message, InboxRow.preview.is_(None))
MAY_PREVIEW = select(InboxRow.position).where(
    *_without_preview,
    ~select(OutboxRow.id)
    .where(OutboxRow.conversation_id == InboxRow.conversation_id, OutboxRow.channel == InboxRow.channel, _undelivered)
    .exists(),
)
"""The message, if its reply has no preview and no earlier reply is undelivered."""

PREVIEW = update(InboxRow).where(*_without_preview).returning(InboxRow.position)

TURNS = (
    select(
        InboxRow,
        TurnRow.seq,
        TurnRow.understanding,
        TurnRow.decision,
        TurnRow.text.label("reply_text"),
        TurnRow.citations,
        TurnRow.choices,
        TurnRow.field,
        TurnRow.verdicts,
        TurnRow.at,
    )
    .join(TurnRow, (InboxRow.conversation_id == TurnRow.conversation_id) & (InboxRow.answered_in == TurnRow.seq))
    .where(TurnRow.conversation_id == _conversation, TurnRow.seq > bindparam("after"), TurnRow.seq <= bindparam("upto"))
    .order_by(TurnRow.seq, InboxRow.position)
)
"""The turns of a range within the conversation, with one row for each message that a turn answers."""

LENGTH = select(ConversationRow.length).where(ConversationRow.id == _conversation)
DISMISSED = select(ConversationRow.dismissed).where(ConversationRow.id == _conversation)
MESSAGE = select(InboxRow.conversation_id, InboxRow.answered_in).where(InboxRow.message_id == bindparam("message"))

_earlier = aliased(OutboxRow)
COMES_NEXT = ~(
    select(_earlier.id)
    .where(
        _earlier.conversation_id == OutboxRow.conversation_id,
        _earlier.channel == OutboxRow.channel,
        _earlier.id < OutboxRow.id,
        _earlier.delivered_at.is_(None),
    )
    .exists()
)
"""The condition that nothing earlier is undelivered in the same channel of the conversation."""

_this_reply = (OutboxRow.id == bindparam("reply"), _undelivered)
TAKE = (
    update(OutboxRow)
    .where(*_this_reply, OutboxRow.attempts == bindparam("known"), OutboxRow.due_at <= _present, COMES_NEXT)
    .values(due_at=bindparam("until"), attempts=OutboxRow.attempts + 1)
    .returning(OutboxRow.id)
)
REPLY = update(OutboxRow).where(*_this_reply)
"""Sets the given columns, unless the reply has been delivered."""

NOT_SENT = REPLY.values(attempts=OutboxRow.attempts - 1)
