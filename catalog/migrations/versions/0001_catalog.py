"""The catalog and what was said about it."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _of(column: str, target: str, table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], ondelete="CASCADE", name=name)


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _whole(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable, autoincrement=False)


def upgrade() -> None:
    _bookkeeping()
    _products()
    _passages()
    _conversations()


def _bookkeeping() -> None:
    state = op.create_table(
        "catalog_state",
        _whole("id"),
        _text("epoch"),
        _whole("version"),
        _whole("whole"),
        sa.PrimaryKeyConstraint("id", name="pk_catalog_state"),
    )
    op.bulk_insert(state, [{"id": 1, "epoch": secrets.token_hex(8), "version": 0, "whole": 0}])
    op.create_table(
        "changes",
        _text("kind"),
        _text("item_id"),
        _whole("version"),
        sa.PrimaryKeyConstraint("kind", "item_id", name="pk_changes"),
    )
    op.create_index("ix_changes_version", "changes", ["version"])
    op.create_table(
        "sources",
        _whole("id"),
        _text("key"),
        _text("name"),
        _text("language"),
        _whole("rank"),
        _text("settings"),
        sa.Column("read_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("key", name="uq_sources_key"),
        sa.UniqueConstraint("name", name="uq_sources_name"),
    )


def _products() -> None:
    op.create_table(
        "listings",
        _whole("id"),
        _text("product_id"),
        _whole("source_id"),
        _whole("row"),
        sa.Column("fingerprint", sa.BigInteger, nullable=False),
        _whole("version"),
        _whole("offers"),
        sa.Column("holds", sa.Boolean(create_constraint=False), nullable=False),
        *(_text(name) for name in ("place", "brand", "link", "images")),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
        _of("source_id", "sources.id", "listings"),
    )
    op.create_index("ix_listings_product_id", "listings", ["product_id"])
    op.create_index("ix_listings_source_id", "listings", ["source_id"])
    op.create_table(
        "texts",
        _whole("listing_id"),
        _text("language"),
        _whole("position"),
        *(_text(name) for name in ("title", "category", "tags", "attributes")),
        *(_text(name) for name in ("option_names", "option_values", "description")),
        sa.PrimaryKeyConstraint("listing_id", "language", name="pk_texts"),
        _of("listing_id", "listings.id", "texts"),
    )
    op.create_table(
        "variants",
        _whole("listing_id"),
        _whole("position"),
        *(_text(name) for name in ("id", "options", "sku", "gtin")),
        sa.Column("price", sa.BigInteger),
        sa.Column("list_price", sa.BigInteger),
        *(_text(name) for name in ("currency", "availability")),
        _whole("stock", nullable=True),
        *(_text(name) for name in ("image", "link", "place")),
        sa.PrimaryKeyConstraint("listing_id", "position", name="pk_variants"),
        _of("listing_id", "listings.id", "variants"),
    )


def _passages() -> None:
    op.create_table(
        "passages",
        _whole("id"),
        _text("passage_id"),
        _whole("source_id"),
        _whole("row"),
        sa.Column("fingerprint", sa.BigInteger, nullable=False),
        _whole("version"),
        *(_text(name) for name in ("place", "language", "link", "heading", "text")),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.UniqueConstraint("passage_id", name="uq_passages_passage_id"),
        _of("source_id", "sources.id", "passages"),
    )
    op.create_index("ix_passages_source_id", "passages", ["source_id"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        _text("id"),
        _text("visitor"),
        _text("language"),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("touched", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_visitor", "conversations", ["visitor"])
    op.create_index("ix_conversations_touched", "conversations", ["touched"])
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=True),
        _text("conversation_id"),
        _whole("position"),
        *(_text(name) for name in ("message_id", "message", "prompt", "reply", "lane")),
        _text("language"),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint(
            "conversation_id", "message_id", name="uq_turns_conversation_id_message_id"
        ),
        sa.UniqueConstraint(
            "conversation_id", "position", name="uq_turns_conversation_id_position"
        ),
        _of("conversation_id", "conversations.id", "turns"),
    )
