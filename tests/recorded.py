"""The recorded replies (tests/data/recorded), each with the goods and passages that it was given.

Goods are those of the shop's own catalog, as `tresen ingest` reads it, in the recorded rows alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.grounding.orders import spoken_of, told_from
from catalog.legends import Legends
from catalog.records import Origin, Passage, Product
from catalog.survey import all_passages, all_products
from tests.talks import Shop

RECORDED = Path(__file__).parent / "data" / "recorded"
_NOW = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """One sentence to judge: `kind` is empty where a person wrote it, a twin's kind otherwise."""

    text: str
    holds: bool
    kind: str


@dataclass(frozen=True)
class Recorded:
    """One reply: what was asked, what was given, what was said, and its spoilt versions."""

    shop: str
    language: str
    question: str
    products: tuple[Product, ...]
    passages: tuple[Passage, ...]
    sentences: tuple[Line, ...]
    twins: tuple[tuple[int, Line], ...]
    """With the place of the sentence that it spoils."""


def shops() -> list[str]:
    return sorted(path.stem for path in RECORDED.glob("*.jsonl"))


def goods(shop: Shop) -> list[Product]:
    """All of the shop's products, as they may be spoken of."""
    passages = [told for p in all_passages(shop.catalog.database) if (told := told_from(p))]
    rows = list(all_products(shop.catalog.database))
    legends = Legends.of(rows, passages)
    return [spoken_of(legends.told(product)) for product in rows]


def replies(shop: Shop, products: list[Product]) -> Iterator[Recorded]:
    for text in (RECORDED / f"{shop.name}.jsonl").read_text("utf-8").splitlines():
        yield _read(json.loads(text), products, shop.name)


def _read(given: dict[str, Any], products: list[Product], shop: str) -> Recorded:
    passages = (
        Passage(
            f"p{at}",
            (p["heading"],) if isinstance(p["heading"], str) else tuple(p["heading"]),
            p["text"],
            given["language"],
            Origin("faq.md", "", _NOW),
        )
        for at, p in enumerate(given["passages"])
    )
    return Recorded(
        shop,
        given["language"],
        given["question"],
        _goods(given["rows"], products),
        tuple(passages),
        tuple(Line(s["text"], s["holds"], "") for s in given["sentences"]),
        tuple((t["sentence"], Line(t["text"], False, t["kind"])) for t in given["twins"]),
    )


def _goods(rows: list[dict[str, Any]], products: list[Product]) -> tuple[Product, ...]:
    """The products of `rows`; of one that has a row for each variant those variants alone."""
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row["id"], set()).add(row["title"])
    found = []
    for product in products:
        titles = {text.title for text in product.texts.values()}
        if any(title in t for t in named.get(product.id, ()) for title in titles):
            found.append(product)
            continue
        variants = tuple(
            v
            for v in product.variants
            for code in {v.id.rpartition(":")[2], v.sku}
            if any(title in t for t in named.get(code, ()) for title in titles)
        )
        if variants:
            found.append(replace(product, variants=tuple(dict.fromkeys(variants))))
    return tuple(found)
