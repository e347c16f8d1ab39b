"""The database: opened, migrated, written by one at a time, and read as records."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from catalog import migrations
from catalog.database import Counts, Database
from catalog.errors import StateError
from catalog.lock import hold
from catalog.making import Order, Task, parcels
from catalog.records import (
    Attribute,
    Availability,
    Money,
    Option,
    Origin,
    Passage,
    Product,
    ProductText,
    Variant,
)
from catalog.rows import SCALE, text_rows, variant_rows
from catalog.sources.seam import Item, Made
from catalog.staging import SourceRow, stage_in
from catalog.switching import switch
from catalog.tables import REVISION, conversations, metadata, turns, variants

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

ENGLISH = Product(
    id="fjell-2",
    texts={
        "en": ProductText(
            "Fjell 2", "A tent.", ("Tents",), ("two",), (Attribute("Weight", "2.1", "kg"),)
        )
    },
    variants=(
        Variant(
            "fjell-2:a",
            (Option("Colour", "Blue"),),
            "a",
            price=Money(Decimal("189.90"), "EUR"),
            list_price=Money(Decimal("219.9999"), "EUR"),
            availability=Availability.IN_STOCK,
            stock=3,
            place="row 2",
        ),
        Variant(
            "fjell-2:b",
            (Option("Colour", "Green"),),
            "b",
            price=Money(Decimal("199"), "EUR"),
            availability=Availability.OUT_OF_STOCK,
            stock=0,
            place="row 3",
        ),
    ),
    origin=Origin("products.en.csv", "row 2", NOW),
    brand="Fjellhus",
    link="https://shop.example/products/fjell-2",
    images=("/a.svg", "/b.svg"),
)
GERMAN = replace(
    ENGLISH,
    texts={"de": ProductText("Fjell 2", "Ein Zelt.", ("Zelte",))},
    # Another price, another order, one more variant: none of it may reach the offers.
    variants=(
        Variant("fjell-2:b", (Option("Farbe", "Grün"),), "b", price=Money(Decimal("1"), "EUR")),
        Variant("fjell-2:a", (Option("Farbe", "Blau"),), "a", price=Money(Decimal("2"), "EUR")),
        Variant("fjell-2:c", (Option("Farbe", "Rot"),), "c", price=Money(Decimal("3"), "EUR")),
    ),
    origin=Origin("products.de.csv", "row 2", NOW),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "state")
    yield database
    database.close()


def source(number: int, language: str, rank: int) -> SourceRow:
    name = f"products.{language}.csv"
    return SourceRow(number, f"/x/{name}", name, language, rank, "test", NOW)


def kind_of(record: Product | Passage) -> Literal["product", "passage"]:
    return "passage" if isinstance(record, Passage) else "product"


def keep(database: Database, row: SourceRow, *records: Product | Passage) -> None:
    """Write records as an ingest does."""
    with stage_in(database) as staging:
        with staging.part(row.id):
            tasks = [
                Task(Item(kind_of(record), record.id, number, number, partial(Made, record)))
                for number, record in enumerate(records, 1)
            ]
            order = Order(row.id, staging.version + 1, tasks)
            for task, parcel in zip(tasks, parcels(order), strict=True):
                assert parcel.rows is not None
                staging.touched += 1
                staging.put(task.item.kind, parcel.rows)
        staging.read.append(row)
        switch(staging)


def test_what_is_written_is_read(database: Database) -> None:
    keep(database, source(1, "en", 0), ENGLISH)
    assert database.products(["fjell-2"]) == [ENGLISH]
    assert database.counts() == Counts(products=1, variants=2, passages=0)


def test_order_of_ids_and_missing_ones(database: Database) -> None:
    others = [replace(ENGLISH, id=f"p{n}") for n in range(5)]
    keep(database, source(1, "en", 0), *others)
    found = database.products(["p3", "nothing", "p0", "p3"])
    assert [product.id for product in found] == ["p3", "p0", "p3"]


def test_two_languages_are_one_product(database: Database) -> None:
    # The other language first: what holds is decided by the language, not by the order.
    keep(database, source(1, "de", 1), GERMAN)
    keep(database, source(2, "en", 0), ENGLISH)
    (product,) = database.products(["fjell-2"])
    assert product.variants == ENGLISH.variants
    assert product.origin.source == "products.en.csv"
    assert list(product.texts) == ["en", "de"]
    german = product.text("de")
    assert german.option_names == (("Colour", "Farbe"),)
    assert dict(german.option_values) == {"Blue": "Blau", "Green": "Grün"}
    assert database.counts() == Counts(products=1, variants=2, passages=0)


def test_options_are_not_paired_by_position_where_one_file_lacks_a_row(database: Database) -> None:
    bare = tuple(replace(variant, sku="") for variant in ENGLISH.variants)
    one = tuple(replace(variant, sku="") for variant in GERMAN.variants[:1])
    keep(database, source(1, "en", 0), replace(ENGLISH, variants=bare))
    keep(database, source(2, "de", 1), replace(GERMAN, variants=one))
    (product,) = database.products(["fjell-2"])
    assert product.text("de").option_values == ()


def test_passages(database: Database) -> None:
    origin = Origin("products.en.csv", "heading Returns", NOW)
    passage = Passage("faq#a", ("FAQ", "Returns"), "30 days.", "en", origin, "https://x.example")
    keep(database, source(1, "en", 0), passage)
    assert database.passages(["faq#b", "faq#a"]) == [passage]


@pytest.mark.parametrize(
    "amount", ["0", "0.01", "0.1", "19.9", "149.95", "1000000000.00", "0.0001", "12.345"]
)
def test_money_is_exact(database: Database, amount: str) -> None:
    money = Money(Decimal(amount), "EUR")
    offer = replace(ENGLISH.variants[0], price=money, list_price=None)
    keep(database, source(1, "en", 0), replace(ENGLISH, variants=(offer,)))
    (product,) = database.products(["fjell-2"])
    assert product.variants[0].price == money
    with database.reading() as connection:
        stored = connection.execute(sa.select(variants.c.price)).scalar_one()
    assert isinstance(stored, int)
    assert stored == Decimal(amount) * SCALE


def test_rows_and_tables_agree() -> None:
    assert set(text_rows(ENGLISH, 1)[0]) == set(metadata.tables["texts"].columns.keys())
    assert set(variant_rows(ENGLISH, 1)[0]) == set(metadata.tables["variants"].columns.keys())


def test_version_grows_with_each_change(database: Database) -> None:
    before = database.version()
    keep(database, source(1, "en", 0), ENGLISH)
    assert database.version() == before + 1


def test_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == REVISION


def test_revision_is_the_newest_and_the_chain_is_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_opened_again_it_is_the_same(tmp_path: Path) -> None:
    first = Database.open(tmp_path)
    keep(first, source(1, "en", 0), ENGLISH)
    stamp = first.stamp()
    first.close()
    second = Database.open(tmp_path)
    assert second.stamp() == stamp
    assert second.products(["fjell-2"]) == [ENGLISH]
    second.close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StateError, match=r"file/state: the state folder cannot be made"):
        Database.open(tmp_path / "file" / "state")


@pytest.mark.sqlite
def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "tresen.db").write_bytes(b"This is a letter, and no database at all. " * 100)
    with pytest.raises(StateError, match=r"tresen\.db: the database cannot be used"):
        Database.open(tmp_path)


def test_a_database_of_a_newer_program(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StateError, match="newer version of this program"):
        Database.open(tmp_path)


def test_an_address_of_no_database(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"\[database\] url"):
        Database.open(tmp_path, "oracel://x")


def test_a_failed_block_writes_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(conversations.insert(), [_conversation("c1"), _conversation("c1")])
    with database.reading() as connection:
        assert connection.execute(sa.select(conversations)).all() == []


def test_a_message_is_kept_once(database: Database) -> None:
    with database.writing() as connection:
        _say(connection, "c1")
        connection.execute(turns.insert(), _turn("c1", 1, "m1"))
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(turns.insert(), _turn("c1", 2, "m1"))
    with database.reading() as connection:
        (row,) = connection.execute(sa.select(turns)).mappings()
    assert row["events"] == [{"a": "ü"}]
    assert row["created"] == NOW
    assert row["finished"] is None


def test_writers_wait_for_each_other(database: Database) -> None:
    def write(writer: int) -> None:
        for number in range(10):
            with database.writing() as connection:
                known = connection.execute(sa.select(sa.func.count(conversations.c.id)))
                known.scalar_one()  # read, then write: what SQLite would refuse to a late writer
                _say(connection, f"{writer}-{number}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert len(connection.execute(sa.select(conversations)).all()) == 60


@pytest.mark.sqlite
def test_who_opens_waits_before_it_touches_the_file(tmp_path: Path) -> None:
    """SQLite does not wait where another turns the same new file to WAL."""
    with hold(tmp_path / "open.lock"):
        opening = threading.Thread(target=lambda: Database.open(tmp_path).close())
        opening.start()
        opening.join(0.3)
        assert opening.is_alive()
        assert not (tmp_path / "tresen.db").exists()
    opening.join()
    assert (tmp_path / "tresen.db").exists()


def test_two_open_a_new_folder_at_once(tmp_path: Path) -> None:
    opened: list[Database] = []
    threads = [
        threading.Thread(target=lambda: opened.append(Database.open(tmp_path))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    assert len({str(database.stamp()) for database in opened}) == 1
    for database in opened:
        database.close()


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    with hold(path) as first:
        assert first
        with hold(path, wait=False) as second:
            assert not second
    with hold(path, wait=False) as third:
        assert third


def _say(connection: sa.Connection, conversation: str) -> None:
    connection.execute(conversations.insert(), _conversation(conversation))


def _conversation(id_: str) -> dict[str, object]:
    return {"id": id_, "visitor": "v", "language": "en", "created": NOW, "touched": NOW}


def _turn(conversation: str, position: int, message: str) -> dict[str, object]:
    return {
        "conversation_id": conversation,
        "position": position,
        "message_id": message,
        **dict.fromkeys(("message", "prompt", "reply", "lane", "language"), "x"),
        "events": [{"a": "ü"}],
        "created": NOW,
    }
