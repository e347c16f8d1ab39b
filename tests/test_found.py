"""Kinds of faults that `tresen check` found: each over goods that exist nowhere."""

from __future__ import annotations

from tests.test_kinds import Row, Shop


def test_free_of_denies_what_follows_and_nothing_before_it() -> None:
    rows: list[Row] = [
        ("Salad Nord", "9", {"contains": "nuts, milk"}),
        ("Salad Ost", "8", {"contains": "milk, fish"}),
    ]
    assert Shop(rows).says("is the Salad Nord free of nuts").startswith("No: Salad Nord")
    assert Shop(rows).says("is the Salad Ost free of nuts").startswith("Yes: Salad Ost")


def test_a_word_of_other_titles_is_not_asked_of_an_item() -> None:
    rows: list[Row] = [
        ("Mirror left", "20", {"make": "Velo"}),
        ("Floor mat", "9", {"make": "Velo"}),
    ]
    told = Shop(rows).says("Have you got any Floor mat left?")
    assert "Floor mat" in told
    assert "not listed" not in told


def test_the_unit_in_the_name_of_a_field_asks_for_nothing_beside_it() -> None:
    rows: list[Row] = [
        ("Screw", "3", {"length mm": "40", "note": "10 mm head"}),
        ("Nail", "2", {"length mm": "10"}),
        ("Bolt", "4", {"length mm": "60"}),
    ]
    told = Shop(rows).says("anything with length mm 40 or less")
    assert [t for t, *_ in rows if t in told] == ["Screw", "Nail"]


def test_how_much_is_the_price_and_no_price_of_another_name() -> None:
    rows: list[Row] = [
        ("Repair", "27", {"club price": "24 €"}),
        ("Cut", "20", {"club price": "18 €"}),
    ]
    assert "189" in Shop(rows).says("If I take 7 of the Repair, how much is that?")
