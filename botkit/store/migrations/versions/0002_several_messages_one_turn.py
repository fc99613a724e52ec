"""Turns that answer several messages; encrypted originals of redacted messages; indexes for the queue and its age."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WAITING = sa.text("answered_at IS NULL")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("answered_in", sa.Integer(), nullable=True))
    op.add_column("inbox", sa.Column("sealed", sa.Text(), nullable=True))
    op.execute("UPDATE inbox SET answered_in = (SELECT seq FROM turns WHERE turns.message_id = inbox.message_id)")
    op.create_index("ix_inbox_queue", "inbox", ["position"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_inbox_conversation_id_answered_in", "inbox", ["conversation_id", "answered_in"])
    op.create_index("ix_inbox_answered_at", "inbox", ["answered_at"])


def downgrade() -> None:
    op.drop_index("ix_inbox_answered_at", "inbox")
    op.drop_index("ix_inbox_conversation_id_answered_in", "inbox")
    op.drop_index("ix_inbox_queue", "inbox")
    op.drop_column("inbox", "sealed")
    op.drop_column("inbox", "answered_in")
