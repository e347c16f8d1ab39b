"""A clock that is wrong for a while: the later word holds all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.edits import Edits, LastRead, When
from tests.test_editing import Shop, row

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.catalog.close()


@contextmanager
def clock(hours: float, *modules: str) -> Iterator[None]:
    """In the block the clock of `modules` goes so many hours ahead, or behind."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(hours=hours)

    with pytest.MonkeyPatch.context() as patch:
        for module in modules:
            patch.setattr(f"catalog.{module}.datetime", Wrong)
        yield


@pytest.mark.parametrize("hours", [0.01, 1.0, 24.0, 9000.0])
def test_an_edit_from_the_future_hides_no_price_of_its_file(shop: Shop, hours: float) -> None:
    shop.ingest(row("a", price="150.00 EUR"), row("b"))
    with clock(hours, "editing"):
        shop.patch("a", price=140)
    assert shop.price("a") == "140.00"
    for price in ("160.00", "170.00"):
        assert shop.ingest(row("a", price=f"{price} EUR"), row("b")).total.changed == 1
        assert shop.price("a") == price


def test_nor_when_its_time_has_come(shop: Shop) -> None:
    shop.ingest(row("a", price="150.00 EUR"))
    with clock(24, "editing"):
        shop.patch("a", price=140)
    shop.read()
    assert shop.price("a") == "140.00", "an unchanged row undoes nothing"
    with clock(48, "comparing", "source_rows"):
        shop.ingest(row("a", price="160.00 EUR"), hours=20)
        assert shop.price("a") == "160.00"


def test_an_edit_from_the_past_is_not_undone_by_an_older_file(shop: Shop) -> None:
    shop.ingest(row("a", price="150.00 EUR", brand="Old"))
    with clock(-24, "editing"):
        shop.patch("a", price=140)
    shop.ingest(row("a", price="160.00 EUR", brand="New"), hours=-1)
    assert (shop.price("a"), shop.product("a").brand) == ("140.00", "New")
    shop.ingest(row("a", price="165.00 EUR", brand="New"))
    assert shop.price("a") == "165.00"


def test_what_was_deleted_by_a_wrong_clock_comes_back_with_something_new(shop: Shop) -> None:
    shop.ingest(row("a"), row("b"))
    with clock(24, "editing"):
        shop.delete("a")
    shop.ingest(row("a"), row("b"))
    assert shop.catalog.products(["a"]) == []
    shop.ingest(row("a", price="9.00 EUR"), row("b"))
    assert shop.price("a") == "9.00"


def test_nothing_is_said_to_be_of_tomorrow(shop: Shop) -> None:
    with clock(24, "source_rows"):
        shop.ingest(row("a"), row("b"), hours=24)
    with clock(24, "editing"):
        shop.patch("b", price=7, title="Shoe")
    now = datetime.now(UTC)
    for product in (shop.product("a"), shop.product("b")):
        origins = [product.origin, *(v.origin for v in product.variants if v.origin)]
        assert all(origin.as_of <= now + timedelta(seconds=5) for origin in origins)


def test_what_an_older_program_kept_is_read() -> None:
    said = {"whole": NOW.isoformat(), "product": [NOW.isoformat(), {"brand": "Elv"}]}
    edits = Edits.of(said)
    assert edits.whole == When(NOW)
    assert edits.product is not None
    assert edits.product.when == When(NOW)
    assert Edits.of(edits.packed()) == edits
    numbered = edits.with_variant("v", When(NOW, 7), {"price": 1})
    assert Edits.of(numbered.packed()) == numbered


moments = st.integers(-1000, 1000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@settings(max_examples=300, deadline=None)
@given(at=moments, read_at=moments, read=st.integers(1, 9), made=st.integers(1, 9))
def test_an_edit_lies_where_the_count_has_it(
    at: datetime, read_at: datetime, read: int, made: int
) -> None:
    reading = LastRead(read, read_at)
    found = reading.time_of(When(at, made), NOW)
    assert found <= NOW
    if read_at <= NOW:
        assert found <= read_at if made <= read else found >= read_at
    if at <= NOW and read_at <= NOW and (at <= read_at) == (made <= read):
        assert found == at, "a clock that contradicts nothing is believed"
