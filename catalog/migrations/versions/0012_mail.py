"""What mail knows of a talk, and of its mailbox; when a question was told to the business."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_talks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.Text,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("reached", sa.Integer, nullable=False),
        sa.UniqueConstraint("conversation_id", name="uq_mail_talks_conversation_id"),
    )
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("validity", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("read", sa.DateTime),
        sa.Column("fault", sa.Text, nullable=False),
    )
    op.add_column("handoffs", sa.Column("mailed", sa.DateTime))
