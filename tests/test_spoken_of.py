"""What a follow-up is of: what was listed or told, or other goods. And what is no follow-up at all:
a number that is an age, a goodbye. Over games and inns that exist nowhere."""

from __future__ import annotations

import pytest

from catalog.records import Availability
from tests.test_kinds import Shop

GAMES = Shop(
    [
        (
            "Dune Race",
            "30",
            {"sort": "party", "players": "4 players", "age from": "12", "hue": "red"},
        ),
        ("Fog Harbour", "20", {"sort": "detective", "players": "1 player", "age from": "14"}),
        ("Kelp Case", "18", {"sort": "detective", "players": "2 players", "age from": "10"}),
        ("Moor Trail", "9", {"sort": "duel", "players": "2 players", "age from": "6"}),
        ("Peat Kings", "60", {"sort": "party", "players": "5 players", "age from": "16"}),
    ]
)
TITLES = ("Dune Race", "Fog Harbour", "Kelp Case", "Moor Trail", "Peat Kings")


def told(*messages: str, language: str = "en") -> set[str]:
    said = GAMES.says(*messages, language=language)
    return {title for title in TITLES if title in said}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("im 17, is that a problem", "en"),
        ("my son is 15, is that ok", "en"),
        ("ich bin 17, geht das", "de"),
        ("mein sohn is 15, geht das", "de"),
    ],
)
def test_an_age_counts_no_pieces(text: str, language: str) -> None:
    plain = Shop([("Clay day", "40", {"sort": "course"}), ("Ink day", "30", {"sort": "course"})])
    for shop, item in ((GAMES, "the peat kings"), (plain, "the clay day")):
        said = shop.says(f"how much is {item}?", text, language=language)
        assert " × " not in said


def test_pieces_are_counted_all_the_same() -> None:
    assert "180.00" in GAMES.says("how much is the peat kings?", "and 3 of them?")


def test_an_article_is_no_grade() -> None:
    cameras = Shop(
        [
            ("Ilex box", "9", {"sort": "box"}, {"Grade": "A"}),
            ("Yew box", "8", {"sort": "box"}, {"Grade": "B"}),
        ]
    )
    assert "Yew box" in cameras.says("im looking for a cheap box")
    said = cameras.says("boxes in grade a")
    assert "Ilex box" in said
    assert "Yew box" not in said


def test_others_of_a_sort_after_one_item() -> None:
    asked = "how much is the fog harbour?"
    assert told(asked, "ok other detective ones i can buy today?") == {"Kelp Case"}


def test_a_wish_for_what_only_others_have_is_no_question_of_what_was_told() -> None:
    asked = "dune race or peat kings, which is dearer"
    assert told(asked, "2 player games under 25") == {"Kelp Case", "Moor Trail"}


def test_more_or_less_of_those_that_were_listed() -> None:
    asked = "detective games"
    assert told(asked, "which is dearer of those") == {"Fog Harbour"}


@pytest.mark.parametrize(
    ("text", "title"), [("and the second", "Kelp Case"), ("the second?", "Kelp Case")]
)
def test_the_second_is_asked_what_the_first_was(text: str, title: str) -> None:
    said = GAMES.says("detective games", "how many players is the first one for", text)
    listed = GAMES.says("detective games")
    second = max(("Fog Harbour", "Kelp Case"), key=listed.index)
    assert second in said
    assert "player" in said
    assert "detective" not in said  # and not all that is known of it


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ok ill talk to the wife", "en"),
        ("deal, ring you tomorrow", "en"),
        ("i'll have a think and let you know", "en"),
        ("ok see you on friday", "en"),
        ("ja passt, ich meld mich", "de"),
        ("ok ich überlegs mir", "de"),
        ("bis später", "de"),
    ],
)
def test_a_goodbye_is_no_business(text: str, language: str) -> None:
    said = GAMES.says("how much is the dune race?", text, language=language)
    assert "Dune" not in said
    assert any(word in said for word in ("ye", "Wiedersehen", "Tschüss"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i can't have nuts", "en"),
        ("and i also cannot eat nuts", "en"),
        ("nüsse vertrage ich nicht", "de"),
        ("nüsse darf ich leider nicht essen", "de"),
        ("nüsse und eier mag ich nicht", "de"),
    ],
)
def test_what_somebody_cannot_have_is_not_wished_for(text: str, language: str) -> None:
    nuts = {"en": "nuts", "de": "Nüsse"}[language]
    eggs = {"en": "eggs", "de": "Eier"}[language]
    cakes = Shop(
        [
            ("Rill", "4", {"sort": "cake", "allergens": nuts}),
            ("Sopp", "5", {"sort": "cake", "allergens": "gluten"}),
            ("Tosk", "6", {"sort": "cake", "allergens": eggs}),
        ]
    )
    said = cakes.says("which cakes do you have", text, language=language)
    assert "Sopp" in said
    assert "Rill" not in said
    asks_to_find = cakes.says(f"i can't find the cake with {nuts}")
    assert "Rill" in asks_to_find


def test_a_word_that_tells_what_was_spoken_of_apart_is_no_value_of_other_goods() -> None:
    phones = Shop(
        [
            ("Sonder Hush", "90", {"sort": "headphones", "hours": "40 h"}),
            ("Sonder Hush Mini", "80", {"sort": "headphones", "hours": "28 h"}),
            ("Pell 15", "300", {"sort": "laptop", "ports": "mini HDMI"}),
        ]
    )
    said = phones.says("how many hours does the sonder hush last", "no the mini i meant")
    assert "28" in said
    assert "Pell" not in said


def test_which_are_there_is_of_all_that_were_found() -> None:
    rows = [(f"Fern {n}", "5", {"hue": "green"}) for n in range(1, 10)]
    gone = {f"p{n}": Availability.OUT_OF_STOCK for n in (0, 1, 2)}
    ferns = Shop(rows, states=gone)
    said = ferns.says("green ones", "which are in stock?")
    assert said.startswith("6 fit")


def test_yes_or_no_of_what_is_named_is_not_held_to_the_wish_before() -> None:
    rows = [
        ("Pesto gnocchi", "9", {"sort": "pasta", "made of": "potato", "allergens": "nuts"}),
        ("Glass bowl", "8", {"sort": "salad", "made of": "rice noodles", "allergens": "none"}),
        ("Bean stew", "7", {"sort": "soup", "made of": "beans", "allergens": "nuts"}),
    ]
    said = Shop(rows).says("pasta", "are the rice noodles free of nuts?")
    assert "Glass bowl" in said


def test_what_asks_beside_a_courtesy_is_answered() -> None:
    assert told("thanks, how much is the dune race") == {"Dune Race"}


@pytest.mark.parametrize("begin", ["", "ok ", "right, ", "fair enough. "])
def test_what_is_asked_stands_behind_an_ok(begin: str) -> None:
    said = GAMES.says("how much is the dune race?", f"{begin}is it red?")
    assert said.startswith("Yes: Dune Race")


def test_a_name_that_several_have_means_the_one_that_was_told() -> None:
    courses = Shop(
        [
            (f"{tongue} {level} evening", "90", {"tongue": tongue})
            for tongue in ("Manx", "Welsh")
            for level in ("early", "late")
        ]
    )
    said = courses.says("courses with tongue welsh", "what does the late evening cost")
    assert "Welsh late" in said
    assert "Manx" not in said


@pytest.mark.parametrize("text", ["and in boats?", "the one in boats?", "and the boats?"])
def test_the_name_of_a_file_follows_up(text: str) -> None:
    rows = [
        ("Heron lacquer", "30", {"hue": "red"}),
        ("Heron varnish", "40", {"hue": "red"}),
        ("Heron paddle", "60", {"hue": "red"}),
        ("Heron canoe", "70", {"hue": "red"}),
    ]
    shop = Shop(rows, sources=["paints.csv", "paints.csv", "boats.csv", "boats.csv"])
    assert "Heron" in shop.says("how much is the heron lacquer?", text)
