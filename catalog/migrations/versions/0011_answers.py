"""What the owner has answered for good; what customers thought of a reply."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("written", sa.DateTime, nullable=False),
        sa.Column("withdrawn", sa.DateTime),
    )
    op.add_column(
        "turns", sa.Column("thumb", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("turns", sa.Column("settled", sa.DateTime))
    op.create_index("ix_turns_thumb_created", "turns", ["thumb", "created"])
