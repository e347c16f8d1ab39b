"""Plain amounts: what somebody weighs or measures is held to what rows say may be so much."""

from __future__ import annotations

import pytest

from tests.test_kinds import Shop

CRATES = Shop(
    [
        ("Reise crate", "44.90", {"suits": "bis 8 kg", "animal": "cat"}),
        ("Flug crate", "79.90", {"suits": "up to 12 kg", "animal": "cat"}),
        ("Tall tree", "139.00", {"suits": "4 to 20 kg", "animal": "cat"}),
        ("Crunch food", "9.90", {"suits": "all", "animal": "cat"}),
    ]
)
BIKES = Shop(
    [
        ("Almwind", "18.00", {"body height": "155-195 cm", "weight": "15 kg", "note": ""}),
        ("Spatz", "12.00", {"body height": "115-130 cm", "weight": "9 kg", "note": ""}),
        ("Lowrider", "22.00", {"body height": "150-180 cm", "weight": "16 kg", "note": ""}),
        ("Dog trailer", "17.00", {"weight": "16 kg", "note": "up to 40 kg"}),
    ]
)
CHAIRS = Shop(
    [
        ("Lakota", "199.00", {"max load (lb)": "250", "width (in)": "19"}),
        ("Boxelder", "489.00", {"max load (lb)": "400", "width (in)": "24"}),
        ("Meridian", "995.00", {"max load (lb)": "350", "width (in)": "20"}),
    ]
)
CABINS = Shop(
    [
        ("Gannet", "120.00", {"minimum nights": "2 nights", "view": "sea"}),
        ("Curlew", "90.00", {"minimum nights": "1 night", "view": "sea"}),
        ("Puffin", "95.00", {"minimum nights": "5 nights", "view": "sea"}),
    ]
)
BATHS = Shop(
    [
        ("Bath, small dog up to 10 kg", "32.00", {"takes": "40 min"}),
        ("Bath, big dog over 10 kg", "48.00", {"takes": "90 min"}),
        ("Nails", "9.00", {"takes": "10 min"}),
    ]
)


@pytest.mark.parametrize(
    ("shop", "question", "fits", "others"),
    [
        (CRATES, "which is for a cat of 9 kg?", {"Flug crate", "Tall tree"}, {"Reise", "Crunch"}),
        (CRATES, "my cat has 6 kilos, what do you have?", {"Reise", "Flug", "Tall"}, {"Crunch"}),
        (BIKES, "what do you have for a girl of 7 and 122 cm?", {"Spatz"}, {"Almwind", "Low"}),
        (BIKES, "body height 1.7, what fits?", {"Almwind", "Lowrider"}, {"Spatz", "trailer"}),
        (BIKES, "is there something for a dog, 32 kg", {"Dog trailer"}, {"Almwind", "Spatz"}),
        (CHAIRS, "what do you have for 340 lbs?", {"Boxelder", "Meridian"}, {"Lakota"}),
        (CABINS, "something with a sea view for 3 nights?", {"Gannet", "Curlew"}, {"Puffin"}),
        (BATHS, "what do you have for 28 kg?", {"big dog"}, {"small dog", "Nails"}),
    ],
)
def test_what_may_not_be_so_much_is_not_shown(
    shop: Shop, question: str, fits: set[str], others: set[str]
) -> None:
    said = shop.says(question)
    assert all(name in said for name in fits), said
    assert not any(name in said for name in others), said


@pytest.mark.parametrize("question", ["our e-bike broke, we are 8 km away", "I live 12 miles away"])
def test_what_is_far_from_all_amounts_of_a_column_is_of_something_else(question: str) -> None:
    assert not any(
        c.low for ask in BIKES.shelf.reader.read(question, "en").asks for c in ask.conditions
    )


@pytest.mark.parametrize(
    ("question", "spans"),
    [
        ("between 115 and 160 cm", True),
        ("115 to 160 cm", True),
        ("she is 7 and 122 cm tall", False),
    ],
)
def test_an_and_joins_a_range_behind_between_alone(question: str, spans: bool) -> None:
    told = [
        c
        for ask in BIKES.shelf.reader.read(question, "en").asks
        for c in ask.conditions
        if c.low is not None
    ]
    assert any(c.low != c.high for c in told) is spans


def test_the_unit_of_an_amount_is_no_word_that_is_not_found() -> None:
    said = CRATES.says("do you have hutches of 80 cm?")
    assert "hutches" in said
    assert "cm" not in said
