"""The fields of a catalog: typed by their cells, whatever they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.measures import Dimension
from catalog.schema import Kind, cell_measure, kind_of, pieces, says_nothing, yes_or_no

NAMES = ("", "a", "zorb", "vegan", "weight", "colour (cm)", "größe", "重量")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["yes", "no", "yes", "no"], Kind.YES_NO),
        (["ja", "nein", "ja"], Kind.YES_NO),
        (["✓", "✗", "✓"], Kind.YES_NO),
        (["yes", "no", "not included", "15/night"], Kind.YES_NO),
        (["red", "blue", "red", "red", "blue", "green"], Kind.CHOICE),
        (["2.1 kg", "300 g", "4 kg"], Kind.QUANTITY),
        (["2.1", "300", "4"], Kind.QUANTITY),
        (["12 €", "15.50 €", "9 €"], Kind.MONEY),
        (["milk, nuts", "nuts", "milk, gluten", "gluten"], Kind.LIST),
        (["AB-1234", "AB-1235", "CD-9912"], Kind.CODE),
        (["4006381333931", "4006381333948", "4006381333955"], Kind.CODE),
        (["Jane Austen", "Emily Brontë", "George Eliot", "Ann Radcliffe"], Kind.NAME),
        (["It is a long text that tells of many things at once."] * 3, Kind.TEXT),
        (["", " ", ""], Kind.TEXT),
        ([], Kind.TEXT),
    ],
)
def test_the_type_is_what_the_cells_are(cells: list[str], kind: Kind) -> None:
    assert kind_of("zorb", cells, ".")[0] is kind


@given(st.sampled_from(NAMES), st.permutations(["2 kg", "300 g", "4 kg", "1.2 kg", "900 g"]))
def test_neither_name_nor_order_changes_what_cells_with_units_are(
    name: str, cells: list[str]
) -> None:
    kind, dimension, _ = kind_of(name, cells, ".")
    assert (kind, dimension) == (Kind.QUANTITY, Dimension.MASS)


def test_a_table_has_its_slips() -> None:
    cells = ["2 kg", "3 kg", "?", "4 kg", "on request", "5 kg", "6 kg", "7 kg"]
    assert kind_of("zorb", cells, ".")[0] is Kind.QUANTITY


@pytest.mark.parametrize(
    ("name", "cell", "low"),
    [
        ("length (mm)", "25", 25),
        ("length (cm)", "25", 250),
        ("duration_min", "90", 90),
        ("weight in kg", "1,5", 1500),
        ("length (mm)", "2 m", 2000),
    ],
)
def test_a_unit_may_stand_in_the_columns_name(name: str, cell: str, low: float) -> None:
    measure = cell_measure(cell, "", name, ",")
    assert measure is not None
    assert measure.low == pytest.approx(low)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("yes", True),
        ("Yes, on request", True),
        ("ja", True),
        ("✓", True),
        ("free", True),
        ("15/night", True),
        ("no", False),
        ("nein", False),
        ("not included", False),
        ("keine", False),
        ("–", False),
        ("✗", False),
        ("perhaps", None),
        ("", None),
    ],
)
def test_yes_or_no(cell: str, said: bool | None) -> None:
    assert yes_or_no(cell) is said


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("milk, nuts", ("milk", "nuts")),
        ("milk; nuts|soy", ("milk", "nuts", "soy")),
        ("milk and nuts", ("milk", "nuts")),
        ("Milch und Nüsse", ("Milch", "Nüsse")),
        ("milk/nuts", ("milk", "nuts")),
        ("1/2 cup", ("1/2 cup",)),
        ("none", ()),
        ("keine", ()),
        ("", ()),
    ],
)
def test_pieces(cell: str, parts: tuple[str, ...]) -> None:
    assert pieces(cell) == parts


@pytest.mark.parametrize("cell", ["-", "–", "n/a", "N/A", "?", "unknown", "unbekannt", " k.A. "])
def test_a_dash_says_nothing(cell: str) -> None:
    assert says_nothing(cell)


@given(st.sampled_from(NAMES), st.lists(st.text(max_size=60), max_size=30))
def test_whatever_stands_in_the_cells_has_a_type(name: str, cells: list[str]) -> None:
    kind, dimension, _ = kind_of(name, cells, ".")
    assert (dimension is not None) == (kind in (Kind.QUANTITY, Kind.MONEY))
    for cell in cells:
        pieces(cell)
        yes_or_no(cell)
        says_nothing(cell)
