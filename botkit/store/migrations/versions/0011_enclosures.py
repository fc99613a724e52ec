"""Attachments of a message: the page it was written on, or files. They are deleted once the message is answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("inbox", sa.Column("enclosures", json, nullable=True))


def downgrade() -> None:
    op.drop_column("inbox", "enclosures")
