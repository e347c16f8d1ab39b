"""Texts of central Europe: what a page says of its own encoding holds where it can, and ISO 8859-2
is told from Windows-1250 where nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

TEXTS = [
    ("pl", "Półkolonie jeździeckie", "Świąteczna ścieżka, dłuższa", "zł", "PLN"),
    ("cs", "Žluťoučký kůň", "Půjčovna šlapadel, delší týden", "Kč", "CZK"),
    ("hr", "Češnjak i žižule", "Ručno rađene šalice, šareno", "€", "EUR"),
    ("sl", "Žganje šipkovo", "Pečena čemaževa štručka", "€", "EUR"),
]


def page(language: str, charset: str, names: tuple[str, str], sign: str) -> str:
    rows = "".join(f"<tr><td>{name}<td>{n} {sign}\n" for n, name in enumerate((*names, "Alfa"), 20))
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    head = f"<head>{meta}<title>Alfa</title></head>"
    return f'<html lang="{language}">{head}<body><table>{rows}</table></body></html>'


@pytest.mark.parametrize(("language", "one", "two", "sign", "code"), TEXTS)
@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("iso-8859-2", "iso8859-2"),
        ("windows-1250", "cp1250"),
        ("iso-8859-2", "cp1250"),
        ("utf-8", "cp1250"),
        ("iso-8859-1", "cp1250"),
    ],
)
def test_a_page_is_read_as_it_says_it_is_written(
    tmp_path: Path, language: str, one: str, two: str, sign: str, code: str, said: str, written: str
) -> None:
    sign = sign if sign != "€" or written == "cp1250" else "EUR"
    html = page(language, said, (one, two), sign).encode(written)
    shelf = Shelf(tmp_path / "a.html", html, Business("H", currency=code, languages=(language,)))
    assert [p.text(language).title for p in shelf.products] == [one, two, "Alfa"]


@pytest.mark.parametrize(("language", "one", "two", "sign", "code"), TEXTS)
@pytest.mark.parametrize("written", ["iso8859-2", "cp1250", "utf-8"])
def test_a_text_that_says_nothing_is_read_in_its_own_letters(
    tmp_path: Path, language: str, one: str, two: str, sign: str, code: str, written: str
) -> None:
    sign = sign if sign != "€" else "EUR"
    names = (one, two, "Alfa")
    text = "".join(f"{name} ......... {n},00 {sign}\n" for n, name in enumerate(names, 20))
    path = tmp_path / f"a.{language}.txt"
    business = Business("H", currency=code, languages=(language,))
    shelf = Shelf(path, text.encode(written), business)
    assert [p.text(language).title for p in shelf.products] == list(names)
