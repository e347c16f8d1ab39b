"""Who has taken a conversation; whose a messenger's conversation is; what was left unanswered."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", _text("attendant"))
    op.add_column("conversations", sa.Column("attended", sa.DateTime))
    op.create_index("ix_conversations_attended", "conversations", ["attended"])
    op.add_column("people", _text("conversation"))
    op.create_index("ix_people_conversation", "people", ["conversation"])
    kind = sa.Boolean(create_constraint=False)
    op.add_column("turns", sa.Column("unanswered", kind, nullable=False, server_default=sa.false()))
    op.create_index("ix_turns_unanswered_created", "turns", ["unanswered", "created"])
    _fill(op.get_bind())


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _fill(connection: sa.Connection) -> None:
    """What the rows from before would have had."""
    connection.execute(
        sa.text(
            "UPDATE turns SET unanswered = :yes WHERE CAST(events AS TEXT) LIKE :handed "
            "AND CAST(events AS TEXT) LIKE :nowhere"
        ),
        {"yes": True, "handed": '%"HandedOff"%', "nowhere": '%"reply_to": ""%'},
    )
    people = sa.table(
        "people", *map(sa.column, ("channel", "account", "person", "visitor", "conversation"))
    )
    c = people.c
    for row in connection.execute(sa.select(c.channel, c.account, c.person, c.visitor)).all():
        named = f"{row.visitor}\0{row.channel}:{row.account}:{row.person}"
        mine = sa.and_(c.channel == row.channel, c.account == row.account, c.person == row.person)
        key = "v-" + hashlib.sha256(named.encode()).hexdigest()[:40]
        connection.execute(people.update().where(mine).values(conversation=key))
