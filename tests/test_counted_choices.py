"""So many of each choice of one thing, and so many people at a price for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_shop import holds, shop_of

PRICED = {
    "en": "activity,child,adult,max people\nPool,8,15,20\nZip line,12,22,8\nCanoe,6,10,12\n",
    "de": "Angebot,Kind,Erwachsene,Personen\nFreibad,8,15,20\nSeilbahn,12,22,8\nKanu,6,10,12\n",
    "it": "attività,bambini,adulti,max persone\nPiscina,8,15,20\nFunivia,12,22,8\nCanoa,6,10,12\n",
    "fr": "activité,enfant,adulte,personnes\nPiscine,8,15,20\nTyrolienne,12,22,8\nCanoë,6,10,12\n",
}
TALKS = [
    ("en", ["how much is the pool for 3 adults?"], "45"),
    ("en", ["what would the canoe be for two adults and three kids"], "38"),
    ("en", ["the pool", "for 3 adults?"], "45"),
    ("en", ["tell me about the pool", "we are 2 adults and a child"], "38"),
    ("en", ["zip line", "and for 2 kids?"], "24"),
    ("de", ["was kostet das freibad für 3 erwachsene?"], "45"),
    ("de", ["kanu", "2 erwachsene und ein kind?"], "26"),
    ("it", ["quanto costa la piscina per 3 adulti?"], "45"),
    ("it", ["la canoa", "siamo in 2 adulti e 1 bambino, quanto viene?"], "26"),
    ("fr", ["la piscine", "pour 2 adultes et 1 enfant ?"], "38"),
]


@pytest.mark.parametrize(("language", "talk", "right"), TALKS)
def test_each_pays_the_price_of_its_kind(
    tmp_path: Path, language: str, talk: list[str], right: str
) -> None:
    with shop_of(tmp_path, {"prices.csv": PRICED[language]}, language) as shop:
        holds(shop.had(*talk)[-1].text.replace(",", "."), [f"{right}.00"], [])


@settings(max_examples=20, deadline=None)
@given(
    small=st.integers(1, 30),
    large=st.integers(31, 90),
    counts=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    order=st.booleans(),
)
def test_so_many_of_each_size_come_to_their_sum(
    tmp_path_factory: pytest.TempPathFactory,
    small: int,
    large: int,
    counts: tuple[int, int],
    order: bool,
) -> None:
    goods = f"dish,small,large\nZorvel,{small}.00,{large}.00\nMipla,5.00,7.00\n"
    parts = [f"{counts[0]} small", f"{counts[1]} large"]
    said = " and ".join(parts if order else reversed(parts))
    with shop_of(tmp_path_factory.mktemp("sizes"), {"menu.csv": goods}) as shop:
        told = shop.had("how much is zorvel?", f"{said} please, total?")[-1].text
    holds(told.replace(",", ""), [f"€{counts[0] * small + counts[1] * large}.00"], [])


def test_more_than_fit_are_said_not_to(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"prices.csv": PRICED["en"]}) as shop:
        holds(shop.had("can we do the zip line with 9 adults, how much?")[-1].text, ["No"], ["198"])


@pytest.mark.parametrize(
    "talk", [["do you have 2 large zorvel"], ["is there a small zorvel?"], ["large ones?"]]
)
def test_what_asks_for_no_sum_gets_none(tmp_path: Path, talk: list[str]) -> None:
    goods = "dish,small,large\nZorvel,6.00,9.00\nMipla,5.00,7.00\n"
    with shop_of(tmp_path, {"menu.csv": goods}) as shop:
        holds(shop.had("zorvel", *talk)[-1].text, [], ["18.00"])


PER_PERSON = [
    ("activity,price per person", ["the canoe for 4 of us, how much?"], "24"),
    ("activity,€ / person", ["canoe", "for 3 people?"], "18"),
    ("activity,price per person", ["canoe", "and for the 6 of us together?"], "36"),
    ("activity,price (per person)", ["how much is the canoe for 5 adults"], "30"),
    ("activity,price per night", ["how much is the canoe for 3 nights"], "18"),
]


@pytest.mark.parametrize(("head", "talk", "right"), PER_PERSON)
def test_a_price_for_one_is_counted(tmp_path: Path, head: str, talk: list[str], right: str) -> None:
    """What a price is for stands in its column's name alone."""
    goods = f"{head}\nPool,8.00\nZip line,12.00\nCanoe,6.00\n"
    with shop_of(tmp_path, {"prices.csv": goods}) as shop:
        holds(shop.had(*talk)[-1].text, [f"€{right}.00"], [])
