"""Variants that say in their titles alone what they are: options, and a name without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business, Product
from catalog.survey import all_products

HEADER = "id\titem_group_id\ttitle\tprice\tavailability\tlink\n"


def read(folder: Path, language: str, titles: list[str]) -> Product:
    rows = [
        f"{n}\tG\t{title}\t5.00 EUR\tin_stock\thttps://x.example/{n}\n"
        for n, title in enumerate(titles)
    ]
    (folder / "feed.tsv").write_text(HEADER + "".join(rows))
    catalog = Catalog.open(folder / "state")
    business = Business("X", url="https://x.example", languages=(language,), currency="EUR")
    try:
        ingest([str(folder / "feed.tsv")], catalog.database, catalog.search, business=business)
        (product,) = all_products(catalog.database)
        return product
    finally:
        catalog.close()


@pytest.mark.parametrize(
    ("language", "pattern", "name", "first", "second"),
    [
        ("de", "Zorvel Tief {} Gr. {}", "Zorvel Tief", ("weiß", "schwarz"), ("37", "38")),
        ("en", "Zorvel Deep {} size {}", "Zorvel Deep", ("white", "navy"), ("37", "38")),
        ("en", "Zorvel Deep, {}, {}", "Zorvel Deep", ("white", "black"), ("S", "XL")),
        ("en", "Zorvel Deep {} {}", "Zorvel Deep", ("red", "green"), ("6.5", "7")),
        ("fr", "Zorvel Grand {} taille {}", "Zorvel Grand", ("noir", "rouge"), ("40", "41")),
        ("it", "Zorvel Bello {} taglia {}", "Zorvel Bello", ("nero", "rosso"), ("40", "41")),
    ],
)
def test_colours_and_sizes_out_of_titles(
    tmp_path: Path,
    language: str,
    pattern: str,
    name: str,
    first: tuple[str, str],
    second: tuple[str, str],
) -> None:
    titles = [pattern.format(one, other) for one in first for other in second]
    product = read(tmp_path, language, titles)
    assert product.text(language).title == name
    told = {tuple(option.value for option in v.options) for v in product.variants}
    assert told == {(one, other) for one in first for other in second}


def test_one_option_of_several_words_is_one(tmp_path: Path) -> None:
    product = read(tmp_path, "en", ["Zorvel dark green", "Zorvel light blue", "Zorvel deep red"])
    assert product.text("en").title == "Zorvel"
    assert all(len(v.options) <= 1 for v in product.variants)
    assert len({v.options for v in product.variants}) in (1, 3)
