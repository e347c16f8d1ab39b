"""What stands behind a price in a list, below bold words in a page, and beside a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.sources.pricelines import priced
from tests.small_shop import holds, shop_of

LESSONS = """# Lessons

- Zorvel, 30 minutes — £19 per lesson, age 6+, teacher: Helen Ash
- Zorvel, 60 minutes — £35 per lesson, age 6+, teacher: Helen Ash
- Mipla — £20 per lesson, age 7+, teacher: Dev Raw, full this term (waiting list)
- Quend Club — £80 per term, ages 7 to 11, Thursday 16:15, 45 minutes

## To hire

- Zorvel 3/4 — £10 per month, deposit £50, all out on hire at the moment
- Zorvel 4/4 — £12 per month, deposit £60
"""


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("what does a 60 minutes zorvel lesson cost", ["35"], ["19"]),
        ("who teaches mipla", ["Dev Raw"], ["Helen"]),
        ("is mipla still available?", ["sold out"], ["in stock"]),
        ("when is the quend club", ["Thursday"], []),
        ("what is the deposit for the zorvel 4/4", ["60"], ["50"]),
        ("can i hire a zorvel 3/4", ["sold out"], []),
    ],
)
def test_each_part_behind_a_price_is_asked_for(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"lessons.md": LESSONS}, currency="GBP") as shop:
        told = shop.asked(asked).text
    holds(told, says, never)


WORDS = st.text(alphabet="abcdefghij", min_size=3, max_size=9)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.integers(2, 900), st.lists(WORDS, min_size=1, max_size=4))
def test_parts_take_nothing_from_name_and_price(name: str, price: int, parts: list[str]) -> None:
    line = f"{name.title()} — €{price}, {', '.join(f'{part} 3' for part in parts)}"
    found = priced(line, "EUR")
    assert found is not None
    assert found.name == name.title()
    assert [offer.price for offer in found.offers] == [f"€{price}"]
    assert len(found.details) == len(parts)


@pytest.mark.parametrize(
    "line",
    [
        "Soup – 5,50 €, large 7,50 €",
        "Delivery is free, but – €5, if you live far. Call us.",
        "Adults 12 €, children 6 €",
    ],
)
def test_another_price_is_no_detail(line: str) -> None:
    found = priced(line, "EUR")
    assert found is None or not found.details, found


BOLD = """# Good to know

**Open** April to October every day 9:00 to 18:00.

**Where** The Old Boathouse, 3 Quay Lane, Ballyfenn. Free car park.

**Paying:** cash, Visa and Mastercard. No American Express.

**Warranty:** 12 months on every bicycle.
"""


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("where are you?", "Quay Lane", "Visa"),
        ("warranty?", "12 months", "Quay Lane"),
        ("can i pay with visa", "Visa", "12 months"),
        ("wo seid ihr", "Quay Lane", "Visa"),
    ],
)
def test_a_paragraph_below_bold_words_is_told_alone(
    tmp_path: Path, asked: str, says: str, never: str
) -> None:
    files = {"info.md": BOLD, "list.csv": "Product;Price\nZorvel;9.00\nMipla;8.00\n"}
    with shop_of(tmp_path, files) as shop:
        told = shop.asked(asked).text
    assert says in told, told
    assert never not in told, told


LENGTHS = (
    "# Massage\n\n- Zorvel – 25 Min. – 29 €\n- Mipla – 40 Min. – 44 €\n- Quend – 60 Min. – 65 €\n"
)


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("massage mindestens 40 minuten", ["Mipla", "Quend"], ["Zorvel"]),
        ("wie lange dauert zorvel", ["25"], []),
        ("massage unter 50 euro, mindestens 40 minuten", ["Mipla"], ["Quend", "Zorvel"]),
    ],
)
def test_an_amount_beside_a_name_is_held_to(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"preise.md": LENGTHS}, "de") as shop:
        told = shop.asked(asked).text
    holds(told, says, never)
