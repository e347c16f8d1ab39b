"""The fields of a catalog: typed by their cells, whatever they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.cells import pieces, says_nothing, yes_or_no
from catalog.measures import Dimension, decimal_sign
from catalog.schema import Kind, cell_measure, kind_of

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
    assert kind_of("zorb", cells, "en")[0] is kind


@given(st.sampled_from(NAMES), st.permutations(["2 kg", "300 g", "4 kg", "1.2 kg", "900 g"]))
def test_neither_name_nor_order_changes_what_cells_with_units_are(
    name: str, cells: list[str]
) -> None:
    kind, dimension, _ = kind_of(name, cells, "en")
    assert (kind, dimension) == (Kind.QUANTITY, Dimension.MASS)


def test_a_table_has_its_slips() -> None:
    cells = ["2 kg", "3 kg", "?", "4 kg", "on request", "5 kg", "6 kg", "7 kg"]
    assert kind_of("zorb", cells, "en")[0] is Kind.QUANTITY


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
    kind, dimension, _ = kind_of(name, cells, "en")
    assert (dimension is not None) == (kind in (Kind.QUANTITY, Kind.MONEY))
    for cell in cells:
        pieces(cell)
        yes_or_no(cell)
        says_nothing(cell)


LANGUAGES = {
    "en": ("yes", "no", "not included", "none", "unknown", "milk and nuts"),
    "de": ("ja", "nein", "nicht enthalten", "keine", "unbekannt", "Milch und Nüsse"),
    "fr": ("oui", "non", "pas inclus", "aucun", "inconnu", "lait et noix"),
    "es": ("sí", "no", "no incluido", "ninguno", "desconocido", "leche y nueces"),
    "it": ("sì", "no", "non incluso", "nessuno", "sconosciuto", "latte e noci"),
    "nl": ("ja", "nee", "niet inbegrepen", "geen", "onbekend", "melk en noten"),
    "pl": ("tak", "nie", "nie wliczone", "brak", "nieznany", "mleko i orzechy"),
    "tr": ("evet", "hayır", "yok", "yok", "bilinmiyor", "süt ve fındık"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_read_in_each_language(language: str) -> None:
    yes, no, not_there, nothing, unknown, two = LANGUAGES[language]
    assert kind_of("zorb", [yes, no, yes.upper(), no], language)[0] is Kind.YES_NO
    assert [yes_or_no(cell) for cell in (yes, no, not_there)] == [True, False, False]
    assert pieces(nothing, language) == ()
    assert says_nothing(unknown.capitalize())
    assert len(pieces(two, language)) == 2


def test_a_comma_between_digits_is_what_the_language_has_it_for() -> None:
    assert pieces("5,0 mm, 6,0 mm", "de") == ("5,0 mm", "6,0 mm")
    assert pieces("36,37,38", "en") == ("36", "37", "38")


def test_a_word_that_is_and_in_one_language_parts_nothing_in_another() -> None:
    assert pieces("pantalón en lino", "es") == ("pantalón en lino",)


@pytest.mark.parametrize(
    "cell",
    ["2 to 4 kg", "2 bis 4 kg", "2 à 4 kg", "2 a 4 kg", "2 tot 4 kg", "2 do 4 kg", "2 ila 4 kg"],
)
def test_a_range_is_read_in_each_language(cell: str) -> None:
    measure = cell_measure(cell, "", "zorb", ".")
    assert measure is not None
    assert (measure.low, measure.high) == (2000, 4000)


@pytest.mark.parametrize(
    "cell",
    ["8 and up", "8 oder mehr", "8 et plus", "8 o más", "8 o più", "8 en meer", "8 i więcej",
     "8 ve üzeri"],
)  # fmt: skip
def test_a_lower_end_alone_is_read_in_each_language(cell: str) -> None:
    measure = cell_measure(cell, "", "zorb", ".")
    assert measure is not None
    assert (measure.low, measure.high) == (8, float("inf"))


@pytest.mark.parametrize(
    ("language", "thousands"),
    [("en", 1.299), ("de", 1299), ("it", 1299), ("pl", 1299), ("", 1.299)],
)
def test_a_point_is_what_the_language_of_the_column_has_it_for(
    language: str, thousands: float
) -> None:
    measure = cell_measure("1.299", "", "zorb", decimal_sign(language))
    assert measure is not None
    assert measure.low == thousands
