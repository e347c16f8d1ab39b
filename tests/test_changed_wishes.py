"""What a follow-up does to the wish that stands: it replaces, adds, takes out or begins anew. Each
talk is over inns that exist nowhere; what it leaves is told by the titles that are listed."""

from __future__ import annotations

import pytest

from tests.test_kinds import Shop

INNS = Shop(
    [
        ("Alder", "80", {"town": "Norwich", "sort": "hotel", "class": "dear", "parking": "yes"}),
        ("Birch", "70", {"town": "Durham", "sort": "hotel", "class": "dear", "parking": "no"}),
        ("Cedar", "40", {"town": "Norwich", "sort": "hotel", "class": "modest", "parking": "no"}),
        (
            "Durmast",
            "45",
            {"town": "Durham", "sort": "hostel", "class": "modest", "parking": "yes"},
        ),
        ("Elm", "90", {"town": "Norwich", "sort": "hostel", "class": "dear", "parking": "no"}),
        ("Fir", "30", {"town": "York", "sort": "hostel", "class": "modest", "parking": "yes"}),
        ("Gean", "35", {"town": "York", "sort": "hotel", "class": "modest", "parking": "no"}),
        ("Hazel", "99", {"town": "York", "sort": "hotel", "class": "dear", "parking": "yes"}),
    ]
)


def listed(*messages: str, language: str = "en") -> set[str]:
    told = INNS.says(*messages, language=language)
    titles = ("Alder", "Birch", "Cedar", "Durmast", "Elm", "Fir", "Gean", "Hazel")
    return {title for title in titles if title in told}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no lets say norwich instead", "en"),
        ("hmm no lets say norwich instead", "en"),
        ("no it should be in norwich", "en"),
        ("sorry norwich not durham", "en"),
        ("can we change durham to norwich", "en"),
        ("actually make it norwich", "en"),
        ("norwich would be better", "en"),
        ("nein, lieber norwich", "de"),
        ("ne doch eher norwich", "de"),
        ("sorry norwich nicht durham", "de"),
        ("mach mal norwich draus", "de"),
    ],
)
def test_another_value_takes_the_place_of_the_one_that_stands(text: str, language: str) -> None:
    assert listed("any dear hotels in durham?") == {"Birch"}
    assert listed("any dear hotels in durham?", text, language=language) == {"Alder"}


def test_a_no_that_answers_denies_nothing_that_follows() -> None:
    assert listed("modest in york", "no i need it in durham") == {"Durmast"}
    assert "Alder" not in listed("hotel", "no dear ones")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the town doesnt matter", "en"),
        ("any town is fine", "en"),
        ("it doesn't have to be in york", "en"),
        ("town egal", "de"),
        ("muss nicht york sein", "de"),
    ],
)
def test_what_does_not_matter_any_more_is_taken_out(text: str, language: str) -> None:
    assert listed("dear hotels in york") == {"Hazel"}
    left = listed("dear hotels in york", text, language=language)
    assert left == {"Alder", "Birch", "Hazel"}


def test_what_does_not_matter_is_no_condition() -> None:
    assert listed("something in york, it doesn't have to be dear") == {"Fir", "Gean", "Hazel"}
    assert listed("a hostel please, the town doesn't matter") == {"Durmast", "Elm", "Fir"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("different question: do you have anything in durham?", "en"),
        ("ok forget that. durham?", "en"),
        ("another thing, do you have something in durham", "en"),
        ("andere frage: habt ihr was in durham?", "de"),
        ("vergiss das. durham?", "de"),
    ],
)
def test_what_begins_anew_leaves_nothing_of_the_wish_before(text: str, language: str) -> None:
    assert listed("modest hotels in york", text, language=language) == {"Birch", "Durmast"}


def test_the_wish_stands_while_one_of_its_items_is_spoken_of() -> None:
    asked = ("hotels in york", "does the gean have parking?")
    assert listed(*asked, "no, rather norwich") == {"Alder", "Cedar"}
    assert listed(*asked, "only those that are dear") == {"Hazel"}


def test_who_else_has_what_was_asked_of_one() -> None:
    assert listed("does the alder have parking?", "which inns in york do?") == {"Fir", "Hazel"}


@pytest.mark.parametrize(
    ("text", "language"), [("show me more", "en"), ("the rest?", "en"), ("zeig mir mehr", "de")]
)
def test_more_of_a_list_are_those_not_shown(text: str, language: str) -> None:
    rows = [(f"Oak {n}", "5", {"hue": "red" if n < 9 else "blue"}) for n in range(1, 12)]
    oaks = Shop(rows)
    first, more = oaks.says("red"), oaks.says("red", text, language=language)
    shown = {n for n in range(1, 9) if f"Oak {n}," in first}
    assert {n for n in range(1, 12) if f"Oak {n}," in more} == set(range(1, 9)) - shown


def test_nothing_is_cheaper_than_the_cheapest() -> None:
    told = INNS.says("inns in york", "the cheapest", "anything cheaper?")
    assert told.startswith("There is none beyond this: Fir")
    told = INNS.says("hotels im york", "was günstigeres?", language="de")
    assert "Gean" in told
    assert "nichts Passendes" not in told


def test_the_second_cheapest_is_of_all_that_fit() -> None:
    assert listed("inns in york", "and the second cheapest?") == {"Gean"}
    assert listed("the second cheapest hotel") == {"Cedar"}


def test_those_that_are_equal_are_counted_alone() -> None:
    twins = Shop([(f"Oak {n}", "5" if n < 3 else "6", {"hue": "red"}) for n in range(1, 9)])
    assert twins.says("red", "which of them is the cheapest").startswith("2 share the first place")


def test_what_is_shown_as_near_is_asked_about() -> None:
    asked = "hotels in norwich under 30"
    assert listed(asked) == {"Alder", "Cedar"}
    assert listed(asked, "which is the cheapest?") == {"Cedar"}
    assert listed(asked, "do any of them have parking?") == {"Alder"}


def test_what_a_thing_does_not_come_in_is_told_once() -> None:
    boots = Shop(
        [
            ("Gren boot", "50", {"hue": "red"}, {"Size": "41"}),
            ("Gren sandal", "40", {"hue": "blue"}, {"Size": "42"}),
        ]
    )
    asked = ("do you have the gren boot in size 42?", "and the price?")
    assert "does not come in 42" in boots.says(*asked[:1])
    assert "50.00" in boots.says(*asked)


@pytest.mark.parametrize("nod", ["yes", "ok", "hm"])
def test_a_nod_asks_nothing(nod: str) -> None:
    told = INNS.says("how much is the alder?", nod)
    assert "Alder" not in told
    assert "80.00" in INNS.says("how much is the alder?", nod, "how much is it")


def test_a_number_chooses_among_those_listed() -> None:
    packs = Shop([(f"Sar {n} pack", str(n), {"sort": "pack"}) for n in (22, 45, 65)])
    assert packs.says("pack", "45").startswith("Sar 45")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("we were here last summer, lovely. do you have anything in york?", "en"),
        ("hi! its for my sister, she just moved there. something in york please", "en"),
        ("we already know the alder. what about york?", "en"),
        ("wir waren letztes jahr schon mal da. habt ihr was in york?", "de"),
    ],
)
def test_a_statement_before_a_question_is_no_question(text: str, language: str) -> None:
    assert listed(text, language=language) == {"Fir", "Gean", "Hazel"}


def test_what_is_had_already_is_not_wished_for() -> None:
    assert listed("we already have a hostel. what about a hotel in durham?") == {"Birch"}


def test_a_pronoun_is_what_the_statement_before_it_names() -> None:
    told = INNS.says("my brother stayed at the alder. does it have parking?")
    assert told.startswith("Yes: Alder")


MENU = Shop(
    [
        ("Brint", "9", {"course": "Starters (from 6 pm)", "diet": "vegan"}),
        ("Quend", "8", {"course": "Starters (from 6 pm)", "diet": "meat"}),
        ("Mipla", "15", {"course": "Seconds", "diet": "vegan"}),
        ("Zorvel", "16", {"course": "Seconds", "diet": "meat"}),
        ("Tind", "5", {"course": "Sweets", "diet": "vegan"}),
    ]
)


@pytest.mark.parametrize(
    ("talk", "right"),
    [
        (["what vegan dishes do you have", "and starters?"], {"Brint"}),
        (["vegan starters?", "and seconds?"], {"Mipla"}),
        (["starters with meat", "and of the seconds?"], {"Zorvel"}),
        (["vegan seconds", "and with meat?"], {"Zorvel"}),
        (["vegan seconds", "and seconds with meat?"], {"Zorvel"}),
    ],
)
def test_what_stands_holds_for_another_sort_too(talk: list[str], right: set[str]) -> None:
    """A sort whose name goes on in brackets, and one that is called as a place in a list is."""
    told = MENU.says(*talk)
    titles = ("Brint", "Quend", "Mipla", "Zorvel", "Tind")
    assert {title for title in titles if title in told} == right, told
