"""What happens, for figures."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "happenings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("ms", sa.Float),
        sa.Column("pieces", sa.Integer, nullable=False),
        sa.Column("amount", sa.BigInteger),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column(
            "conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="SET NULL")
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("key", name="uq_happenings_key"),
    )
    op.create_index("ix_happenings_what_at", "happenings", ["what", "at"])
    op.create_index("ix_happenings_conversation_id", "happenings", ["conversation_id"])
    op.create_index("ix_happenings_at", "happenings", ["at"])
