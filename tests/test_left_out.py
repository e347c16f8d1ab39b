"""What a question leaves out, what of the same name is so, and what nobody could check: over menus
and courses that exist nowhere."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.grounding.render import Voice
from agent.understanding.language import language_of
from catalog.records import Money
from tests.test_asked_as_sold import read
from tests.test_kinds import Row, Shop

DISHES: list[Row] = [
    ("Zorvel pie", "9.00", {"type": "pie", "vegan": "no", "contains": "milk, egg"}),
    ("Mipla pie", "8.00", {"type": "pie", "vegan": "yes", "contains": "wheat"}),
    ("Quend pie", "11.00", {"type": "pie", "vegan": "no", "contains": "milk, wheat"}),
    ("Tarrow soup", "6.00", {"type": "soup", "vegan": "no", "contains": "milk"}),
    ("Brint soup", "7.00", {"type": "soup", "vegan": "yes", "contains": "celery"}),
]
MENU = Shop(DISHES)

ELIDED = [
    ("en", "is the Zorvel pie vegan?", "which pies are?", {"Mipla pie"}),
    ("en", "is the Zorvel pie vegan?", "which ones are then", {"Mipla pie", "Brint soup"}),
    ("en", "is the Zorvel pie vegan?", "any soup that is?", {"Brint soup"}),
    ("en", "is there milk in the Quend pie?", "which pies don't", {"Mipla pie"}),
    ("en", "is the Mipla pie vegan?", "which soup isn't", {"Tarrow soup"}),
    ("de", "ist Zorvel pie vegan?", "welche pie ist es", {"Mipla pie"}),
    ("de", "ist Zorvel pie vegan?", "welche dann?", {"Mipla pie", "Brint soup"}),
]


@pytest.mark.parametrize(("language", "asked", "follow", "right"), ELIDED)
def test_what_is_left_out_is_what_was_asked_before(
    language: str, asked: str, follow: str, right: set[str]
) -> None:
    told = MENU.says(asked, follow, language=language)
    assert {title for title, *_ in DISHES if title in told} == right, told


@pytest.mark.parametrize(
    "follow",
    ["where is it?", "how much is it?", "what is it made of", "which is the cheapest then?"],
)
def test_what_asks_something_else_is_no_search_for_it(follow: str) -> None:
    told = MENU.says("is the Zorvel pie vegan?", follow)
    assert "Brint" not in told, told
    assert "vegan: yes" not in told, told


WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri"]
FULL = {"Mon": "monday", "Tue": "tuesday", "Wed": "wednesday", "Thu": "thursday", "Fri": "friday"}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(WEEK), min_size=3, max_size=3, unique=True),
    st.sampled_from(["do you have zorvel on {}s", "is there zorvel on {}", "zorvel on {}?"]),
)
def test_what_is_called_so_and_is_so_is_never_denied(days: list[str], asked: str) -> None:
    """Every course of one name counts, the one that the words name most closely and the others."""
    titles = ["Zorvel", "Zorvel for children", "Zorvel evening class"]
    rows: list[Row] = [(t, "20.00", {"day": d}) for t, d in zip(titles, days, strict=True)]
    shop = Shop([*rows, ("Mipla", "15.00", {"day": "Mon"}), ("Quend", "15.00", {"day": "Fri"})])
    for title, day in zip(titles, days, strict=True):
        told = shop.says(asked.format(FULL[day]))
        assert title in told, told
        assert day in told, told
        assert "Mipla" not in told, told


def test_a_name_that_is_said_whole_is_denied_and_the_others_are_told() -> None:
    shop = Shop(
        [
            ("Zorvel", "20.00", {"day": "Mon"}),
            ("Zorvel plus", "22.00", {"day": "Wed"}),
            ("Mipla", "15.00", {"day": "Wed"}),
        ]
    )
    told = shop.says("is zorvel on wednesday?")
    assert told.startswith("No: Zorvel, "), told
    assert "Zorvel plus" in told, told
    assert "Mipla" not in told, told


DENIED = [
    ("en", "we look for a red one for our youngest, the one without a grummel please", True),
    ("en", "we look for a red one for our youngest, the one without a grummel please", False),
    ("en", "something red that we can put in the hall and that is not for grummel", False),
    ("de", "wir suchen etwas in red für unseren kleinsten, und bitte eines ohne grummel", True),
    ("de", "wir suchen etwas in red für unseren kleinsten, und bitte eines ohne grummel", False),
]


@pytest.mark.parametrize(("language", "asked", "named"), DENIED)
def test_what_must_not_be_and_nobody_checked_is_said(
    language: str, asked: str, named: bool
) -> None:
    """However long a message is, and of what is without something also where a title names it."""
    shop = Shop(
        [
            ("Zorvel", "12.00", {"hue": "red"}),
            ("Mipla", "9.00", {"hue": "red"}),
            ("Grummel" if named else "Quend", "20.00", {"hue": "blue"}),
            ("Brint", "21.00", {"hue": "blue"}),
        ]
    )
    told = shop.says(asked, language=language)
    assert "grummel" in told.casefold(), told


ALL = [
    ("en", "what do you have?"),
    ("en", "can i see the menu"),
    ("en", "what are your prices"),
    ("en", "do you have a price list?"),
    ("en", "show me everything"),
    ("de", "was habt ihr so?"),
    ("de", "kann ich mal die karte sehen"),
    ("de", "habt ihr eine preisliste?"),
    ("fr", "je peux voir le menu ?"),
    ("es", "¿qué tenéis?"),
    ("it", "avete un listino?"),
    ("nl", "wat hebben jullie?"),
    ("pl", "macie cennik?"),
    ("tr", "fiyat listeniz var mı?"),
]


@pytest.mark.parametrize(("language", "asked"), ALL)
def test_who_asks_for_nothing_in_particular_is_told_what_there_is(
    language: str, asked: str
) -> None:
    voice = Voice(language, "x", "EUR")
    told = MENU.says(asked, language=language)
    for title, price, *_ in DISHES:
        assert title in told, told
        assert voice.money(Money(Decimal(price), "EUR")) in told, told


@pytest.mark.parametrize(
    "asked", ["the menu for children", "everything together?", "thanks for everything", "the pies"]
)
def test_who_says_more_is_not_told_everything(asked: str) -> None:
    told = MENU.says(asked)
    assert not all(title in told for title, *_ in DISHES), told


@pytest.mark.parametrize(
    "asked", ["grummel? and grummel?", "do you have grummel. do you have grummel."]
)
def test_what_was_said_is_not_said_again(asked: str) -> None:
    told = MENU.says(asked)
    sentences = [part for part in told.split(". ") if part]
    assert len(sentences) == len(set(sentences)), told


ROOMS = Shop(
    [
        ("Zorvel sea", "90.00", {"balcony": "yes", "sleeps": "2"}),
        ("Mipla", "70.00", {"balcony": "no", "sleeps": "2"}),
        ("Quend", "99.00", {"balcony": "yes", "sleeps": "4"}),
    ]
)


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "which rooms have a balcony"), ("de", "welche zimmer haben balcony"),
     ("fr", "quelles chambres avec balcony"), ("es", "habitaciones con balcony")],
)  # fmt: skip
def test_what_all_goods_are_may_be_called_so(language: str, asked: str) -> None:
    told = ROOMS.says(asked, language=language)
    assert "Zorvel sea" in told, told
    assert "Quend" in told, told
    assert "Mipla" not in told, told
    assert asked.split()[1] not in told, told


def test_whether_there_are_any_at_all_is_another_question() -> None:
    told = MENU.says("do you have rooms?")
    assert "rooms" in told, told
    assert not any(title in told for title, *_ in DISHES), told


def test_what_goods_are_called_tells_no_foreign_language() -> None:
    assert language_of("double sea", "en", ("en",)) == "es"
    assert language_of("double sea", "en", ("en",), {"double", "sea"}) == "en"
    asked = "¿cuánto cuesta la double sea por noche?"
    assert language_of(asked, "en", ("en",), {"double", "sea"}) == "es"


def test_of_a_large_range_its_sorts_are_told_and_none_that_holds_most_of_it(
    tmp_path: Path,
) -> None:
    paths = ["Sport > Tents"] * 5 + ["Sport > Stoves"] * 4 + ["Sport > Bags"] * 3 + ["Books"] * 2
    rows = [f"Zorvel {n};{path};{20 + n},00" for n, path in enumerate(paths)]
    shop = read(tmp_path, "en", "Title;Category;Price", *rows)
    told = shop.asked("what do you have?").text
    shop.catalog.close()
    lines = ["Tents (5), from €20.00", "Stoves (4), from €25.00", "Bags (3), from €29.00"]
    assert all(line in told for line in [*lines, "Books (2), from €32.00"]), told
    assert "Sport" not in told, told
