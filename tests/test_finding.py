"""Questions that look for goods: what is a condition and what is not, over goods that exist
nowhere."""

from __future__ import annotations

import pytest

from tests.test_kinds import Shop

_BARN = {"sleeps": "2", "m2": "31", "view": "moor", "noise level": "30", "beds": "1 double"}
_MILL = {"sleeps": "4", "m2": "52", "view": "moor and brook", "noise level": "55", "beds": "2 twin"}
_LOFT = {"sleeps": "4", "m2": "24", "view": "yard", "noise level": "41", "beds": "2 bunk"}
INN = Shop(
    [
        ("Barn", "140", _BARN),
        ("Mill", "190", _MILL),
        ("Loft", "99", _LOFT),
        ("Breakfast", "12", {"per": "night", "remark": "served until ten"}),
        ("Late leaving", "20", {"per": "room", "remark": "ask the day before"}),
    ],
    sources=["rooms.csv", "rooms.csv", "rooms.csv", "extras.csv", "extras.csv"],
)
GAMES = Shop(
    [
        ("Crypt", "24", {"players": "2-4", "difficulty": "5", "min age": "14"}),
        ("Bakery", "16", {"players": "2-6", "difficulty": "1", "min age": "6"}),
        ("Harbour", "19", {"players": "2-5", "difficulty": "3", "min age": "10"}),
        ("Vault", "21", {"players": "3-6", "difficulty": "4", "min age": "12"}),
    ],
    source="rooms.csv",
)
HIRE = Shop(
    [
        (
            "Drum saw",
            "390",
            {"rent per month": "19", "transport": "car-trailer", "for persons": ""},
        ),
        ("Hand saw", "60", {"rent per month": "9", "transport": "car", "for persons": ""}),
        ("Cold table", "18.50", {"for persons": "from 15"}),
        ("Warm table", "22.90", {"for persons": "from 20"}),
        ("Feast", "31.50", {"for persons": "from 25"}),
        ("Small plate", "9", {"for persons": "4-5"}),
    ]
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("which rooms have a view of the moor", {"Barn", "Mill"}),
        ("rooms with moor view under 150", {"Barn"}),
        ("welche zimmer haben moor-blick?", {"Barn", "Mill"}),
    ],
)
def test_the_word_for_the_goods_of_a_file_chooses_its_rows(text: str, told: set[str]) -> None:
    """A price is "per room" elsewhere, which makes no room of it; "moor and brook" is a moor."""
    said = INN.says(text, language="de" if "zimmer" in text else "en")
    assert {name for name in ("Barn", "Mill", "Loft", "Late", "Breakfast") if name in said} == told


@pytest.mark.parametrize(
    ("shop", "text", "language", "told"),
    [
        (INN, "what's the biggest room", "en", "Mill"),
        (INN, "cheapest bed", "en", "Loft"),
        (INN, "which room is the quietest", "en", "Barn"),
        (INN, "welches zimmer ist am lautesten", "de", "Mill"),
        (GAMES, "what is the hardest one", "en", "Crypt"),
        (GAMES, "das einfachste bitte", "de", "Bakery"),
    ],
)
def test_the_most_of_a_scale_is_told(shop: Shop, text: str, language: str, told: str) -> None:
    said = shop.says(text, language=language)
    assert told in said
    assert sum(name in said for name in ("Barn", "Mill", "Loft", "Crypt", "Bakery", "Vault")) == 1


def test_a_plain_adjective_of_a_scale_puts_the_most_first() -> None:
    said = GAMES.says("an easy room for 3")
    assert said.index("Bakery") < said.index("Harbour") < said.index("Vault") < said.index("Crypt")


def test_an_age_is_held_to_the_least_age() -> None:
    text = "which can a 7 year old do"
    said = GAMES.says(text)
    assert "Bakery" in said
    assert not any(name in said for name in ("Crypt", "Harbour", "Vault"))


def test_from_so_many_persons_on_has_no_end() -> None:
    """22 people find room where it is "from 20", and not where it is "from 25"."""
    said = HIRE.says("what do you have for 22 people")
    assert "Cold table" in said
    assert "Warm table" in said
    assert "Feast" not in said
    assert "Small plate" not in said


def test_a_rent_is_money() -> None:
    said = HIRE.says("what can i rent for under 10 a month")
    assert "Hand saw" in said
    assert "Drum saw" not in said
    assert "Small plate" not in said


def test_an_everyday_word_is_not_told_back_and_a_rare_one_comes_first() -> None:
    assert "daughter" not in INN.says("rooms with moor view for my daughter")
    said = INN.says("rooms with moor view and jacuzzi")
    assert said.index("jacuzzi") < said.index("Barn")


def test_where_nothing_fits_the_one_that_fails_is_named() -> None:
    said = INN.says("rooms with moor view under 100")
    assert "All but “under 100” fits" in said
    assert "Loft" not in said


def test_a_word_of_one_title_denies_nothing_that_columns_tell() -> None:
    """To sew something is no wish for the one thread that is called so."""
    shop = Shop(
        [
            ("Muslin", "12", {"label": "GOTS", "colour": "rose"}),
            ("Walk", "30", {"label": "none", "colour": "grey"}),
            ("Sewing thread", "3", {"colour": "white"}),
        ]
    )
    said = shop.says("i want to do some sewing, gots only please")
    assert "Muslin" in said
    assert "Sewing thread" not in said
    assert "None that fits is called “sewing”" in said
