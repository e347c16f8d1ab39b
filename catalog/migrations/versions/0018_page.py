"""On which page of the website a message was written."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("page", sa.Text, nullable=False, server_default=""))
