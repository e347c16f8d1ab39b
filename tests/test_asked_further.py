"""What is asked further of what was told: a word that its row says, one that nobody wrote, and what
the business has written. Over tools and rooms that exist nowhere."""

from __future__ import annotations

import pytest

from tests.test_kinds import Shop

TOOLS = Shop(
    [
        (
            "Plate tamper",
            "30",
            {"drive": "petrol", "weight": "64 kg", "remark": "rubber mat 8 € extra", "hue": "red"},
        ),
        (
            "Floor sander",
            "45",
            {"drive": "mains", "weight": "50 kg", "remark": "paper by the sheet", "hue": "blue"},
        ),
    ],
    [("Deposit", "We take 100 euros as a deposit and give it back."), ("Payment", "By card.")],
)


def test_what_a_row_says_in_the_words_of_the_question_is_told() -> None:
    told = TOOLS.says("how much is the plate tamper?", "is there a mat with it")
    assert "rubber mat 8 € extra" in told
    assert "petrol" not in told
    assert "could not check" not in told


@pytest.mark.parametrize(
    ("text", "language"),
    [("is it noisy?", "en"), ("and is it any noisier", "en"), ("quietscht die?", "de")],
)
def test_what_no_row_says_is_not_known_and_that_comes_first(text: str, language: str) -> None:
    told = TOOLS.says("how much is the plate tamper?", text, language=language)
    assert told.startswith(("I don't know", "Das weiß ich nicht"))
    assert "30.00" not in told, "what it costs was not asked"
    assert "stock" not in told


def test_of_several_none_is_told_at_length() -> None:
    told = TOOLS.says("plate tamper or floor sander, what is the difference?", "are they noisy")
    assert told.startswith("I don't know: for Plate tamper or Floor sander")
    assert "petrol" not in told


ROOMS = Shop(
    [
        ("Alder", "60", {"sort": "room", "fuel": "gas", "bring": "slippers"}),
        ("Birch", "70", {"sort": "room", "fuel": "wood", "bring": "boots"}),
        ("Cedar", "80", {"sort": "hut", "fuel": "gas", "bring": "sheets"}),
    ],
    [("Dogs", "Dogs may stay in Alder and Birch for 5 euros a night."), ("Payment", "By card.")],
)


def test_what_the_passage_speaks_of_is_asked_what_was_asked_before() -> None:
    assert "5 euros a night" in ROOMS.says("may dogs stay", "birch?")
    assert "70.00" in ROOMS.says("how do I pay", "birch?"), "the passage says nothing of it"


def test_a_value_that_stands_is_turned_round_by_its_denial() -> None:
    told = ROOMS.says("which rooms run on gas", "and without gas?")
    assert "Birch" in told
    assert "Alder" not in told


def test_a_count_of_what_there_is_begins_anew() -> None:
    assert "2" in ROOMS.says("rooms with wood please", "how many with gas do you have")


def test_people_are_no_other_goods() -> None:
    told = ROOMS.says("rooms under 90", "do we have to share with other people")
    assert "all that fit" not in told
