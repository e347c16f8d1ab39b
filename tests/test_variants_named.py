"""What one product alone is made of: its code's variant, its fields' names, its sort of goods."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agent.answering.shelf import Shelf
from catalog.records import Availability, Money, Option, Origin, Product, ProductText, Variant
from tests.test_kinds import NOW, Shop

ORIGIN = Origin("goods.csv", "row 2", NOW)


def variant(code: str, price: str, gone: bool, **options: str) -> Variant:
    told = tuple(Option(name, value) for name, value in options.items())
    state = Availability.OUT_OF_STOCK if gone else Availability.IN_STOCK
    return Variant(code, told, price=Money(Decimal(price), "EUR"), availability=state, sku=code)


def shop(*products: Product) -> Shop:
    opened = Shop([("Any", "1", {})])
    opened.goods = {p.id: p for p in products}
    opened.shelf = Shelf.of(products, (), ("en", "de"))
    return opened


def test_a_code_names_its_variant_and_no_other() -> None:
    variants = (
        variant("NO-VAN-BLU-42", "150", False, Colour="Blue"),
        variant("NO-VAN-RED-42", "170", True, Colour="Red"),
    )
    boots = shop(Product("van", {"en": ProductText("Vandre boots")}, variants, ORIGIN))
    told = boots.says("NO-VAN-RED-42")
    assert "Red" in told
    assert "sold out" in told
    assert "€150" not in boots.says("what does VAN-RED-42 cost?")


def test_a_field_as_it_is_written_is_no_value_by_its_stem() -> None:
    variants = (
        variant("a", "90", False, Länge="Normal"),
        variant("b", "99", False, Länge="Lang"),
    )
    bags = shop(Product("dvale", {"de": ProductText("Dvale Schlafsack")}, variants, ORIGIN))
    told = bags.says("Dvale Schlafsack: welche Länge?", language="de")
    assert "Normal" in told
    assert "Lang" in told


def goods(id: str, title: str, sort: str, tag: str) -> Product:
    text = ProductText(title, category=(sort,), tags=(tag,))
    return Product(id, {"en": text}, (variant(id, "20", False),), ORIGIN)


def test_what_sort_of_goods_is_wanted_is_given_up_last() -> None:
    """A jacket for rain is no rain cover, where no jacket says that it is for rain."""
    told = shop(
        goods("vind", "Vind", "Jackets", "wind"),
        goods("hette", "Hette", "Covers", "rain"),
        goods("sol", "Sol", "Hats", "sun"),
    ).says("a jacket for rain")
    assert "Vind" in told
    assert "Hette" not in told


def test_a_title_is_meant_that_has_nothing_more_but_its_category() -> None:
    """ "Margherita" is the Pizza Margherita, where a Pizza Margherita Bufala is sold too."""
    dishes = (
        Product(
            name.lower().replace(" ", "-"),
            {"en": ProductText(name, category=(sort,))},
            (variant(name, price, False),),
            ORIGIN,
        )
        for name, price, sort in (
            ("Pizza Margherita", "9.50", "Pizza"),
            ("Pizza Margherita Bufala", "12.50", "Pizza"),
            ("Penne Arrabbiata", "8.50", "Pasta"),
        )
    )
    told = shop(*dishes).says("two margherita and one arrabbiata, total?")
    assert "27.50" in told
    assert "Bufala" not in told


@pytest.mark.parametrize("written", ["M8x40", "M8×40", "m8X40", "M8 x 40"])
@pytest.mark.parametrize("title", ["Bolt M8×40", "Bolt M8x40"])
def test_sizes_are_read_alike_however_their_sign_is_written(title: str, written: str) -> None:
    bolts = Shop([(title, "0.35", {}), ("Bolt M8x60", "0.45", {}), ("Bolt M6x40", "0.25", {})])
    told = bolts.says(f"price of bolt {written}")
    assert "0.35" in told
    assert "0.45" not in told
    assert "do not find" not in told


@pytest.mark.parametrize(
    ("language", "said", "right", "wrong"),
    [
        ("en", "how much is a large funghi", "11.50", "8.00"),
        ("en", "price of the small margherita", "7.00", "9.50"),
        ("de", "was kostet funghi groß", "11,50", "8,00"),
        ("de", "zwei kleine margherita und eine große funghi, zusammen?", "25,50", "ab"),
    ],
)
def test_large_and_small_of_sizes_that_are_numbers(
    language: str, said: str, right: str, wrong: str
) -> None:
    def pizza(name: str, small: str, large: str) -> Product:
        sizes = (variant(f"{name}-s", small, False, Size="26 cm"),)
        sizes += (variant(f"{name}-l", large, False, Size="32 cm"),)
        return Product(name, {"en": ProductText(name, category=("Pizza",))}, sizes, ORIGIN)

    told = shop(pizza("Margherita", "7.00", "9.50"), pizza("Funghi", "8.00", "11.50"))
    reply = told.says(said, language=language)
    assert right in reply
    assert wrong not in reply
