"""Conditions of many kinds over tables of any business: what is shown holds each of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.shelf import Shelf
from tests.test_kinds import Row, Shop

WARES: list[Row] = [
    ("Elder", "12", {"sort": "shrub", "place": "sun", "dogs allowed": "0", "keys needed": "no"}),
    ("Fennel", "4", {"sort": "herb", "place": "sun", "dogs allowed": "2", "keys needed": "yes"}),
    ("Gorse", "9", {"sort": "shrub", "place": "sun", "dogs allowed": "1", "keys needed": "no"}),
    ("Holly", "20", {"sort": "tree", "place": "shade", "dogs allowed": "3", "keys needed": "no"}),
]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("anything with dogs allowed?", {"Fennel", "Gorse", "Holly"}),
        ("shrubs with no dogs allowed", {"Elder"}),
        ("something for 2 dogs allowed", {"Fennel", "Holly"}),
        ("which need no keys?", {"Elder", "Gorse", "Holly"}),
        ("which shrubs arnt over 10 €", {"Gorse"}),
        ("I cant do more than 10 €, a shrub", {"Gorse"}),
    ],
)
def test_none_some_and_no_more_than(text: str, right: set[str]) -> None:
    said = Shop(WARES).says(text)
    assert {title for title, *_ in WARES if title in said} == right


PACKED: list[Row] = [
    ("Ilex", "4", {"height": "30 cm"}, {"size": "9cm pot"}),
    ("Jasmin", "8", {"height": "9 cm"}, {"size": "2L pot"}),
]


def test_an_amount_is_the_option_that_is_called_so() -> None:
    assert "Jasmin" in (said := Shop(PACKED).says("which are in the 2 litre?"))
    assert "Ilex" not in said
    assert "Ilex" in (said := Shop(PACKED).says("what is there in 9cm"))
    assert "Jasmin" not in said


GRADED: list[Row] = [
    ("Kiln", "40", {"kind": "oven", "timer": "yes"}, {"grade": "A"}),
    ("Loom", "30", {"kind": "frame", "timer": "yes"}, {"grade": "B"}),
    ("Mill", "20", {"kind": "frame", "timer": "no"}, {"grade": "B"}),
]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a frame with a timer", {"Loom"}),
        ("anything of grade A?", {"Kiln"}),
        ("do you have one in B or A with a timer", {"Kiln", "Loom"}),
    ],
)
def test_an_article_is_no_grade(text: str, right: set[str]) -> None:
    said = Shop(GRADED).says(text)
    assert {title for title, *_ in GRADED if title in said} == right


LESSONS: list[Row] = [
    ("Nordic waltz", "132", {"min age": "18", "days": "10"}),
    ("Polka", "90", {"min age": "6", "days": "4"}),
]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("im 17, is that ok", "en"),
        ("she is 15, would that work?", "en"),
        ("meine tochter is 15 die will das auch", "de"),
        ("und ihr bruder (auch 7) kommt mit", "de"),
    ],
)
def test_an_age_counts_no_pieces(text: str, language: str) -> None:
    told = Shop(LESSONS).says("nordic waltz", text, language=language)
    assert "×" not in told


def test_an_age_is_held_to_the_least_age() -> None:
    assert Shop(LESSONS).says("nordic waltz", "I'm 17, is that ok?").startswith("No: ")
    assert Shop(LESSONS).says("nordic waltz", "I'm 19, is that ok?").startswith("Yes: ")


def test_what_nobody_knows_is_not_in_stock() -> None:
    assert "Yes" not in Shop(LESSONS).says("nordic waltz", "do you have wine with it")


WINES: list[Row] = [
    ("Quell", "9", {"taste": "halbtrocken", "colour": "rot"}),
    ("Rebe", "8", {"taste": "trocken", "colour": "rot"}),
    ("Stein", "7", {"taste": "süß", "colour": "weiß"}),
]


def test_half_of_what_is_not_wanted_is_not_it() -> None:
    said = Shop(WINES).says("nicht trocken aber rot bitte", language="de")
    assert "Quell" in said
    assert "Rebe" not in said


STORY: list[Row] = [
    ("Water filter", "9", {"group": "filters", "fits": "Tova"}),
    ("Ring 8", "8", {"group": "seals", "fits": "Orla"}),
    ("Ring 9", "7", {"group": "seals", "fits": "Tova"}),
]


def test_a_word_of_one_title_denies_nothing_that_columns_have() -> None:
    said = Shop(STORY).says("my Orla leaks water, I need seals")
    assert "Ring 8" in said
    assert "Ring 9" not in said
    assert "called “water”" in said
    assert "nothing" not in said


def test_what_one_file_holds_is_called_by_its_name() -> None:
    shop = Shop([("Judo basics", "50", {}), ("Boxing course", "90", {}), ("Mat", "120", {})])
    goods = list(shop.goods.values())
    origins = ["courses.csv", "courses.csv", "wares.csv"]
    told = [
        replace(p, origin=replace(p.origin, source=s)) for p, s in zip(goods, origins, strict=True)
    ]
    shop.goods = {p.id: p for p in told}
    shop.shelf = type(shop.shelf).of(told, [], ("en",))
    said = shop.says("which courses do you have?")
    assert "Judo" in said
    assert "Boxing" in said
    assert "Mat" not in said
    assert "Boxing" in (dearest := shop.says("what is the dearest course?"))
    assert "Mat" not in dearest


def test_words_under_a_name_of_an_order_tell_what_goods_are(tmp_path: Path) -> None:
    lines = [
        f"Plant {n},{'full sun' if n % 2 else 'shade'},{n},{n % 3 + 1},{n}.50" for n in range(1, 9)
    ]
    header = "Plant,Position,Sort,Difficulty (1-5),Price"
    [first, *_] = Shelf(tmp_path / "plants.csv", "\n".join([header, *lines])).products
    told = {a.name: a.value for a in first.text("en").attributes}
    assert told == {"Position": "full sun", "Difficulty": "2"}
