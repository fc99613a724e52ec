"""The tables. A change here needs a new file in migrations/versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only where they are INTEGER
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. SQLite forgets the zone, so everything is kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """The base of the rows of all tables: how types and constraints are written."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        str: Text(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def _index_where(condition: str, name: str, *columns: str) -> Index:
    """An index of the rows for which `condition` holds: those that wait are few, however long a table grows."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class ConversationRow(Row):
    """A conversation: who may answer it now (`fence`, `lease_until`) and where it stands (`length`, `state`).

    `hand_off_id` is the hand-off that is open; empty while the bot answers. `dismissed` says that the bot was sent out.
    """

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    fence: Mapped[int] = mapped_column(Integer)
    lease_until: Mapped[datetime | None]
    length: Mapped[int] = mapped_column(Integer)
    state: Mapped[dict[str, Any]]
    hand_off_id: Mapped[int | None] = mapped_column(Serial)
    dismissed: Mapped[bool | None]


class InboxRow(Row):
    """An accepted message; `position` is the order of acceptance, `answered_at` empty while it waits.

    `answered_in` is the `seq` of the turn that answered it; `sealed` is its text before redaction, encrypted, and only
    there while it waits; of its `enclosures`, which files there were stays. `preview` is the channel's id of what it
    shows of the reply while that is made. `tenant` is that of the profile.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        UniqueConstraint("message_id"),
        _index_where("answered_at IS NULL", "ix_inbox_waiting", "conversation_id", "position"),
        _index_where("answered_at IS NULL", "ix_inbox_queue", "position"),
        _index_where("answered_at IS NULL AND tenant IS NOT NULL", "ix_inbox_tenant", "tenant"),
        Index("ix_inbox_conversation_id_answered_in", "conversation_id", "answered_in"),
        Index("ix_inbox_answered_at", "answered_at"),
    )

    position: Mapped[int] = mapped_column(Serial, primary_key=True)
    message_id: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str]
    external_id: Mapped[str]
    sender: Mapped[str]
    profile: Mapped[dict[str, Any] | None]
    address: Mapped[dict[str, Any]]
    text: Mapped[str]
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_in: Mapped[int | None] = mapped_column(Integer)
    sealed: Mapped[str | None]
    enclosures: Mapped[list[Any] | None]
    preview: Mapped[str | None]
    tenant: Mapped[str | None]


class TurnRow(Row):
    """A turn; rows are only ever added."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("message_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    message_id: Mapped[str] = mapped_column(ForeignKey("inbox.message_id"))
    understanding: Mapped[dict[str, Any]]
    decision: Mapped[str]
    text: Mapped[str]
    citations: Mapped[list[Any]]
    choices: Mapped[list[Any]]
    field: Mapped[dict[str, Any] | None]
    verdicts: Mapped[list[Any] | None]
    at: Mapped[datetime]


class HandOffRow(Row):
    """A conversation that people have taken over; the columns are the fields of `HandOff`."""

    __tablename__ = "hand_offs"
    __table_args__ = (
        Index("ix_hand_offs_conversation_id", "conversation_id"),
        Index("ix_hand_offs_reference", "reference"),
        _index_where("status IN ('waiting', 'claimed')", "ix_hand_offs_open", "opened_at"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    status: Mapped[str]
    channel: Mapped[str]
    customer: Mapped[str]
    address: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    active_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    claimed_name: Mapped[str | None]
    claimed_channel: Mapped[str | None]
    reference: Mapped[str | None]


class HandOffEventRow(Row):
    """An event in a hand-off, after turn `seq`; rows are only ever added. It goes when that turn goes."""

    __tablename__ = "hand_off_events"
    __table_args__ = (
        UniqueConstraint("hand_off_id", "external_id"),
        Index("ix_hand_off_events_conversation_id_seq", "conversation_id", "seq"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    hand_off_id: Mapped[int] = mapped_column(ForeignKey("hand_offs.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str]
    text: Mapped[str]
    staff_id: Mapped[str | None]
    staff_name: Mapped[str | None]
    staff_channel: Mapped[str | None]
    external_id: Mapped[str | None]
    at: Mapped[datetime]


class FeedbackRow(Row):
    """An opinion on a turn, by whoever said so last in that place; it goes when the turn goes."""

    __tablename__ = "feedback"
    __table_args__ = (
        ForeignKeyConstraint(["conversation_id", "seq"], ["turns.conversation_id", "turns.seq"]),
        Index("ix_feedback_at", "at"),
    )

    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sender: Mapped[str] = mapped_column(primary_key=True)
    helpful: Mapped[bool]
    comment: Mapped[str]
    at: Mapped[datetime]


class SecretRow(Row):
    """Random bytes that the processes of a bot share: what one signs, the others know."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes]


class VaultRow(Row):
    """Something that others trusted us with, such as a token; `sealed` is encrypted."""

    __tablename__ = "vault"

    name: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]


class StaffRow(Row):
    """Somebody who may sign in; `password` is its Argon2id hash."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    password: Mapped[str]
    changed_at: Mapped[datetime]


class OutboxRow(Row):
    """Something on its way out: due at `due_at`, done once `delivered_at` is set.

    It is the reply of turn `seq`, or what happened in a hand-off (`event_id`). What goes to the same channel of a
    conversation goes in the order of the ids.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        ForeignKeyConstraint(["conversation_id", "seq"], ["turns.conversation_id", "turns.seq"]),
        _index_where("delivered_at IS NULL", "ix_outbox_waiting", "conversation_id", "channel", "id"),
        _index_where("delivered_at IS NULL", "ix_outbox_due", "due_at"),
        _index_where("event_id IS NOT NULL", "ix_outbox_event_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    conversation_id: Mapped[str]
    seq: Mapped[int | None] = mapped_column(Integer)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("hand_off_events.id"))
    channel: Mapped[str]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    receipt: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
