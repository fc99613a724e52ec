"""Hand-offs: conversations taken over by people, their events, and the deliveries of these."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
json = sa.JSON().with_variant(JSONB(), "postgresql")
moment = sa.DateTime(timezone=True)
OPEN = sa.text("status IN ('waiting', 'claimed')")
WAITING = sa.text("delivered_at IS NULL")
OF_AN_EVENT = sa.text("event_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("hand_off_id", serial, nullable=True))
    op.create_table(
        "hand_offs",
        sa.Column("id", serial, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("address", json, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("active_at", moment, nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_name", sa.Text(), nullable=True),
        sa.Column("claimed_channel", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hand_offs"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_hand_offs_conversation_id"),
    )
    op.create_index("ix_hand_offs_conversation_id", "hand_offs", ["conversation_id"])
    op.create_index("ix_hand_offs_reference", "hand_offs", ["reference"])
    op.create_index("ix_hand_offs_open", "hand_offs", ["opened_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "hand_off_events",
        sa.Column("id", serial, nullable=False),
        sa.Column("hand_off_id", serial, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("staff_name", sa.Text(), nullable=True),
        sa.Column("staff_channel", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hand_off_events"),
        sa.ForeignKeyConstraint(["hand_off_id"], ["hand_offs.id"], name="fk_hand_off_events_hand_off_id"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name="fk_hand_off_events_conversation_id"),
        sa.UniqueConstraint("hand_off_id", "external_id", name="uq_hand_off_events_hand_off_id_external_id"),
    )
    op.create_index("ix_hand_off_events_conversation_id_seq", "hand_off_events", ["conversation_id", "seq"])
    _drop_outbox_indexes()
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("seq", existing_type=sa.Integer(), nullable=True)
        outbox.add_column(sa.Column("event_id", serial, nullable=True))
        outbox.create_foreign_key("fk_outbox_event_id", "hand_off_events", ["event_id"], ["id"])
    _outbox_indexes("conversation_id", "channel", "id")
    op.create_index(
        "ix_outbox_event_id", "outbox", ["event_id"], sqlite_where=OF_AN_EVENT, postgresql_where=OF_AN_EVENT
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE event_id IS NOT NULL")
    op.drop_index("ix_outbox_event_id", "outbox")
    _drop_outbox_indexes()
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint("fk_outbox_event_id", type_="foreignkey")
        outbox.drop_column("event_id")
        outbox.alter_column("seq", existing_type=sa.Integer(), nullable=False)
    _outbox_indexes("conversation_id", "seq")
    op.drop_table("hand_off_events")
    op.drop_table("hand_offs")
    op.drop_column("conversations", "hand_off_id")


def _drop_outbox_indexes() -> None:
    op.drop_index("ix_outbox_waiting", "outbox")
    op.drop_index("ix_outbox_due", "outbox")


def _outbox_indexes(*columns: str) -> None:
    op.create_index("ix_outbox_waiting", "outbox", list(columns), sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_outbox_due", "outbox", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
