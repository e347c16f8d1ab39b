"""What stands in brackets behind a size is part of it: "whole, 22 cm (12 pieces)"."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

ROWS = [
    ("en", "name,sold as,price", "Cake", ["slice", "whole 22 cm (12 slices)"]),
    ("de", "Artikel,Größe/Gewicht,Preis", "Sachertorte", ["Stück", "ganz 22 cm (12 Stk)"]),
    ("fr", "nom,vendu en,prix", "Gâteau", ["part", "entier (8 parts)"]),
    ("pl", "nazwa,porcja/waga,cena", "Tort", ["kawałek", "cały (10 porcji)"]),
]


@pytest.mark.parametrize(("language", "header", "name", "sizes"), ROWS)
def test_brackets_stay_whole(
    tmp_path: Path, language: str, header: str, name: str, sizes: list[str]
) -> None:
    rows = [f"{name},{size},{4 + n}.90" for n, size in enumerate(sizes)]
    text = "\n".join((header, *rows, f"Espresso,{sizes[0]},2.70"))
    business = Business("Haus", currency="EUR", languages=(language,))
    products = Shelf(tmp_path / "a.csv", text, business).products
    found = {
        p.text(language).title: [o.value for v in p.variants for o in v.options] for p in products
    }
    assert found[name] == sizes
