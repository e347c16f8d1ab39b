"""Cards by the 100 and by the 500: a count is what they are chosen by, and never multiplied."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_shop import holds, shop_of

CARDS = """Product;Paper;{count};Price;Delivery
Zorvel cards;matt;100;24.90;3 days
Zorvel cards;matt;500;39.90;3 days
Zorvel cards;glossy;500;52.00;5 days
Mipla flyer;matt;250;34.50;4 days
Mipla flyer;matt;1000;59.90;4 days
Quend sticker;vinyl;200;48.00;5 days
Fjoll poster;matt;1;14.90;2 days
"""
HEADS = ["Quantity", "Qty", "Menge", "Anzahl"]


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("what do 1000 mipla flyer cost", ["59.90"], ["34.50", ",000.00", "34,500"]),
        ("500 glossy zorvel cards", ["52.00"], ["24.90", "000.00"]),
        ("zorvel cards, 500 pieces", ["39.90", "52.00"], ["450.00", "24.90"]),
        ("200 quend sticker", ["48.00"], ["9,600"]),
        ("how much are 2 fjoll poster", ["29.80"], []),
        ("250 zorvel cards", ["not come in"], ["225.00", "6,225"]),
    ],
)
def test_a_count_is_a_choice(
    tmp_path: Path, head: str, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"list.csv": CARDS.format(count=head)}) as shop:
        told = shop.asked(asked).text
    holds(told, says, never)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sampled_from([25, 50, 100, 250, 500, 1000]), min_size=2, max_size=4, unique=True),
    st.integers(3, 20),
    st.data(),
)
def test_of_any_counts_the_price_told_is_that_of_a_row(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int], base: int, data: st.DataObject
) -> None:
    """More costs more, and less apiece; what is asked is one of the counts, or none."""
    price = {n: f"{base + place * 7}.35" for place, n in enumerate(sorted(counts))}
    rows = "".join(f"Zorvel cards;{n};{price[n]}\n" for n in counts)
    asked = data.draw(st.sampled_from([*counts, 77]))
    files = {"list.csv": f"Product;Quantity;Price\n{rows}Mipla flyer;300;90.00\n"}
    with shop_of(Path(tmp_path_factory.mktemp("shop")), files) as shop:
        told = shop.asked(f"how much are {asked} zorvel cards?").text
    if asked in price:
        assert price[asked] in told, (told, rows)
        assert not any(p in told for n, p in price.items() if n != asked), (told, rows)
    else:
        assert "not come in" in told, (told, rows)


@pytest.mark.parametrize("rows", ["Zorvel;red;8;24.90\nZorvel;blue;3;24.90\nMipla;red;12;9.00\n"])
def test_what_is_left_is_no_choice(tmp_path: Path, rows: str) -> None:
    files = {"list.csv": f"Product;Colour;Quantity;Price\n{rows}"}
    with shop_of(tmp_path, files) as shop:
        told = shop.asked("how much are 2 mipla?").text
        left = shop.asked("how many mipla do you have?").text
    assert "18.00" in told, told
    assert "12" in left, left
