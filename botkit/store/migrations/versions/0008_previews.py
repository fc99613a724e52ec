"""The place where a channel shows a reply while it is being written."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("preview", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("inbox", "preview")
