"""Lengths as tables write them short: "B cm", "W 80 x H 180 x D 30 cm", "Maße (BxHxT)"."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.short_lengths import long_names
from catalog.sources.sides import sides
from tests.small_shop import holds, shop_of

ROWS = {"Zorvel": (80, 180, 30), "Mipla": (60, 200, 35), "Tind": (120, 45, 40)}
"""Widths, heights and depths."""

HEADS = {
    "en": ("name", "W cm", "H cm", "D cm", "price"),
    "de": ("Name", "B cm", "H cm", "T cm", "Preis"),
    "fr": ("nom", "L cm", "H cm", "P cm", "prix"),
    "nl": ("naam", "B (cm)", "H (cm)", "D (cm)", "prijs"),
    "pl": ("nazwa", "szer. cm", "wys. cm", "gł. cm", "cena"),
}
TALKS = [
    ("en", "how wide is zorvel?", ["80"], ["180"]),
    ("en", "the widest you have?", ["Tind"], ["Mipla"]),
    ("en", "anything less than 33 cm deep?", ["Zorvel"], ["Mipla", "Tind"]),
    ("en", "which is taller, zorvel or mipla?", ["Mipla", "200"], ["Tind"]),
    ("de", "wie breit ist zorvel?", ["80"], ["180"]),
    ("de", "was habt ihr unter 33 cm tief?", ["Zorvel"], ["Mipla", "Tind"]),
    ("de", "welches ist am höchsten?", ["Mipla"], ["Tind"]),
    ("fr", "quelle est la profondeur de zorvel ?", ["30"], ["180"]),
    ("nl", "hoe breed is zorvel?", ["80"], ["180"]),
    ("pl", "jaką szerokość ma zorvel?", ["80"], ["180"]),
]


def table(language: str, form: str) -> str:
    name, *sides, price = HEADS[language]
    rows = enumerate(ROWS.items())
    if form == "columns":
        lines = [f"{t};{w};{h};{d};{9 + n}" for n, (t, (w, h, d)) in rows]
        return "\n".join([";".join((name, *sides, price)), *lines, ""])
    letters = [side[0] for side in sides]
    if form == "letters in the name":
        lines = [f"{t};{w}x{h}x{d};{9 + n}" for n, (t, (w, h, d)) in rows]
        return "\n".join([f"{name};{'x'.join(letters)} cm;{price}", *lines, ""])
    one, two, three = letters
    lines = [f"{t};{one} {w} x {two} {h} x {three} {d} cm;{9 + n}" for n, (t, (w, h, d)) in rows]
    return "\n".join([f"{name};xyz;{price}", *lines, ""])


FORMS = ("columns", "letters in the name", "letters in the cells")
ASKED = [(f, *t) for f in FORMS for t in TALKS if f == FORMS[0] or len(HEADS[t[0]][1]) < 7]
"""In each form; what is short in more than a letter stands in columns alone."""


@pytest.mark.parametrize(("form", "language", "asked", "says", "never"), ASKED)
def test_lengths_written_short_are_asked_for_in_full(
    tmp_path: Path, form: str, language: str, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"goods.csv": table(language, form)}, language) as shop:
        had = shop.had(asked)[-1]
    holds("\n".join((had.text, *had.cards)), says, never)


def test_which_is_taller_of_all_that_fit(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"goods.csv": table("en", "columns")}) as shop:
        told = shop.had("which one is taller?")[-1].text
    assert told.index("Mipla") < told.index("Zorvel") < told.index("Tind"), told


@pytest.mark.parametrize("cell", ["M8 x 40", "W32 L34", "A4", "10", "B 4", "W 80 x W 30 cm", "x"])
def test_what_names_no_sides_has_none(cell: str) -> None:
    assert not list(sides("size", cell, "", "en"))


@pytest.mark.parametrize("name", ["Bank cm", "h", "weight W", "T shirt", "Brand", ""])
def test_other_columns_are_short_for_nothing(name: str) -> None:
    assert long_names(name, "en") == (("height",) if name == "h" else ())


@given(
    numbers=st.lists(st.integers(1, 9999), min_size=3, max_size=3),
    letters=st.permutations(["W", "H", "D"]),
    between=st.sampled_from([" x ", "x", ", ", " / ", " × "]),
    behind=st.booleans(),
)
def test_a_cell_gives_each_side_its_letter(
    numbers: list[int], letters: list[str], between: str, behind: bool
) -> None:
    pairs = [
        f"{n}{letter}" if behind else f"{letter} {n}"
        for n, letter in zip(numbers, letters, strict=True)
    ]
    told = {
        a.name[0]: (a.value, a.unit) for a in sides("size", f"{between.join(pairs)} cm", "", "en")
    }
    wanted = {letter.casefold(): (str(n), "cm") for n, letter in zip(numbers, letters, strict=True)}
    assert told == wanted
