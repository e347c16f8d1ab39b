"""Conditions of many kinds over tables of any business: what is shown holds each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


DRINKS: list[Row] = [
    ("Lager", "3", {"sort": "beer", "diet": "vegan"}),
    ("Alcohol-free wheat", "4", {"sort": "beer", "diet": "vegan, gluten free"}),
    ("Cola", "2", {"sort": "soda", "diet": "vegan"}),
    ("Sugarless cola", "2", {"sort": "soda", "diet": "vegan, gluten free"}),
]
GETRAENKE: list[Row] = [
    ("Helles", "3", {"art": "Bier", "alkohol %": "4,9", "eigenschaft": "kräftig"}),
    ("Hopfensaft", "4", {"art": "Bier", "alkohol %": "0", "eigenschaft": "zuckerfrei"}),
    ("Most", "2", {"art": "Saft", "alkohol %": "0", "eigenschaft": "zuckerfrei"}),
    ("Radler", "2", {"art": "Bier", "alkohol %": "2,5", "eigenschaft": "kräftig"}),
]


@pytest.mark.parametrize(
    ("rows", "text", "language", "right"),
    [
        (DRINKS, "beer without alcohol?", "en", {"Alcohol-free wheat"}),
        (DRINKS, "do you have beer with no alcohol?", "en", {"Alcohol-free wheat"}),
        (DRINKS, "anything without gluten", "en", {"Alcohol-free wheat", "Sugarless cola"}),
        (GETRAENKE, "habt ihr bier ohne alkohol?", "de", {"Hopfensaft"}),
        (GETRAENKE, "bier mit alkohol", "de", {"Helles", "Radler"}),
        (GETRAENKE, "was habt ihr ohne zucker?", "de", {"Hopfensaft", "Most"}),
    ],
)
def test_without_is_what_says_so(
    rows: list[Row], text: str, language: str, right: set[str]
) -> None:
    said = Shop(rows).says(text, language=language)
    assert {title for title, *_ in rows if f"{title}," in said} == right


def test_what_is_denied_finds_no_rows_that_say_it() -> None:
    rows: list[Row] = [("Fern", "3", {"about": "grows in shade"}), ("Rose", "4", {"about": "sun"})]
    assert "Rose" not in Shop(rows).says("my yard gets no sun, what grows there")


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


SAID: dict[str, Callable[[dict[str, str]], bool] | None] = {
    "shrub": lambda cells: cells["sort"] == "shrub",
    "herb": lambda cells: cells["sort"] == "herb",
    "for sun": lambda cells: cells["place"] == "sun",
    "not for sun": lambda cells: cells["place"] != "sun",
    "with dogs allowed": lambda cells: int(cells["dogs allowed"]) > 0,
    "with no keys needed": lambda cells: cells["keys needed"] == "no",
    "with keys needed": lambda cells: cells["keys needed"] == "yes",
    "glimmering": None,
}
CELLS = st.fixed_dictionaries(
    {
        "sort": st.sampled_from(("shrub", "herb")),
        "place": st.sampled_from(("sun", "shade")),
        "dogs allowed": st.sampled_from(("0", "1", "2")),
        "keys needed": st.sampled_from(("yes", "no")),
    }
)
ALWAYS: list[dict[str, str]] = [
    {"sort": "shrub", "place": "sun", "dogs allowed": "0", "keys needed": "no"},
    {"sort": "herb", "place": "shade", "dogs allowed": "2", "keys needed": "yes"},
]


@given(
    st.lists(CELLS, max_size=8),
    st.lists(st.sampled_from(sorted(SAID)), min_size=1, max_size=3, unique=True),
)
@settings(deadline=None, max_examples=60)
def test_each_condition_is_held_to_or_told(drawn: list[dict[str, str]], said: list[str]) -> None:
    """Who is counted and shown has all that was said; what no row was held to is in a reply that
    says that something fits. "I found 3:" says it of none."""
    cells = [*ALWAYS, *drawn]
    shop = Shop([(f"Kamo{chr(97 + n)}", "5", row) for n, row in enumerate(cells)])
    told = shop.says(f"anything {', '.join(said)}?")
    if "glimmering" in said and len(said) > 1 and "Kamo" in told:
        assert "glimmering" in told or told.startswith("I found")
    conflict = {"shrub", "herb"} <= set(said) or {"for sun", "not for sun"} <= set(said)
    conflict = conflict or {"with no keys needed", "with keys needed"} <= set(said)
    tests = [holds for word in said if (holds := SAID[word]) is not None]
    if conflict or not tests:
        return  # "shrub, herb" are either of them
    right = [f"Kamo{chr(97 + n)}" for n, row in enumerate(cells) if all(h(row) for h in tests)]
    shown = [f"Kamo{chr(97 + n)}" for n in range(len(cells)) if f"Kamo{chr(97 + n)}," in told]
    if not right:
        assert "nothing that fits" in told or "Nothing fits" in told
        return
    assert set(shown) <= set(right)
    more = len(right) - len(shown)
    assert more == 0 or f"{more} more" in told


def test_that_all_but_one_fits_is_not_said_of_a_word_that_nobody_knows() -> None:
    shop = Shop([(f"Kamo{chr(97 + n)}", "5", row) for n, row in enumerate(ALWAYS)])
    told = shop.says("anything glimmering, with dogs allowed, with no keys needed?")
    assert "All but" in told
    assert "glimmering" in told


SAFE: list[Row] = [
    ("Nettle", "3", {"sort": "herb", "pet safe": "yes"}),
    ("Oleander", "9", {"sort": "herb", "pet safe": "no"}),
]


@pytest.mark.parametrize(
    "text",
    [
        "which herbs aren't poisonous for pets",
        "which herbs are not toxic to pets?",
        "which herbs are poisonous for pets?",
        "are there herbs that are not harmful to my pet",
    ],
)
def test_what_is_said_in_a_word_that_nothing_knows_is_neither_yes_nor_no(text: str) -> None:
    """Both are told with what their rows say, or none as fitting."""
    said = Shop(SAFE).says(text)
    assert ("Oleander" in said) == ("Nettle" in said), said


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("which herbs aren't safe for pets", "Oleander"),
        ("which herbs are safe for my pet?", "Nettle"),
        ("a pet safe herb", "Nettle"),
    ],
)
def test_what_is_said_in_the_words_of_a_field_is(text: str, right: str) -> None:
    said = Shop(SAFE).says(text)
    assert {title for title, *_ in SAFE if title in said} == {right}


WORN: list[Row] = [("Ballet Shoes", "18", {"sort": "shoes"}), ("Boxing Gloves", "30", {})]


@pytest.mark.parametrize("age", [2, 10, 41])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my daughter is {age}, ballet shoes?"),
        ("en", "how much are the ballet shoes, she's {age}"),
        ("de", "und für ihren bruder, der ist {age}, die ballet shoes?"),
        ("de", "was kosten die ballet shoes, sie wird {age}"),
    ],
)
def test_an_age_counts_none_of_what_is_named(language: str, text: str, age: int) -> None:
    said = Shop(WORN).says(text.format(age=age), language=language)
    assert "18" in said
    assert "×" not in said, said


@pytest.mark.parametrize(
    "text",
    [
        "how much are {n} ballet shoes",
        "how much are {n} of the ballet shoes",
        "{n} x ballet shoes, how much",
    ],
)
def test_a_number_of_pieces_does(text: str) -> None:
    assert f"{3 * 18}" in Shop(WORN).says(text.format(n=3))
