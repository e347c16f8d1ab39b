"""What is written on allergies is told with whatever is said to be free of something."""

from __future__ import annotations

import pytest

from tests.test_kinds import Shop

RULE = "Traces can never be ruled out in our Quagmire kitchen."

ROWS = [
    ("Zorvel", "20.00", {"gluten-free": "yes", "allergens": "milk"}),
    ("Mipla", "7.00", {"gluten-free": "no", "allergens": "nuts, wheat"}),
    ("Quend", "9.00", {"gluten-free": "yes", "allergens": "egg"}),
]
ASKED = [
    "what do you have without nuts",
    "anything gluten-free?",
    "is the zorvel gluten free",
    "does the quend contain nuts?",
    "something without milk please",
]


@pytest.mark.parametrize("heading", ["Allergies", "Allergens and traces"])
@pytest.mark.parametrize("asked", ASKED)
def test_the_rule_on_allergies_stands_below(asked: str, heading: str) -> None:
    shop = Shop(ROWS, [(heading, RULE), ("Parking", "Behind the house.")])
    assert RULE in shop.says(asked)


def test_the_rule_of_what_was_asked_goes_before_the_general_one() -> None:
    own = "Our Gobbledy fryer is shared."
    shop = Shop(ROWS, [("Allergies", RULE), ("Gluten free", own), ("Parking", "Behind.")])
    told = shop.says("anything gluten-free?")
    assert own in told
    assert RULE not in told


@pytest.mark.parametrize("asked", ["how much is the zorvel", "what is the cheapest", "zorvel"])
def test_what_is_asked_of_anything_else_is_told_alone(asked: str) -> None:
    shop = Shop(ROWS, [("Allergies", RULE), ("Parking", "Behind the house.")])
    assert RULE not in shop.says(asked)


@pytest.mark.parametrize("asked", ASKED)
def test_nothing_is_told_that_nobody_wrote(asked: str) -> None:
    shop = Shop(ROWS, [("Parking", "Behind the house.")])
    assert "Behind" not in shop.says(asked)


def test_nuts_over_bolts_are_no_allergy() -> None:
    rows = [("Zorvel", "2.00", {"thread": "M8"}), ("Mipla", "3.00", {"thread": "M6"})]
    shop = Shop(rows, [("Nuts and washers", RULE), ("Parking", "Behind the house.")])
    assert RULE not in shop.says("zorvel without nuts, how much")
