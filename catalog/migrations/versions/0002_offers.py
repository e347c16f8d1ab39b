"""What feeds say of an offer: unit price, the time of a sale, tax, shipping, the maker's number."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("mpn", "unit_price", "sale", "shipping"):
        column = sa.Column(name, sa.Text, nullable=False, server_default="")
        op.add_column("variants", column)
    op.add_column("variants", sa.Column("tax_included", sa.Boolean(create_constraint=False)))
