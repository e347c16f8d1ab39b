"""What is said of items over the API, beside what their sources say."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "catalog_state", sa.Column("words", sa.Integer, nullable=False, server_default="0")
    )
    op.create_table(
        "edits",
        sa.Column("listing_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("listing_id", name="pk_edits"),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], ondelete="CASCADE", name="fk_edits_listing_id_listings"
        ),
    )
    op.create_table(
        "withdrawn",
        sa.Column("source_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("product_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "product_id", name="pk_withdrawn"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], ondelete="CASCADE", name="fk_withdrawn_source_id_sources"
        ),
    )
    # A change of one item is asked for by its variant's id or SKU.
    op.create_index("ix_variants_id", "variants", ["id"])
    op.create_index("ix_variants_sku", "variants", ["sku"])
