"""Headings that are sizes, seasons or persons over the same services are options of these."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

SIZES = [
    ("de", ("Kleine Hunde", "Mittlere Hunde", "Große Hunde")),
    ("en", ("Small", "Medium", "Large")),
    ("es", ("PERROS PEQUEÑOS", "PERROS MEDIANOS", "PERROS GRANDES")),
    ("fr", ("Basse saison", "Moyenne saison", "Haute saison")),
    ("pl", ("Psy małe", "Psy średnie", "Psy duże")),
]
SERVICES = (("Alfa Kormoran", 18), ("Beta Zirkel", 28), ("Gamma Quader", 6))


def told(path: Path, text: str, language: str) -> dict[str, list[str]]:
    found = Shelf(path, text, Business("Haus", currency="EUR", languages=(language,)))
    return {
        p.text(language).title: [" ".join(o.value for o in v.options) for v in p.variants]
        for p in found.products
    }


def lines(number: int) -> list[str]:
    """The services of one size; the last has not all."""
    return [f"{name}: {price + 5 * number} €" for name, price in SERVICES[: 3 if number < 2 else 2]]


@pytest.mark.parametrize(("language", "headings"), SIZES)
def test_sizes_are_options_in_every_file(
    tmp_path: Path, language: str, headings: tuple[str, ...]
) -> None:
    named = [name.capitalize() if name.isupper() else name for name in headings]
    expected = {
        "Alfa Kormoran": named,
        "Beta Zirkel": named,
        "Gamma Quader": named[:2],
    }
    below = [(heading, lines(number)) for number, heading in enumerate(headings)]
    text = "\n\n".join("\n".join((heading, *own)) for heading, own in below)
    assert told(tmp_path / "a.txt", text, language) == expected
    text = "\n\n".join(
        f"## {heading}\n\n" + "\n".join(f"- {o}" for o in own) for heading, own in below
    )
    assert told(tmp_path / "a.md", f"# Haus\n\n{text}\n", language) == expected
    body = "".join(
        f"<h2>{heading}</h2><ul>" + "".join(f"<li>{one}</li>" for one in own) + "</ul>"
        for heading, own in below
    )
    page = f"<!DOCTYPE html><html><body><h1>Haus</h1>{body}</body></html>"
    assert told(tmp_path / "a.html", page, language) == expected


@pytest.mark.parametrize(
    "headings", [("Vorspeisen", "Hauptgerichte"), ("Massage", "Kosmetik"), ("Mitte", "Nord")]
)
def test_other_headings_are_categories(tmp_path: Path, headings: tuple[str, str]) -> None:
    text = "\n\n".join(
        f"## {heading}\n\n" + "\n".join(f"- {one}" for one in lines(number))
        for number, heading in enumerate(headings)
    )
    found = Shelf(tmp_path / "a.md", f"# Haus\n\n{text}\n", Business("H", languages=("de",)))
    assert len(found.products) == 6
    assert {p.text("de").category for p in found.products} == {("Haus", h) for h in headings} or {
        p.text("de").category[-1] for p in found.products
    } == set(headings)
