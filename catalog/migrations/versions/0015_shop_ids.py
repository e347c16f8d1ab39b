"""What the shop system itself calls a variant: the id in its cart's links."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("shop_id", sa.Text, nullable=False, server_default="")
    op.add_column("variants", column)
