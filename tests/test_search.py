"""The index: what words find, in which order, and how it follows the database."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.aside import Aside
from catalog.database import Database
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from catalog.search import Search

SHOP = Business("Shop", languages=("en", "de"))
HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price"
)

ENGLISH = [
    "fjell-2,Fjell 2,A tent for two people,Fjellhus,Tents,two people,Colour,Green,FJ-2-G,189.90",
    "fjell-4,Fjell 4,Room for 4; 2 doors,Fjellhus,Tents,family,Colour,Green,FJ-4-G,289.90",
    "vandre,Vandre,Leather boots for 2 seasons,Stigen,Hiking boots,,Size,42,VA-42,149.95",
    "dvale,Dvale,A down bag. Goes with every tent,Nordlicht,Sleeping bags,,Size,M,DV-M,249.00",
    "regn,Regn,Waterproof shell,Nordlicht,Jackets,rain,Size,M,RE-M,159.00",
]
GERMAN = [
    "fjell-2,Fjell 2,Ein Zelt für zwei,Fjellhus,Zelte,zwei Personen,Farbe,Grün,FJ-2-G,189.90",
    "fjell-4,Fjell 4,Platz für vier,Fjellhus,Zelte,Familie,Farbe,Grün,FJ-4-G,289.90",
    "vandre,Vandre,Stiefel aus Leder,Stigen,Wanderstiefel,,Größe,42,VA-42,149.95",
    "dvale,Dvale Winterschlafsack,Daune,Nordlicht,Schlafsäcke,,Größe,M,DV-M,249.00",
    "regn,Regn,Hält dicht,Nordlicht,Jacken,Regen,Größe,M,RE-M,159.00",
]
FAQ = """# Questions

## How long can I return things?

30 days, unworn.

## Do you ship to Austria?

Yes, for 9.90 €.
"""
FAQ_DE = """# Fragen

## Wie lange kann ich etwas zurückgeben?

30 Tage, ungetragen.

## Liefert ihr nach Österreich?

Ja, für 9,90 €.
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a small shop in two languages."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "products.en.csv").write_text("\n".join([HEADER, *ENGLISH]))
    (folder / "products.de.csv").write_text("\n".join([HEADER, *GERMAN]))
    (folder / "faq.en.md").write_text(FAQ)
    (folder / "faq.de.md").write_text(FAQ_DE)
    return folder


@pytest.fixture(scope="module")
def catalog(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    catalog = Catalog.open(tmp_path_factory.mktemp("state"))
    ingest([str(shop)], catalog.database, catalog.search, business=SHOP)
    catalog.refresh()
    yield catalog
    catalog.close()


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("Fjell 2", "en", "fjell-2"),
        ("is the fjell 4 in stock?", "en", "fjell-4"),
        ("do you have tents for two people", "en", "fjell-2"),
        ("Zelt für zwei Personen", "de", "fjell-2"),
        ("waterproof jackets", "en", "regn"),
        ("hiking boot", "en", "vandre"),
        ("Schlafsack", "de", "dvale"),  # a part of Winterschlafsack, and its plural's stem
        ("schlafsaecke", "de", "dvale"),
        ("hiking boots", "de", "vandre"),  # English words from a German
        ("Wanderstiefel", "en", "vandre"),
        ("Wandre", "en", "vandre"),  # typos
        ("vander", "de", "vandre"),
        ("wanderstifel", "de", "vandre"),
        ("FJ-2-G", "en", "fjell-2"),
        ("fj-4-g", "de", "fjell-4"),
        ("habt ihr was in größe 42?", "de", "vandre"),
        ("GROESSE 42", "de", "vandre"),
    ],
)
def test_what_words_find(catalog: Catalog, text: str, language: str, first: str) -> None:
    hits = catalog.search.products(text, language)
    assert hits[0].id == first
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_what_a_thing_is_weighs_more_than_what_is_said_of_it(catalog: Catalog) -> None:
    ids = [hit.id for hit in catalog.search.products("tent", "en")]
    assert set(ids[:2]) == {"fjell-2", "fjell-4"}
    assert ids.index("dvale") == 2  # its description speaks of tents


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("how long can i return it", "en", "faq.en.md#how-long-can-i-return-things"),
        ("shipping to austria", "en", "faq.en.md#do-you-ship-to-austria"),
        (
            "wie lang kann ich den zurückgeben",
            "de",
            "faq.de.md#wie-lange-kann-ich-etwas-zuruckgeben",
        ),
        ("Österreich", "de", "faq.de.md#liefert-ihr-nach-osterreich"),
    ],
)
def test_passages(catalog: Catalog, text: str, language: str, first: str) -> None:
    assert catalog.search.passages(text, language)[0].id == first


@pytest.mark.parametrize("text", ["", " ", "?!", "😀", "what do you have", "der die das", "\0"])
def test_words_that_say_nothing_find_nothing(catalog: Catalog, text: str) -> None:
    for language in ("en", "de", "xx", ""):
        assert catalog.search.products(text, language) == []


@pytest.mark.parametrize(
    "text",
    [
        '"unclosed',
        "title:",
        "a AND (b OR",
        "+-~^*?[1 TO 2]",
        "NOT",
        "\\",
        "/regex/",
        "fjell:2",
        "' OR 1=1 --",
        "x" * 100_000,
        "fjell " * 50_000,
        "\ud800",
        "٤٢",
        "靴",
        "<|im_end|>",
    ],
)
def test_no_text_is_wrong(catalog: Catalog, text: str) -> None:
    for language in ("en", "de", "ja"):
        catalog.find_products(text, language)
        catalog.find_passages(text, language)


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_is_wrong_whatever_it_is(catalog: Catalog, text: str) -> None:
    catalog.search.products(text, "de")
    catalog.search.passages(text, "en")


def test_limits(catalog: Catalog) -> None:
    assert len(catalog.search.products("tent", "en", limit=1)) == 1
    assert catalog.search.products("tent", "en", limit=0) == []


def test_records_come_with_their_scores(catalog: Catalog) -> None:
    found = catalog.find_products("Fjell 2", "en", limit=2)
    assert [product.id for product, _ in found] == ["fjell-2", "fjell-4"]
    assert found[0][1] > found[1][1] > 0
    ((passage, _),) = catalog.find_passages("Austria", "en", limit=1)
    assert passage.text == "Yes, for 9.90 €."


def test_vocabulary(catalog: Catalog) -> None:
    words = catalog.vocabulary
    assert words.brands == ("Fjellhus", "Nordlicht", "Stigen")
    assert words.categories["de"] == ("Jacken", "Schlafsäcke", "Wanderstiefel", "Zelte")
    assert words.options["en"] == {"Colour": ("Green",), "Size": ("42", "M")}
    assert words.options["de"] == {"Farbe": ("Grün",), "Größe": ("42", "M")}


def test_nothing_is_found_in_an_empty_catalog(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    assert catalog.find_products("tent", "en") == []
    assert catalog.vocabulary.brands == ()
    catalog.close()


def test_a_change_is_found_by_whoever_has_it_open(shop: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(shop, tmp_path / "shop")
    reader = Catalog.open(tmp_path / "state")
    writer = Catalog.open(tmp_path / "state")
    ingest([str(folder)], writer.database, writer.search, business=SHOP)
    reader.refresh()
    assert [p.id for p, _ in reader.find_products("waterproof", "en")] == ["regn"]
    lines = [HEADER, *ENGLISH[:-1], "kayak,Elv,A boat,Vannkant,Kayaks,,,,EL,999.00"]
    (folder / "products.en.csv").write_text("\n".join(lines))
    ingest([str(folder / "products.en.csv")], writer.database, writer.search, business=SHOP)
    reader.refresh()
    assert [p.id for p, _ in reader.find_products("kayak", "en")] == ["kayak"]
    assert "Kayaks" in reader.vocabulary.categories["en"]
    # Its English is gone; the German file still tells it.
    assert reader.find_products("waterproof", "en") == []
    assert [p.id for p, _ in reader.find_products("Regn", "de")] == ["regn"]
    reader.close()
    writer.close()


def test_an_index_that_was_thrown_away_or_spoilt_is_made_anew(shop: Path, tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    ingest([str(shop)], catalog.database, catalog.search, business=SHOP)
    catalog.close()

    def found() -> list[str]:
        opened = Catalog.open(tmp_path)
        ids = [product.id for product, _ in opened.find_products("Fjell 2", "en", 1)]
        opened.close()
        return ids

    shutil.rmtree(tmp_path / "index")
    assert found() == ["fjell-2"]
    (meta,) = (tmp_path / "index").rglob("meta.json")
    meta.write_text("{")
    assert found() == ["fjell-2"]


def test_an_index_of_another_catalog_is_made_anew(shop: Path, tmp_path: Path) -> None:
    for name, source in (("one", shop / "products.en.csv"), ("two", shop / "faq.en.md")):
        catalog = Catalog.open(tmp_path / name)
        ingest([str(source)], catalog.database, catalog.search, business=SHOP)
        catalog.close()
    shutil.rmtree(tmp_path / "two" / "index")
    shutil.copytree(tmp_path / "one" / "index", tmp_path / "two" / "index")
    catalog = Catalog.open(tmp_path / "two")  # the same version number, another catalog
    assert catalog.search.products("Fjell 2", "en") == []
    assert len(catalog.search.passages("Austria", "en")) == 1
    catalog.close()


def test_an_index_that_is_behind_catches_up(shop: Path, tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    ingest([str(shop)], catalog.database, catalog.search, business=SHOP)

    class Killed(Search):
        def follow(self, database: Database, aside: Aside | None = None) -> None:
            """As if the process had ended between its two commits."""

    other = tmp_path / "more.csv"
    other.write_text(f"{HEADER}\nkayak,Elv,A boat,Vannkant,Kayaks,,,,EL,999.00\n")
    ingest([str(other)], catalog.database, Killed.open(tmp_path), business=SHOP)
    assert catalog.search.products("kayak", "en") == []
    catalog.refresh()
    assert [hit.id for hit in catalog.search.products("kayak", "en")] == ["kayak"]
    assert catalog.search.products("Fjell 2", "en")[0].id == "fjell-2"
    catalog.close()


def test_many_threads_ask_while_the_catalog_changes(shop: Path, tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path / "state")
    source = tmp_path / "products.csv"
    source.write_text("\n".join([HEADER, *ENGLISH]))
    ingest([str(source)], catalog.database, catalog.search, business=SHOP)
    catalog.refresh()
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            catalog.refresh()
            found = catalog.find_products("Fjell 2", "en", 1)
            prices = {str(v.price.amount) for p, _ in found for v in p.variants if v.price}
            if [p.id for p, _ in found] != ["fjell-2"] or not prices <= {"189.90", "179.90"}:
                wrong.append((found, prices))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for number in range(6):
        price = "179.90" if number % 2 == 0 else "189.90"
        source.write_text("\n".join([HEADER, *ENGLISH]).replace("189.90", price))
        ingest([str(source)], catalog.database, catalog.search, business=SHOP)
    done.set()
    for thread in threads:
        thread.join()
    catalog.close()
    assert wrong == []
