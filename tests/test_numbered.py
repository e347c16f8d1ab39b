"""What is ordered by its number: the 44 of a menu, article 1078 of a feed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.answering.shelf import Shelf
from catalog.records import Availability, Money, Option, Origin, Product, ProductText, Variant
from tests.test_kinds import NOW, Shop

ORIGIN = Origin("menu.md", "row 2", NOW)


def menu() -> Shop:
    dishes = []
    for number, (name, prices) in enumerate(
        (("Zorvel", ("6.50", "8.50")), ("Kestra", ("7.00", "9.00")), ("Brumel", ("3.00",))), 43
    ):
        variants = tuple(
            Variant(
                f"{name}:{size}",
                (Option("Size", size),) if len(prices) > 1 else (),
                sku=str(number),
                price=Money(Decimal(price), "EUR"),
                availability=Availability.UNKNOWN,
            )
            for size, price in zip(("small", "large"), prices, strict=False)
        )
        dishes.append(Product(name, {"en": ProductText(name)}, variants, ORIGIN))
    return opened(*dishes)


def opened(*products: Product) -> Shop:
    shop = Shop([("Any", "1", {})])
    shop.goods = {p.id: p for p in products}
    shop.shelf = Shelf.of(products, (), ("en", "de"))
    return shop


@pytest.mark.parametrize(
    ("language", "said", "right"),
    [
        ("en", "what is no 44", "Kestra"),
        ("en", "how much is number 45?", "3.00"),
        ("en", "the 44 large please, price?", "9.00"),
        ("en", "#45", "Brumel"),
        ("en", "2x 45 and 1x 43 small, total?", "12.50"),
        ("de", "was kostet die 45", "3,00"),
        ("de", "nr. 44 in groß", "9,00"),
        ("de", "einmal die 43 klein und zweimal die 45, was macht das", "12,50"),
        ("de", "ich hätte gern die 45, die 44 groß und 2 mal die 43 klein", "25,00"),
    ],
)
def test_a_number_names_its_dish(language: str, said: str, right: str) -> None:
    assert right in menu().says(said, language=language)


@pytest.mark.parametrize(
    "said",
    [
        "do you have anything under 44 euros",
        "a table for 44",
        "we are 45 people",
        "habt ihr um 43 uhr offen",
        "something for 44 kids",
        "is it 45 minutes from here",
        "wir sind 44",
        "mehr als 43",
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_number_that_counts_names_none(language: str, said: str) -> None:
    ask = menu().shelf.reader.read(said, language).asks[0]
    assert not ask.targets


def test_what_a_feed_calls_its_variant_is_a_code() -> None:
    variants = tuple(
        Variant(
            f"SG9:{code}",
            (Option("Size", size),),
            price=Money(Decimal(price), "EUR"),
            availability=Availability.IN_STOCK,
        )
        for code, size, price in (("1078", "38", "64.50"), ("1079", "39", "66.50"))
    )
    shop = opened(
        Product("SG9", {"en": ProductText("Zorvel sandal")}, variants, ORIGIN),
        Product("SG8", {"en": ProductText("Kestra boot")}, variants[:0], ORIGIN),
    )
    assert "66.50" in shop.says("how much is article 1079")
    assert "64.50" not in shop.says("how much is article 1079")
