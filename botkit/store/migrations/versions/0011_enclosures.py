"""What comes with a message: the page that it was written on, files. It goes when the message is answered."""

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
