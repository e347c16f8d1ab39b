"""Orders that were read of tables, and those that were asked for in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placed_orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("as_of", sa.DateTime, nullable=False),
    )
    op.create_index("ix_placed_orders_source", "placed_orders", ["source"])
    op.create_index("ix_placed_orders_number", "placed_orders", ["number"])
    op.create_table(
        "order_tries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_order_tries_key", "order_tries", ["key"])
    op.create_index("ix_order_tries_at", "order_tries", ["at"])
