"""Bills: so much of a row at its price, each line said, and what they come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answering.bill import Line, Priced, total, worked
from agent.answering.lines import Told
from agent.answering.tiers import least_of
from agent.understanding.query import Quantity
from catalog.measures import Dimension
from catalog.priced_per import Per, per_of
from catalog.records import Money, Origin, Product, ProductText
from tests.test_kinds import NOW, Shop

INN = Shop(
    [
        ("Bike hire", "34.00", {"per": "day", "note": "helmet with it"}),
        ("Morning meal", "19.00", {"per": "person and day"}),
        ("Hound", "18.00", {"per": "night"}),
        ("Plunge room", "40.00", {"per": "hour"}),
        ("Toast rack", "4.00", {"per": "each"}),
    ]
)
CLOTH = Shop(
    [
        ("Ondra jersey", "14.90", {"unit": "m", "stuff": "cotton"}),
        ("Palva ribbing", "11.90", {"unit": "m", "stuff": "cotton"}),
        ("Brask buttons", "0.80", {"unit": "piece", "stuff": "horn"}),
    ]
)
BUTCHER = Shop(
    [
        ("Coleslaw", "7.20", {"sold by": "kg"}),
        ("Orrin cheese", "2.40", {"sold by": "100 g"}),
        ("Grill sausage", "1.60", {"sold by": "piece"}),
    ]
)
FISH = Shop(
    [
        ("Red tetra", "2.20", {"from 10 pcs": "1.90 €", "size": "4 cm"}),
        ("Blue molly", "3.20", {"from 10 pcs": "2.80 €", "size": "8 cm"}),
    ]
)
PAINT = Shop([("Varn lacquer", "12.00", {"unit": "l"}), ("Dubb brush", "5.50", {"unit": "piece"})])
HALL = Shop([("Court A", "22.00", {"per": "hour"}), ("Shoes", "3.00", {"per": "pair"})])


@pytest.mark.parametrize(
    ("shop", "text", "told"),
    [
        (INN, "bike hire, 2 for 3 days", ["2 × 3 days × €34.00 = €204.00"]),
        (INN, "bikes, 2 for 3 days", ["2 × 3 days × €34.00 = €204.00"]),
        (INN, "how much is the hound for 4 nights", ["4 nights × €18.00 = €72.00"]),
        (INN, "plunge room for two hours, what does it cost?", ["2 hours × €40.00 = €80.00"]),
        (CLOTH, "2.5 m of ondra jersey", ["2.5 m × €14.90 = €37.25"]),
        (
            CLOTH,
            "2.5 m ondra jersey and 0.5 m palva ribbing, how much",
            ["€37.25", "€5.95", "€43.20"],
        ),
        (BUTCHER, "3 kilo coleslaw please, how much is that", ["3 kilo × €7.20 = €21.60"]),
        (
            BUTCHER,
            "500 g coleslaw and 10 grill sausages, what do i pay",
            ["€3.60", "€16.00", "€19.60"],
        ),
        (BUTCHER, "250 g of orrin cheese", ["250 g × €2.40 per 100 g = €6.00"]),
        (FISH, "15 red tetra", ["15 × Red tetra at €1.90 = €28.50"]),
        (FISH, "4 red tetra", ["4 × Red tetra at €2.20 = €8.80"]),
        (
            PAINT,
            "3 litres of varn lacquer and 2 dubb brushes, how much",
            ["€36.00", "€11.00", "€47.00"],
        ),
        (HALL, "court a for 90 min, what does it cost", ["90 min × €22.00 per hour = €33.00"]),
    ],
)
def test_so_much_of_something_is_worked_out_in_its_own_unit(
    shop: Shop, text: str, told: list[str]
) -> None:
    said = shop.says(text)
    assert [part for part in told if part not in said] == [], said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what is the cumin pouch per 100g?", "€9.50 for 250 g, that is €3.80 per 100g"),
        ("dill oil price per litre", "€6.00 for 0.5 l, that is €12.00 per litre"),
    ],
)
def test_a_price_by_what_is_in_it(text: str, told: str) -> None:
    shop = Shop(
        [
            ("Cumin pouch", "9.50", {"weight": "250 g"}),
            ("Dill oil", "6.00", {"content": "0.5 l"}),
            ("Spoon", "3.00", {}),
        ]
    )
    assert told in shop.says(text)


def test_goods_that_nobody_knows_are_named_beside_the_total() -> None:
    said = BUTCHER.says("1 kg coleslaw, 2 grill sausages and a zibbleworp, how much together")
    assert "zibbleworp" in said


def test_what_a_price_is_not_for_is_said() -> None:
    said = CLOTH.says("3 days of brask buttons, how much")
    assert "€2.40" not in said


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("from 10 pcs", 10),
        ("ab 10 Stk.", 10),
        ("price 10+", 10),
        ("low season", None),
        ("A4", None),
    ],
)
def test_a_column_that_says_from_how_many_its_price_holds(name: str, least: int | None) -> None:
    assert least_of(name) == least


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("person and night", ["person", "night"]),
        ("je Meter", ["Meter"]),
        ("100 g", ["100 g"]),
        ("Stück (150 g)", ["Stück"]),
        ("any amount", []),
        ("red", []),
    ],
)
def test_what_a_cell_says_that_a_price_is_for(cell: str, words: list[str]) -> None:
    assert [per.word for per in per_of(cell)] == words


PRODUCT = Product("p", {"en": ProductText("Zorvel")}, (), origin=Origin("a.csv", "row 2", NOW))
PRICES = st.decimals(min_value=0, max_value=9999, places=2)
METRE = Per(Dimension.LENGTH, 1000.0, "m")


@st.composite
def lines(draw: st.DrawFn) -> Line:
    price = Priced(Money(draw(PRICES), "EUR"), Told(""), units=(METRE,))
    tenths = draw(st.integers(1, 500))
    much = Quantity(Decimal(tenths) / 10, "m", tenths * 100.0, Dimension.LENGTH, "some m")
    measured = (much,) if draw(st.booleans()) else ()
    return Line(PRODUCT, (0,), draw(st.integers(1, 99)), price, None, measured)


@given(st.lists(lines(), min_size=1, max_size=8))
def test_a_total_is_that_of_its_lines_in_any_order(some: list[Line]) -> None:
    whole = total(some)
    assert whole is not None
    assert whole.amount == sum(line.amount.amount for line in some if line.amount is not None)
    assert total(some[::-1]) == whole
    for line in some:
        assert line.price is not None
        assert line.amount is not None
        exact = line.price.money.amount * line.count
        exact *= line.quantities[0].value if line.quantities else 1
        assert abs(line.amount.amount - exact) <= Decimal("0.005")


def test_nights_that_are_counted_are_not_counted_twice() -> None:
    nights = Quantity(Decimal(3), "nights", 4320.0, Dimension.TIME, "3 nights", counted=True)
    count, taken, unfit = worked((Per(Dimension.TIME, 1440.0, "night"),), 6, (nights,))
    assert (count, taken, unfit) == (2, (nights,), ())


def test_what_an_amount_has_read_is_not_said_to_be_unread() -> None:
    said = INN.says("how much is the bike hire for 3 days")
    assert "3 days × €34.00 = €102.00" in said
    assert "“days”" not in said
