"""Names that share words: two with one head, two that are called alike, one within another's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.answering.shelf import Shelf
from tests.test_kinds import Row, Shop

HIRE: list[Row] = [
    ("Ski Economy", "22", {"for": "beginners"}),
    ("Ski Comfort", "29", {"for": "everybody"}),
    ("Ski Premium", "38", {"for": "racers"}),
    ("Snowshoes", "14", {"for": "everybody"}),
]
TRIPS: list[Row] = [
    ("Sea Caves Full Day", "95", {"duration": "6 h"}),
    ("Sea Caves Half Day", "65", {"duration": "3 h"}),
    ("Seal Bay", "55", {"duration": "2 h"}),
]
MENU: list[Row] = [
    ("Wiener Schnitzel vom Schwein", "17.50", {}),
    ("Kinderschnitzel", "9.90", {}),
    ("Suppe", "5.20", {}),
]


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "what's the difference between economy and comfort skis?"),
        ("en", "whats the diff between the economy and comfort ski"),
        ("de", "Was ist der Unterschied zwischen Economy und Comfort Ski?"),
    ],
)
def test_two_names_may_share_the_word_behind_them(language: str, message: str) -> None:
    told = Shop(HIRE).says(message, language=language)
    assert "Ski Economy" in told
    assert "Ski Comfort" in told
    assert "Premium" not in told
    assert "beginners" in told


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "what is the difference between your two sea caves trips?"),
        ("en", "how do the 2 sea caves trips differ"),
        ("de", "was ist der Unterschied zwischen euren zwei Sea Caves Touren?"),
    ],
)
def test_as_many_as_are_called_so_are_each_of_them(language: str, message: str) -> None:
    told = Shop(TRIPS).says(message, language=language)
    assert "95" in told
    assert "65" in told
    assert "6 h" in told
    assert "3 h" in told
    assert "190" not in told
    assert "130" not in told
    assert "Seal Bay" not in told


def test_a_number_of_one_is_still_a_number() -> None:
    told = Shop(TRIPS).says("two sea caves full day and one seal bay, total please")
    assert "245.00" in told


@pytest.mark.parametrize(
    ("message", "whole"),
    [
        ("2 schnitzel, 1 kinderschnitzel, was macht das", "44,90"),
        ("1 kinderschnitzel und 2 schnitzel und 1 suppe zusammen?", "50,10"),
        ("was kosten 3 kinderschnitzel und eine suppe", "34,90"),
    ],
)
def test_a_title_that_ends_as_another_word_is_itself(message: str, whole: str) -> None:
    assert whole in Shop(MENU).says(message, language="de")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Carrot cake vegan", "35", {}), ("Poppy roll", "12", {})], "any vegan birthday cakes?"),
        ([("Room Lapwing quiet", "80", {}), ("Tent", "9", {})], "a quiet honeymoon room please"),
    ],
)
def test_a_wish_between_the_words_of_a_title_denies_nothing(rows: list[Row], message: str) -> None:
    told = Shop(rows).says(message)
    assert rows[0][0] in told
    assert "There is no" not in told


FEED: list[Row] = [
    ("Alm Junior", "16", {}),
    ("Alm Pâté", "3", {}),
    ("Hay", "4", {}),
    ("Collar", "9", {}),
]
SORTS = ("Trockenfutter", "Nassfutter", "Futter", "Zubehör")


@pytest.mark.parametrize("message", ["welches Futter habt ihr?", "habt ihr futter", "Alle Futter"])
def test_a_sort_of_what_is_said_is_one_of_it(message: str) -> None:
    told = sorted_shop(FEED, SORTS).says(message, language="de")
    assert [title for title, *_ in FEED if title in told] == ["Alm Junior", "Alm Pâté", "Hay"]
    told = sorted_shop(FEED, SORTS).says("welches Nassfutter habt ihr?", language="de")
    assert [title for title, *_ in FEED if title in told] == ["Alm Pâté"]


def sorted_shop(rows: list[Row], sorts: tuple[str, ...]) -> Shop:
    """A shop whose goods are each of one of `sorts`, in German."""
    shop = Shop(rows)
    for product, sort in zip(list(shop.goods.values()), sorts, strict=True):
        text = replace(product.texts["en"], category=(sort,))
        shop.goods[product.id] = replace(product, texts={"de": text})
    shop.shelf = Shelf.of(list(shop.goods.values()), (), ("de",))
    return shop


@pytest.mark.parametrize("message", ["do you have white wines?", "white wines"])
def test_the_end_of_another_sort_s_word_adds_no_sort(message: str) -> None:
    rows: list[Row] = [("Kestra", "9", {}), ("Umbrel", "8", {}), ("Zorvel", "7", {})]
    told = sorted_shop(rows, ("weiß", "Perlwein", "rot")).says(message)
    assert [title for title, *_ in rows if title in told] == ["Kestra"]


def test_all_words_of_a_file_s_name_are_it() -> None:
    rows: list[Row] = [
        ("Pastry Express", "29", {}), ("Private Class", "120", {}), ("Market Tour", "98", {}),
        ("Portuguese A1", "20", {}), ("Conversation Class", "15", {}),
    ]  # fmt: skip
    files = ["cooking_classes.csv"] * 3 + ["language_classes.csv"] * 2
    shop = Shop(rows, sources=files)
    assert "Pastry Express" in shop.says("which cooking class is the cheapest?")
    assert "Conversation Class" in shop.says("the cheapest language class, please")
    told = shop.says("show me all cooking classes")
    assert [title for title, *_ in rows if title in told] == [title for title, *_ in rows[:3]]
