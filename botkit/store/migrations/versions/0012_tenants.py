"""The tenant of each message, so that one tenant cannot fill the whole queue."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("tenant", sa.Text(), nullable=True))
    waiting = sa.text("answered_at IS NULL AND tenant IS NOT NULL")
    op.create_index("ix_inbox_tenant", "inbox", ["tenant"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_index("ix_inbox_tenant", "inbox")
    op.drop_column("inbox", "tenant")
