"""The database's tables, as SQLAlchemy Core describes them. rows.py makes records of them.

A *listing* is a product as one source tells it; several listings of one `product_id` (two
languages, two files) are one Product. Which of them gives the offers is decided when they are
written (`listings.holds`), so that no reader has to.

Nothing here is of one dialect: JSON stands in text columns (PostgreSQL cannot compare its own json
type), and money is a whole number of ten-thousandths beside its currency. The tables are made by
migrations/; a test holds the two together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json, to_json

REVISION = "0019"
"""The newest migration: a database that says so needs no other look."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def packed(value: Any) -> str:
    """As a column of Packed holds it."""
    # pydantic's JSON: the standard library's is a fifth of an ingest's time.
    return to_json(value).decode() if value else ""


class Packed(sa.types.TypeDecorator[Any]):
    """Plain lists, dicts and texts as compact JSON in a text column."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return packed(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        return from_json(value) if value else ()


class Moment(sa.types.TypeDecorator[datetime]):
    """A point in time: aware, UTC. SQLite would lose the zone, so it is stored without one."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None else None


def _owned_by(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column, ondelete="CASCADE")


catalog_state = sa.Table(
    "catalog_state",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.Text, nullable=False, doc="random: which catalog the version is of"),
    sa.Column("version", sa.Integer, nullable=False, doc="grows with each committed change"),
    sa.Column("whole", sa.Integer, nullable=False, doc="an index older than this is made anew"),
    sa.Column("words", sa.Integer, nullable=False, doc="the version that last changed a word"),
)

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True, doc="product or passage"),
    sa.Column("item_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False, index=True),
)
"""Which items changed in which version: what the index follows."""

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("key", sa.Text, nullable=False, unique=True, doc="absolute path or address"),
    sa.Column("name", sa.Text, nullable=False, unique=True, doc="as people see it"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("rank", sa.Integer, nullable=False, doc="0: in the business's first language"),
    sa.Column("settings", sa.Text, nullable=False, doc="what else the records depend on"),
    sa.Column("read_at", Moment, nullable=False),
    sa.Column("reading", sa.Integer, nullable=False, default=0, doc="the version that it met"),
)

listings = sa.Table(
    "listings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("product_id", sa.Text, nullable=False, index=True),
    sa.Column("source_id", sa.Integer, _owned_by("sources.id"), nullable=False, index=True),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("fingerprint", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("offers", sa.Integer, nullable=False, doc="how many variants"),
    sa.Column("holds", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("images", Packed, nullable=False),
)

texts = sa.Table(
    "texts",
    metadata,
    sa.Column("listing_id", sa.Integer, _owned_by("listings.id"), primary_key=True),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("category", Packed, nullable=False),
    sa.Column("tags", Packed, nullable=False),
    sa.Column("attributes", Packed, nullable=False),
    sa.Column("option_names", Packed, nullable=False),
    sa.Column("option_values", Packed, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
)

variants = sa.Table(
    "variants",
    metadata,
    sa.Column("listing_id", sa.Integer, _owned_by("listings.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, nullable=False, index=True),
    sa.Column("options", Packed, nullable=False),
    sa.Column("sku", sa.Text, nullable=False, index=True),
    sa.Column("gtin", sa.Text, nullable=False),
    sa.Column("price", sa.BigInteger, doc="ten-thousandths of `currency`"),
    sa.Column("list_price", sa.BigInteger, doc="ten-thousandths of `currency`"),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("availability", sa.Text, nullable=False),
    sa.Column("stock", sa.Integer),
    sa.Column("image", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("mpn", sa.Text, nullable=False),
    sa.Column("shop_id", sa.Text, nullable=False, default="", doc="the shop system's own id"),
    sa.Column("unit_price", Packed, nullable=False, doc="amount, currency, measure"),
    sa.Column("sale", Packed, nullable=False, doc="price, regular, currency, starts, ends"),
    sa.Column("tax_included", sa.Boolean(create_constraint=False)),
    sa.Column("shipping", Packed, nullable=False, doc="amount, currency"),
    sa.Column("price_span", Packed, nullable=False, doc="lowest, highest, currency, words"),
)

edits = sa.Table(
    "edits",
    metadata,
    sa.Column("listing_id", sa.Integer, _owned_by("listings.id"), primary_key=True),
    sa.Column("said", Packed, nullable=False, doc="see catalog/edits.py"),
)
"""What was said of a listing over the API, and when."""

withdrawn = sa.Table(
    "withdrawn",
    metadata,
    sa.Column("source_id", sa.Integer, _owned_by("sources.id"), primary_key=True),
    sa.Column("product_id", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.BigInteger, nullable=False, doc="what its source said of it"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("made", sa.Integer, doc="the version that it made"),
)
"""Products that were deleted over the API while a source has them."""

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("passage_id", sa.Text, nullable=False, unique=True),
    sa.Column("source_id", sa.Integer, _owned_by("sources.id"), nullable=False, index=True),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("fingerprint", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("heading", Packed, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

# What was said. Written by the agent; here because one database has one chain of migrations.

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("visitor", sa.Text, nullable=False, index=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("touched", Moment, nullable=False, index=True),
    sa.Column("attendant", sa.Text, nullable=False, default="", doc="who has taken it; else empty"),
    sa.Column("attended", Moment, index=True, doc="when they last wrote, or took it"),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.Text, _owned_by("conversations.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("events", sa.JSON, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("finished", Moment),
    sa.Column(
        "unanswered",
        sa.Boolean(create_constraint=False),
        nullable=False,
        default=False,
        doc="its reply left the question to a person",
    ),
    sa.Column("thumb", sa.Integer, nullable=False, default=0, doc="the customer's: 1 up, -1 down"),
    sa.Column("settled", Moment, doc="when a person has dealt with its question"),
    sa.Column("page", sa.Text, nullable=False, default="", doc="the path of the website's page"),
    sa.Index(None, "unanswered", "created"),
    sa.Index(None, "thumb", "created"),
    sa.UniqueConstraint("conversation_id", "message_id"),
    sa.UniqueConstraint("conversation_id", "position"),
)

# What came in and goes out by messengers. Written by the web's webhooks.

people = sa.Table(
    "people",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True, doc="the business's own number, page or bot"),
    sa.Column("person", sa.Text, primary_key=True, doc="the platform's id of whoever writes"),
    sa.Column("address", sa.Text, nullable=False, doc="where replies go"),
    sa.Column("visitor", sa.Text, nullable=False, doc="random: binds the conversation"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("greeted", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("heard", Moment, nullable=False, doc="when the latest message was written"),
    sa.Column("attended", Moment, doc="when a person of the business last wrote by themselves"),
    sa.Column("conversation", sa.Text, nullable=False, default="", index=True, doc="its stored id"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False, doc="what the platform repeats it under"),
    sa.Column("message", sa.Text, nullable=False, doc="the message that is meant"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False, doc="empty once it is answered"),
    sa.Column("written", Moment, nullable=False, doc="by the platform's clock"),
    sa.Column("received", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True, doc="waiting, answered, dropped"),
    sa.Column("turn", sa.Text, nullable=False, index=True, doc="messages that are answered as one"),
    sa.UniqueConstraint("channel", "account", "event"),
    sa.Index(None, "channel", "account", "message"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True, doc="random: the idempotency key"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("body", Packed, nullable=False, doc="the request's body; empty once it is sent"),
    sa.Column("instead", Packed, nullable=False, doc="what is sent where `body` is refused"),
    sa.Column("state", sa.Text, nullable=False, index=True, doc="see web/webhooks/outbox.py"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False, doc="when it may no longer be sent"),
    sa.Column("platform_id", sa.Text, nullable=False, index=True),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("changed", Moment, nullable=False),
)

handoffs = sa.Table(
    "handoffs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation_id", sa.Text, _owned_by("conversations.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False, doc="the turn that left the question open"),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("contact", sa.Text, nullable=False, doc="a personal datum"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("done", Moment),
    sa.Column("mailed", Moment, doc="when the business was told by mail"),
    sa.UniqueConstraint("conversation_id", "position"),
)

happenings = sa.Table(
    "happenings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False, doc="see agent/counted.py"),
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, doc="the kind of question"),
    sa.Column("item", sa.Text, nullable=False, doc="a product's id, or what was never had"),
    sa.Column("ms", sa.Float, doc="until the first word"),
    sa.Column("pieces", sa.Integer, nullable=False),
    sa.Column("amount", sa.BigInteger, doc="of an order's line: ten-thousandths of `currency`"),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("key", sa.Text, unique=True, doc="what it is repeated under"),
    sa.Column(
        "conversation_id",
        sa.Text,
        sa.ForeignKey("conversations.id", ondelete="SET NULL"),
        index=True,
    ),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Index(None, "what", "at", "lane", "ms"),  # so that figures read no row
)
"""What happens, for figures: one row for each thing."""

# What goes and comes by mail. Written by web/mail/.

mail_talks = sa.Table(
    "mail_talks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "conversation_id", sa.Text, _owned_by("conversations.id"), nullable=False, unique=True
    ),
    sa.Column("told", sa.Integer, nullable=False, doc="the last turn the business was mailed of"),
    sa.Column("reached", sa.Integer, nullable=False, doc="the last turn the customer has read"),
)

mailbox = sa.Table(
    "mailbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False, doc="1"),
    sa.Column("secret", sa.Text, nullable=False, doc="signs the addresses of replies"),
    sa.Column("validity", sa.Integer, nullable=False, doc="IMAP's UIDVALIDITY; 0: never read"),
    sa.Column("last", sa.Integer, nullable=False, doc="the last UID that was looked at"),
    sa.Column("read", Moment, doc="when it was last read"),
    sa.Column("fault", sa.Text, nullable=False, doc="why it cannot be read; else empty"),
)
# Orders that customers placed. Written by catalog/orders/kept.py.

placed_orders = sa.Table(
    "placed_orders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, index=True, doc="the table's file, by its name"),
    sa.Column("number", sa.Text, nullable=False, index=True, doc="folded; see record.py"),
    sa.Column("email", sa.Text, nullable=False, doc="a digest of number and address"),
    sa.Column("phone", sa.Text, nullable=False, doc="a digest of number and phone"),
    sa.Column("said", Packed, nullable=False, doc="what a customer may be told"),
    sa.Column("as_of", Moment, nullable=False),
)

tries = sa.Table(
    "tries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, index=True, doc="a digest of who or what was tried"),
    sa.Column("at", Moment, nullable=False, index=True),
)
"""Orders that were asked for in vain, notices that were asked for. Written by agent/tries.py."""

# Who wants to be told when something is there again. Written by web/restock/.

restocks = sa.Table(
    "restocks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True, doc="random: names its letters"),
    sa.Column("who", sa.Text, nullable=False, doc="a keyed digest of the address"),
    sa.Column("email", sa.Text, nullable=False, doc="a personal datum"),
    sa.Column("product_id", sa.Text, nullable=False, index=True),
    sa.Column("variant_id", sa.Text, nullable=False, doc="empty: any of the product's"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("asked", Moment, nullable=False),
    sa.Column("letters", sa.Integer, nullable=False, doc="how often a confirmation was asked for"),
    sa.Column("confirmed", Moment, doc="before that nobody waits"),
    sa.Column("told", Moment, doc="when its letter was put into the outbox"),
    sa.Column("round", sa.Integer, nullable=False, doc="how often it was"),
    sa.UniqueConstraint("who", "product_id", "variant_id"),
    sa.Index(None, "told", "confirmed"),
)

# The owner's console. Written by web/console/ and answers.py.

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("written", Moment, nullable=False),
    sa.Column("withdrawn", Moment),
)

console_password = sa.Table(
    "console_password",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False, doc="1: there is one"),
    sa.Column("hash", sa.Text, nullable=False, doc="argon2id, as its own text form has it"),
    sa.Column("changed", Moment, nullable=False),
)

console_sessions = sa.Table(
    "console_sessions",
    metadata,
    sa.Column("token", sa.Text, primary_key=True, doc="SHA-256 of what the cookie holds"),
    sa.Column("name", sa.Text, nullable=False, doc="how customers are told who writes"),
    sa.Column("created", Moment, nullable=False),
    sa.Column("seen", Moment, nullable=False),
)

# Used where several machines share a PostgreSQL. Written by web/limits.py.

rates = sa.Table(
    "rates",
    metadata,
    sa.Column("line", sa.Text, primary_key=True, doc="what is limited, and whose address"),
    sa.Column("fill", sa.Float, nullable=False, doc="what is left in the bucket"),
    sa.Column("at", sa.Double, nullable=False, doc="seconds since 1970, by the server's clock"),
    sa.Column("taken", sa.Boolean, nullable=False, doc="whether the last one was let through"),
)
