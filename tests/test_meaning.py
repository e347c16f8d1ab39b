"""Vectors of products: made, kept, mended, thrown away; with words that mean what the test says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.errors import ModelFileError
from agent.model.gguf_header import Place
from agent.model.meaning import WordVectors, _Table
from agent.model.registry import bundled_model
from agent.model.tokens import open_vocabulary
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.meaning import Meaning
from catalog.records import Business

SHOP = Business("Shop")
HEADER = "Handle,Title,Body (HTML),Vendor,Type,Variant SKU,Variant Price"
ROWS = [
    "boots,Vandre,,Stigen,Boots,B,149",
    "lamp,Lykt,,Nord,Lamps,L,49",
    "pot,Gryte,,Nord,Pots,P,9",
]
SENSES = {"boots": 0, "footwear": 0, "lamps": 1, "torch": 1, "pots": 2, "kayaks": 3, "canoe": 3}


class Senses:
    """Words of one sense have one direction; others have none."""

    def __init__(self, name: str = "senses") -> None:
        self.name = name
        self.dims = 8

    def __call__(self, words: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(words), self.dims), np.float32)
        for at, word in enumerate(words):
            if word in SENSES:
                rows[at, SENSES[word]] = 1.0
        return rows


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(tmp_path / "state")
    put(catalog, tmp_path, ROWS)
    catalog.understand(Senses(), wait=True)
    yield catalog
    catalog.close()


def test_few_changes_mend_the_vectors_that_are_there(tmp_path: Path) -> None:
    others = [f"soap-{n},Soap {n},,Nord,Soaps,S{n},3" for n in range(20)]
    catalog = Catalog.open(tmp_path / "state")
    put(catalog, tmp_path, [*ROWS, *others])
    catalog.understand(Senses(), wait=True)
    (path,) = (tmp_path / "state" / "index").glob("meaning-*.npz")
    before = path.read_bytes()
    put(catalog, tmp_path, ["kayak,Elv,,Nord,Kayaks,K,999", *ROWS[1:], *others])
    assert path.read_bytes() == before  # not made anew
    assert [found(catalog, text) for text in ("footwear", "canoe", "torch")] == [
        [],
        ["kayak"],
        ["lamp"],
    ]
    catalog.close()


def put(catalog: Catalog, folder: Path, rows: Sequence[str]) -> None:
    source = folder / "products.csv"
    source.write_text("\n".join([HEADER, *rows]))
    ingest([str(source)], catalog.database, catalog.search, business=SHOP)
    catalog.refresh()
    if catalog.meaning is not None:
        catalog.understand(Senses(), wait=True)


def found(catalog: Catalog, text: str) -> list[str]:
    return [product.id for product, _ in catalog.find_products(text, "en")]


def test_a_word_that_the_shop_does_not_use_is_found_by_what_it_means(catalog: Catalog) -> None:
    assert found(catalog, "footwear") == ["boots"]
    assert found(catalog, "torch") == ["lamp"]
    assert found(catalog, "gibberish") == []
    assert found(catalog, "") == []
    assert found(catalog, "pots")[0] == "pot"  # a word that the shop knows is not interpreted


def test_vectors_follow_the_rows(catalog: Catalog, tmp_path: Path) -> None:
    assert found(catalog, "canoe") == []
    put(catalog, tmp_path, [*ROWS[1:], "kayak,Elv,,Nord,Kayaks,K,999"])
    assert found(catalog, "footwear") == []
    assert found(catalog, "canoe") == ["kayak"]
    assert found(catalog, "torch") == ["lamp"]


def test_the_file_is_used_again_or_made_anew(catalog: Catalog, tmp_path: Path) -> None:
    (path,) = (tmp_path / "state" / "index").glob("meaning-*.npz")
    assert Meaning(tmp_path / "state", Senses()).stamp == str(catalog.database.stamp())
    assert Meaning(tmp_path / "state", Senses("another model")).stamp == ""
    whole = path.read_bytes()
    for spoilt in (b"", b"PK", whole[: len(whole) // 2]):
        path.write_bytes(spoilt)
        meaning = Meaning(tmp_path / "state", Senses())
        assert meaning.near(["boots"], 3) == []
        meaning.follow(catalog.database)
        assert [near.id for near in meaning.near(["boots"], 1)] == ["boots"]


def test_an_empty_catalog_means_nothing(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    catalog.understand(Senses(), wait=True)
    assert found(catalog, "footwear") == []
    catalog.close()


@pytest.mark.model
def test_the_models_own_table_knows_what_is_alike() -> None:
    path = bundled_model()
    assert path is not None
    vectors = WordVectors(path, open_vocabulary(path))
    rows = vectors(["footwear", "shoes", "kettle", "the", "Planenunterstand", ""])
    assert rows.shape == (6, vectors.dims)
    lengths = np.linalg.norm(rows, axis=1)
    alike, other = (rows[0] @ rows[n] / (lengths[0] * lengths[n]) for n in (1, 2))
    assert alike > 0.5 > 0.2 > other
    assert lengths[3] < 0.2 < lengths[1]  # common words weigh little
    assert lengths[4] == lengths[5] == 0.0  # a word that this vocabulary does not know
    assert vectors([]).shape == (0, vectors.dims)


@pytest.mark.parametrize("place", [None, Place(9999, (64, 10), 0), Place(9, (64, 10), 0)])
def test_a_table_that_cannot_be_read_is_named(tmp_path: Path, place: Place | None) -> None:
    with pytest.raises(ModelFileError, match=r"model\.gguf"):
        _Table(tmp_path / "model.gguf", place)
