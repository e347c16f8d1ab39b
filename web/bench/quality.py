"""How well the agent finds what is meant: labelled queries, read and answered, without and with the
sentence encoder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agent.answering.reply import reply
from agent.answering.said import Counter
from agent.answering.shelf import Shelf, open_shelf
from agent.grounding.render import Voice
from agent.model.encoder import Encoder
from agent.understanding.context import complete
from agent.understanding.state import State
from catalog.ingest import ingest
from catalog.lookup import Catalog
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


@dataclass(frozen=True, slots=True)
class Shop:
    """A catalog of the labelled queries, ready to be asked."""

    business: Business
    catalog: Catalog
    shelf: Shelf

    def finds(self, query: Query) -> list[str]:
        """The ids of the products that are shown for `query`, in their order."""
        read = self.shelf.reader.read(query.text, query.language)
        voice = Voice(query.language, "bench", self.business.currency)
        counter = Counter(self.business, voice, datetime.now(UTC), self.catalog.products)
        asked = complete(read, State(), self.shelf.columns)
        told = reply(asked, counter, self.shelf, State(), query.text)
        return list(dict.fromkeys(shown.product.id for shown in told.said.shown))


def queries(folder: Path) -> list[Query]:
    """The labelled queries in `folder`."""
    lines = (folder / "queries.jsonl").read_text("utf-8").splitlines()
    return [
        Query(**{**given, "wanted": tuple(given["wanted"])}) for given in map(json.loads, lines)
    ]


@contextmanager
def shops(folder: Path, encoder: Encoder | None = None) -> Iterator[dict[str, Shop]]:
    """The demo shop and the sample shop in `folder`, each ingested anew."""
    sources = {
        "demo": ("EUR", sorted(DEMO.glob("products.*.csv"))),
        "spree": ("USD", sorted((folder / "spree").glob("products.*.csv"), reverse=True)),
    }
    opened: dict[str, Shop] = {}
    with TemporaryDirectory() as state:
        try:
            for name, (currency, files) in sources.items():
                catalog = Catalog.open(Path(state) / name)
                business = Business(name, languages=("en", "de"), currency=currency)
                paths = [str(path) for path in files]
                ingest(paths, catalog.database, catalog.search, business=business)
                catalog.refresh()
                passages, asked = (encoder.passages, encoder.questions) if encoder else (None, None)
                shelf = open_shelf(catalog, business.languages, passages, asked)
                opened[name] = Shop(business, catalog, shelf)
            yield opened
        finally:
            for shop in opened.values():
                shop.catalog.close()


def missed(asked: Sequence[Query], opened: dict[str, Shop]) -> list[Query]:
    """Those of `asked` that do not find what is meant."""
    return [query for query in asked if not query.met(opened[query.shop].finds(query))]


def quality(folder: Path, encoder: Encoder | None) -> list[dict[str, Any]]:
    """For each kind of query the share that finds what is meant, by words and with `encoder`."""
    asked = queries(folder)
    with shops(folder) as opened:
        by_words = _hits(asked, missed(asked, opened))
    by_meaning: dict[str, float] = {}
    if encoder is not None:
        with shops(folder, encoder) as opened:
            by_meaning = _hits(asked, missed(asked, opened))
    return [
        {
            "kind": kind,
            "asked": sum(q.kind == kind for q in asked),
            "hit3_words": share,
            "hit3_meaning": by_meaning.get(kind),
        }
        for kind, share in by_words.items()
    ]


def _hits(asked: Sequence[Query], failed: Sequence[Query]) -> dict[str, float]:
    kinds = dict.fromkeys(query.kind for query in asked)
    return {
        kind: round(1 - sum(q.kind == kind for q in failed) / sum(q.kind == kind for q in asked), 3)
        for kind in kinds
    }
