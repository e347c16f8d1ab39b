"""Questions that stay open for a person, with the contact that the customer left."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = ("conversation_id", "question", "contact", "language")
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in words),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("done", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
        sa.UniqueConstraint(
            "conversation_id", "position", name="uq_handoffs_conversation_id_position"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_handoffs_conversation_id",
            ondelete="CASCADE",
        ),
    )
