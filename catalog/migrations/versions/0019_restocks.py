"""Who wants to be told when something is there again; tries are counted for that, too."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "restocks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("product_id", sa.Text, nullable=False),
        sa.Column("variant_id", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("asked", sa.DateTime, nullable=False),
        sa.Column("letters", sa.Integer, nullable=False),
        sa.Column("confirmed", sa.DateTime),
        sa.Column("told", sa.DateTime),
        sa.Column("round", sa.Integer, nullable=False),
        sa.UniqueConstraint("name", name="uq_restocks_name"),
        sa.UniqueConstraint(
            "who", "product_id", "variant_id", name="uq_restocks_who_product_id_variant_id"
        ),
    )
    op.create_index("ix_restocks_product_id", "restocks", ["product_id"])
    op.create_index("ix_restocks_told_confirmed", "restocks", ["told", "confirmed"])
    op.drop_index("ix_order_tries_key", "order_tries")
    op.drop_index("ix_order_tries_at", "order_tries")
    op.rename_table("order_tries", "tries")
    op.create_index("ix_tries_key", "tries", ["key"])
    op.create_index("ix_tries_at", "tries", ["at"])
