"""Generated catalogs: the same each time, as many rows as asked, readable without a rejection."""

from __future__ import annotations

from pathlib import Path

from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from web.bench.goods import LANGUAGES, goods, write_google_tsv

SHOP = Business("Shop", url="https://shop.example", languages=LANGUAGES)


def test_a_seed_gives_the_same_goods_each_time_in_both_languages() -> None:
    english, german = (list(goods(500, language, seed=3)) for language in LANGUAGES)
    assert english == list(goods(500, "en", seed=3))
    assert english[:100] == list(goods(100, "en", seed=3))
    assert english != list(goods(500, "en", seed=4))
    same = [(good.id, good.group, good.price, good.brand, good.gtin) for good in english]
    assert same == [(good.id, good.group, good.price, good.brand, good.gtin) for good in german]
    assert {good.kind for good in english}.isdisjoint({"Wanderschuhe", "Zelt"})


def test_a_large_catalog_has_many_words() -> None:
    made = list(goods(5000))
    assert len({good.id for good in made}) == 5000
    assert 1500 < len({good.group for good in made}) < 3500
    assert len({good.series for good in made}) > 1200
    assert len({good.brand for good in made}) > 300
    assert len({good.kind for good in made}) > 60


def test_the_feed_is_read_whole_and_two_languages_are_one_catalog(tmp_path: Path) -> None:
    paths = [tmp_path / f"goods.{language}.tsv" for language in LANGUAGES]
    for path, language in zip(paths, LANGUAGES, strict=True):
        write_google_tsv(path, 300, language)
    catalog = Catalog.open(tmp_path / "state")
    try:
        report = ingest(
            [str(path) for path in paths], catalog.database, catalog.search, business=SHOP
        )
        assert [source.format for source in report.sources] == ["google", "google"]
        assert report.total.rejected == ()
        assert report.catalog.variants == 300
        first = next(goods(1))
        (product,) = catalog.products([first.group])
        assert set(product.texts) == {"en", "de"}
        assert product.brand == first.brand
    finally:
        catalog.close()
