"""What is priced by the day, the night or the week, for as long as it is wanted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.answering.shelf import Shelf
from catalog.per_time import time_of
from catalog.records import Availability, Money, Option, Origin, Product, ProductText, Variant
from tests.test_kinds import NOW, Shop

ORIGIN = Origin("fleet.csv", "row 2", NOW)


def hire(**goods: dict[str, str]) -> Shop:
    """Each with a price for each length of time."""
    products = []
    for title, prices in goods.items():
        variants = tuple(
            Variant(
                f"{title}:{length}",
                (Option("Duration", length),),
                price=Money(Decimal(price), "EUR"),
                availability=Availability.UNKNOWN,
            )
            for length, price in prices.items()
        )
        products.append(Product(title.lower(), {"en": ProductText(title)}, variants, ORIGIN))
    opened = Shop([("Any", "1", {})])
    opened.goods = {p.id: p for p in products}
    opened.shelf = Shelf.of(products, (), ("en", "de"))
    return opened


FLEET = {
    "Zorvel": {"half day": "11", "day rate": "17", "week rate": "83"},
    "Kestra": {"half day": "3", "day rate": "5", "week rate": "21"},
}


@pytest.mark.parametrize(
    ("language", "talk", "right"),
    [
        ("en", "what is the zorvel for 3 days", "51.00"),
        ("en", "how much is a zorvel for half a day?", "11.00"),
        ("en", "zorvel price for a week", "83.00"),
        ("en", "price of two zorvel for 3 days", "102.00"),
        ("en", "a zorvel for a week and a kestra for two days, total?", "93.00"),
        ("en", "2 zorvel and a kestra for 3 days, total", "117.00"),
        ("en", "how much is the zorvel | and for 4 days?", "68.00"),
        ("en", "zorvel for 2 days | how much for a week", "83.00"),
        ("de", "was kostet der Zorvel für drei Tage", "51,00"),
        ("de", "Zorvel für 2 Wochen, was macht das", "166,00"),
    ],
)
def test_the_price_is_for_as_long_as_it_is_wanted(language: str, talk: str, right: str) -> None:
    assert right in hire(**FLEET).says(*talk.split(" | "), language=language)


@settings(max_examples=40)
@given(
    st.sampled_from(["day", "per day", "day rate", "Tagespreis", "daily", "Tag", "1 day"]),
    st.integers(2, 20),
    st.integers(3, 90),
)
def test_days_are_multiplied_however_their_column_is_called(
    name: str, days: int, each: int
) -> None:
    shop = hire(Zorvel={name: str(each), "month": "900"})
    assert f"{days * each:,}.00" in shop.says(f"how much is the zorvel for {days} days")


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("half day", 720),
        ("Halbtag", 720),
        ("Wochenmiete", 10080),
        ("Preis pro Nacht", 1440),
        ("3 days", 4320),
        ("1 h", 60),
        ("Wochenende", None),
        ("High season", None),
        ("4-6 h", None),
        ("large", None),
    ],
)
def test_how_long_a_price_is_for_by_its_name(name: str, minutes: float | None) -> None:
    assert time_of(name) == minutes


def test_what_is_wanted_beside_is_added_to_what_was_told() -> None:
    shop = Shop([("Oil change", "89.00", {}), ("Wiper blades", "32.00", {}), ("Lamp", "5.00", {})])
    talk = ("was kostet oil change", "und noch wiper blades", "und obendrauf eine lamp")
    assert "121,00" in shop.says(*talk[:2], language="de")
    assert "126,00" in shop.says(*talk, language="de")


def test_a_number_before_a_title_that_begins_with_a_unit_counts_it() -> None:
    shop = Shop([("Adult helmet", "3.00", {}), ("Day pass", "8.50", {}), ("Tent", "90.00", {})])
    assert "6.00" in shop.says("price of two adult helmets")
    assert "25.50" in shop.says("what do 3 day passes cost")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it rained all day, do we get that day back?"),
        ("en", "which week is the quietest of the year"),
        ("de", "es hat den ganzen Tag geregnet, bekommen wir den Tag erstattet?"),
    ],
)
@pytest.mark.parametrize("lengths", [("1 day", "7 days"), ("1 Tag", "1 Woche"), ("day rate",)])
def test_a_time_that_no_price_is_asked_for_is_none(
    language: str, text: str, lengths: tuple[str, ...]
) -> None:
    shop = hire(**{t: dict.fromkeys(lengths, "9") for t in ("Zorvel", "Kestra", "Umbrel")})
    asks = shop.shelf.reader.read(text, language).asks
    assert not any(c for ask in asks for c in ask.conditions)
