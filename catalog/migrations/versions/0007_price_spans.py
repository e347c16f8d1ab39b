"""What is said of a price that is no single amount: from 46, 38 to 43, on request."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("price_span", sa.Text, nullable=False, server_default="")
    op.add_column("variants", column)
