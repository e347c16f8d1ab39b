"""What came in and goes out by messengers."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime, nullable=False)


def upgrade() -> None:
    op.create_table(
        "people",
        *(_text(name) for name in ("channel", "account", "person")),
        *(_text(name) for name in ("address", "visitor", "language")),
        sa.Column("greeted", sa.Boolean(create_constraint=False), nullable=False),
        _moment("heard"),
        sa.PrimaryKeyConstraint("channel", "account", "person", name="pk_people"),
    )
    _inbox()
    _outbox()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *(_text(name) for name in ("channel", "account", "person")),
        *(_text(name) for name in ("event", "message", "kind", "text")),
        *(_moment(name) for name in ("written", "received")),
        *(_text(name) for name in ("state", "turn")),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("channel", "account", "event", name="uq_inbox_channel_account_event"),
    )
    op.create_index("ix_inbox_state", "inbox", ["state"])
    op.create_index("ix_inbox_turn", "inbox", ["turn"])
    op.create_index("ix_inbox_channel_account_message", "inbox", ["channel", "account", "message"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        *(_text(name) for name in ("key", "channel", "account", "person")),
        *(_text(name) for name in ("body", "instead", "state")),
        sa.Column("attempts", sa.Integer, nullable=False),
        *(_moment(name) for name in ("due", "until")),
        *(_text(name) for name in ("platform_id", "error")),
        _moment("changed"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index("ix_outbox_state", "outbox", ["state"])
    op.create_index("ix_outbox_platform_id", "outbox", ["platform_id"])
