"""The tables. Any change here needs a new file in migrations/versions."""

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

Serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite generates ids only for INTEGER columns
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. SQLite drops the time zone, so all times are stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """The base class of all rows: the mapping of types, and the naming of constraints."""

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
    """Return an index of the rows for which `condition` holds: few rows wait, however long the table grows."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class ConversationRow(Row):
    """A conversation: the right to answer in it (`fence`, `lease_until`) and its state (`length`, `state`).

    `hand_off_id` is the open hand-off; empty while the bot answers. `dismissed` says that the bot was sent out.
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
    """An accepted message; `position` is the order of acceptance, and `answered_at` is empty while the message waits.

    `answered_in` is the `seq` of the turn that answered it; `sealed` is its text before redaction, encrypted, and only
    present while it waits; of its `enclosures`, only the list of files is kept. `preview` is the channel's id of the
    preview of the reply while that is being written. `tenant` is the profile's tenant.
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
    """A turn; rows are only ever inserted, not updated."""

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
    """A conversation handed off to people; the columns are the fields of `HandOff`."""

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
    """An event in a hand-off, after turn `seq`; rows are only ever inserted. It is deleted together with that turn."""

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
    """Feedback on a turn, the latest from each sender; it is deleted together with the turn."""

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
    """Random bytes shared by the processes of a bot: each can verify the signatures of the others."""

    __tablename__ = "secrets"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[bytes]


class VaultRow(Row):
    """Another service's secret, such as a token; `sealed` is encrypted."""

    __tablename__ = "vault"

    name: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[str]


class StaffRow(Row):
    """A staff account; `password` is the Argon2id hash of the password."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    password: Mapped[str]
    changed_at: Mapped[datetime]


class StaffSessionRow(Row):
    """A session of somebody who is signed in until `ends_at`.

    `id` is the hash of its token; `stamp` is that of the account (`Account.stamp`) when it began.
    """

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str]
    stamp: Mapped[str]
    ends_at: Mapped[datetime]


class OutboxRow(Row):
    """An item in the outbox: due at `due_at`, done once `delivered_at` is set.

    It is the reply of turn `seq`, or an event of a hand-off (`event_id`). Items for the same channel of a conversation
    are sent in the order of their ids.
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
