"""How well search finds what is meant: labelled queries, without and with meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent.narrowing import find
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.meaning import Encode
from catalog.records import Business

DEMO = Path(__file__).parent.parent.parent / "catalog" / "demo"
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Query:
    """What a customer typed, and the products of which one is meant.

    `first`: it must be the first that is found, as where a price or an order is asked for.
    """

    shop: str
    language: str
    kind: str
    text: str
    wanted: tuple[str, ...]
    first: bool = False

    def met(self, found: Sequence[str]) -> bool:
        """Whether one that is meant is among the first of `found`."""
        return bool(set(self.wanted) & set(found[: 1 if self.first else SHOWN]))


def queries(folder: Path) -> list[Query]:
    """The labelled queries in `folder`."""
    lines = (folder / "queries.jsonl").read_text("utf-8").splitlines()
    return [
        Query(**{**given, "wanted": tuple(given["wanted"])}) for given in map(json.loads, lines)
    ]


@contextmanager
def shops(folder: Path) -> Iterator[dict[str, Catalog]]:
    """The demo shop and the sample shop in `folder`, each ingested anew."""
    sources = {
        "demo": ("EUR", sorted(DEMO.glob("products.*.csv"))),
        "spree": ("USD", sorted((folder / "spree").glob("products.*.csv"), reverse=True)),
    }
    opened: dict[str, Catalog] = {}
    with TemporaryDirectory() as state:
        try:
            for name, (currency, files) in sources.items():
                catalog = opened[name] = Catalog.open(Path(state) / name)
                business = Business(name, languages=("en", "de"), currency=currency)
                paths = [str(path) for path in files]
                ingest(paths, catalog.database, catalog.search, business=business)
                catalog.refresh()
            yield opened
        finally:
            for catalog in opened.values():
                catalog.close()


def missed(asked: Sequence[Query], catalogs: dict[str, Catalog]) -> list[Query]:
    """Those of `asked` that do not find what is meant."""
    return [
        query
        for query in asked
        if not query.met([p.id for p, _ in find(catalogs[query.shop], query.text, query.language)])
    ]


def quality(folder: Path, encode: Encode | None) -> list[dict[str, Any]]:
    """For each kind of query the share that finds what is meant, by words and with `encode`."""
    asked = queries(folder)
    with shops(folder) as catalogs:
        by_words = _hits(asked, missed(asked, catalogs))
        by_meaning: dict[str, float] = {}
        if encode is not None:
            for catalog in catalogs.values():
                catalog.understand(encode, wait=True)
            by_meaning = _hits(asked, missed(asked, catalogs))
    counted = {kind: sum(q.kind == kind for q in asked) for kind in by_words}
    return [
        {
            "kind": kind,
            "asked": counted[kind],
            "hit3_words": by_words[kind],
            "hit3_meaning": by_meaning.get(kind),
        }
        for kind in by_words
    ]


def _hits(asked: Sequence[Query], failed: Sequence[Query]) -> dict[str, float]:
    kinds = dict.fromkeys(query.kind for query in asked)
    return {
        kind: round(1 - sum(q.kind == kind for q in failed) / sum(q.kind == kind for q in asked), 3)
        for kind in kinds
    }
