"""Which version of the catalog a reading met, and a deletion made: clocks alone order nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("reading", sa.Integer, nullable=False, server_default="0"))
    op.add_column("withdrawn", sa.Column("made", sa.Integer))
