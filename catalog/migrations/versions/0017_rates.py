"""What an address may still ask for, shared by the machines over one PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rates",
        sa.Column("line", sa.Text, primary_key=True),
        sa.Column("fill", sa.Float, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("taken", sa.Boolean, nullable=False),
    )
