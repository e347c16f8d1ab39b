"""Price lists of small businesses in many languages (tests/data/lists): all that each says is sold,
with its choices and prices, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.records import Business, Product, Variant
from tests.shelf import Shelf

LISTS = Path(__file__).parent / "data" / "lists"


def read(folder: Path) -> tuple[dict[str, Any], Shelf]:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    settings = expected["settings"]
    (file,) = (path for path in folder.iterdir() if path.name != "expected.json")
    languages = tuple(settings["languages"])
    return expected, Shelf(
        file, None, Business("Haus", currency=settings["currency"], languages=languages)
    )


def held(product: Product, variant: Variant, language: str) -> tuple[str, str, str, str, object]:
    return (
        product.text(language).title.casefold(),
        " ".join(option.value for option in variant.options).casefold(),
        f"{variant.price.amount:.2f}" if variant.price else "",
        variant.availability.value,
        variant.tax_included,
    )


@pytest.mark.parametrize("folder", sorted(LISTS.iterdir()), ids=lambda path: path.name)
def test_a_list_is_read_whole(folder: Path) -> None:
    expected, found = read(folder)
    language = expected["settings"]["languages"][0]
    told = {held(p, v, language) for p in found.products for v in p.variants}
    for product in expected["products"]:
        titles = product["title"] if isinstance(product["title"], list) else [product["title"]]
        for variant in product["variants"]:
            assert any(
                title in {t.casefold() for t in titles}
                and options == " ".join(variant.get("options", ())).casefold()
                and price == (variant["price"] or "")
                and state == variant.get("availability", state)
                and taxed == variant.get("tax_included", taxed)
                for title, options, price, state, taxed in told
            ), (titles, variant, told)
    if "counts" in expected:
        assert len(found.products) == expected["counts"]["products"]
        assert len(told) == expected["counts"]["variants"]
    prose = " ".join(" ".join(p.text.split()) for p in found.passages)
    for passage in expected.get("passages", ()):
        words = [passage] if isinstance(passage, str) else passage
        assert all(word in prose for word in words), (passage, prose)
