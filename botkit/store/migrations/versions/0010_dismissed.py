"""Conversations from which the bot was sent out."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("dismissed", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversations", "dismissed")
