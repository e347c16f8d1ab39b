"""The Agentic Commerce Protocol's product feed: products.jsonl beside its metadata.json.

https://github.com/agentic-commerce-protocol/agentic-commerce-protocol, spec 2026-04-17, feed. One
line is one product; the whole is a full replacement of what was there before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.records import Product
from web.agents.goods import Told, Writing
from web.errors import WebError

PRODUCTS, METADATA = "products.jsonl", "metadata.json"

_PRODUCT = ("id", "title", "description", "url", "media", "variants")
_VARIANT = (
    "id", "title", "description", "url", "barcodes", "price", "list_price", "unit_price",
    "availability", "categories", "media",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: products, their variants, and those of them without a price."""

    products: int = 0
    variants: int = 0
    priceless: int = 0


def write_feed(
    products: Iterable[Product], writing: Writing, folder: Path, name: str, country: str = ""
) -> Written:
    """Write the feed of `products` into `folder`, whole or not at all.

    `name` is the feed's id, `country` that of its market (ISO 3166-1, two letters). Raises WebError
    where the folder cannot be written.
    """
    found = Written()
    half = folder / f"{PRODUCTS}.part"
    metadata: dict[str, Any] = {"id": name, "updated_at": datetime.now(UTC).isoformat()}
    if country:
        metadata["target_country"] = country
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with half.open("w", encoding="utf-8") as file:
            for product in products:
                told = of_product(writing.product(product, product.variants))
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
                found = Written(
                    found.products + 1,
                    found.variants + len(told["variants"]),
                    found.priceless + sum("price" not in v for v in told["variants"]),
                )
        half.replace(folder / PRODUCTS)
        (folder / METADATA).write_text(json.dumps(metadata, indent=1) + "\n", "utf-8")
    except OSError as exc:
        raise WebError(f"{folder}: the feed cannot be written ({exc.strerror or exc})") from exc
    finally:
        half.unlink(missing_ok=True)
    return found


def of_product(told: Told) -> Told:
    """A product of the one mapping as the feed's schema has it, which takes no further keys."""
    categories = told.get("categories", [])
    product = {key: told[key] for key in _PRODUCT if key in told}
    product["variants"] = [_of_variant(variant, categories) for variant in told["variants"]]
    return product


def _of_variant(told: Told, categories: list[Told]) -> Told:
    variant = {key: told[key] for key in _VARIANT if key in told}
    if categories:
        variant["categories"] = categories
    if options := told.get("options"):
        variant["variant_options"] = [{"name": o["name"], "value": o["label"]} for o in options]
    return variant
