"""`tresen catalog`: what is in there, one item of it, its fields, and what is found for words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from agent.config import Settings
from catalog.editing import look
from catalog.fields import Fields
from catalog.figures import Figures, figures
from catalog.lookup import Catalog
from catalog.plain import plain
from catalog.records import Money, Product, Variant
from catalog.standing import Standing, standings
from catalog.survey import all_products
from web.commands.fields import tell_count, tell_fields
from web.commands.options import placed, settings_of
from web.printing import foreign, say

_DESCRIBED = 600
"""Characters of a description that `show` prints; --json has it whole."""


_READ_FOR_STATS = 20_000
"""Products up to which `stats` reads them all for their fields; `fields` reads any number."""


@click.group()
def catalog() -> None:
    """Look at what has been ingested."""


@catalog.command()
@click.argument("item")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@placed
def show(item: str, as_json: bool, config: Path | None, state: Path | None) -> None:
    """Show the product that ITEM names: its id, a variant's id, or a SKU."""
    with _opened(settings_of(config, state)) as held:
        stand = look(held.database, item)
    if as_json:
        _print({"product": plain(stand.product), "variant": stand.variant or None})
    else:
        _show(stand.product, stand.variant)


@catalog.command()
@click.argument("text")
@click.option("--lang", "language", help="The language to search in (default: the shop's first).")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@placed
def search(
    text: str,
    language: str | None,
    limit: int,
    as_json: bool,
    config: Path | None,
    state: Path | None,
) -> None:
    """Find products and passages for TEXT, as the agent does."""
    settings = settings_of(config, state)
    spoken = language or settings.business.languages[0]
    with _opened(settings) as held:
        products = held.find_products(text, spoken, limit)
        passages = held.find_passages(text, spoken, limit)
    if as_json:
        _print(
            {
                "products": [{"score": score, **plain(found)} for found, score in products],
                "passages": [{"score": score, **plain(found)} for found, score in passages],
            }
        )
        return
    console = Console(highlight=False)
    found = Table("product", "id", "price", "can be had", "score", box=None)
    for product, score in products:
        told = product.text(spoken)
        words = (told.title, product.id, _span(product), _states(product))
        found.add_row(*map(foreign, words), f"{score:.1f}")
    console.print(found if products else "No product is found for that.")
    told_of = Table("passage", "source", "score", box=None)
    for passage, score in passages:
        place = (" / ".join(passage.heading), passage.origin.source)
        told_of.add_row(*map(foreign, place), f"{score:.1f}")
    if passages:
        console.print(told_of)


@catalog.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@placed
def stats(as_json: bool, config: Path | None, state: Path | None) -> None:
    """Count what is in the catalog, by source and kind, and what is missing in it."""
    settings = settings_of(config, state)
    fields = None
    with _opened(settings) as held:
        told = figures(held.database)
        if told.counts.products <= _READ_FOR_STATS:
            fields = Fields.of(all_products(held.database), settings.catalog.corrections())
    stand = [one for one in standings(settings.state).values() if one.failed is not None]
    if as_json:
        of_type = fields.by_type() if fields else None
        faults = [one.to_json() for one in stand]
        _print({**told.to_json(), "fields": of_type, "faults": faults})
    else:
        _tell(told)
        tell_count(fields)
        _tell_faults(stand)


@catalog.command("fields")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@placed
def list_fields(as_json: bool, config: Path | None, state: Path | None) -> None:
    """List what customers may ask for: each field's names, type, values, and how many rows state
    it. [catalog.fields] of tresen.toml adds names, sets a type, or hides one."""
    settings = settings_of(config, state)
    with _opened(settings) as held:
        found = Fields.of(all_products(held.database), settings.catalog.corrections())
    for fault in found.faults:
        say(fault, color="yellow", err=True)
    if as_json:
        _print(found.to_json())
    else:
        tell_fields(found)


@contextmanager
def _opened(settings: Settings) -> Iterator[Catalog]:
    held = Catalog.open(settings.state, settings.database.url)
    try:
        yield held
    finally:
        held.close()


def _print(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _show(product: Product, chosen: str) -> None:
    console = Console(highlight=False)
    head = Table(show_header=False, box=None)
    lines = [("id", product.id)]
    for language, text in product.texts.items():
        properties = (f"{a.name}: {a.value} {a.unit}".strip() for a in text.attributes)
        lines += [
            (f"title ({language})", text.title),
            ("category", " > ".join(text.category)),
            ("tags", ", ".join(text.tags)),
            ("properties", "\n".join(properties)),
            ("description", _short(text.description)),
        ]
    origin = product.origin
    lines += [
        ("brand", product.brand),
        ("link", product.link),
        ("images", "\n".join(product.images)),
        ("said in", f"{origin.source}, {origin.place}, {origin.as_of:%Y-%m-%d %H:%M} UTC"),
    ]
    for name, words in lines:
        head.add_row(name, foreign(words))
    offers = Table(
        "", "variant", "options", "SKU", "price", "before", "can be had", "stock", "GTIN", box=None
    )
    for variant in product.variants:
        told = (
            "→" if variant.id == chosen else "",
            variant.id,
            ", ".join(option.value for option in variant.options),
            variant.sku,
            _asked(variant),
            _money(variant.list_price),
            variant.availability.value,
            "" if variant.stock is None else str(variant.stock),
            variant.gtin,
        )
        offers.add_row(*map(foreign, told))
    console.print(head)
    console.print(offers)
    for variant in product.variants:
        if variant.origin is not None:
            when = f"{variant.origin.as_of:%Y-%m-%d %H:%M} UTC"
            console.print(foreign(f"{variant.id}: {variant.origin.source}, {when}"))


def _tell(told: Figures) -> None:
    console = Console(highlight=False)
    counts = told.counts
    console.print(
        f"{counts.products} products with {counts.variants} variants of {told.brands} brands, "
        f"and {counts.passages} passages."
    )
    read = Table("source", "language", "products", "passages", "read (UTC)", box=None)
    for one in told.sources:
        when = f"{one.read_at:%Y-%m-%d %H:%M}"
        told_of = (one.source, one.language, str(one.products), str(one.passages), when)
        read.add_row(*map(foreign, told_of))
    console.print(read)
    prices = (f"{low} to {high} {code}" for code, (low, high) in told.prices.items())
    for title, line in (
        ("prices", "; ".join(prices)),
        ("languages", _counted(told.languages)),
        ("can be had", _counted(told.availability)),
        ("not known", _counted({name: n for name, n in told.missing.items() if n})),
        ("by the API", _counted({"edited": told.edited, "deleted": told.withdrawn})),
    ):
        console.print(foreign(f"{title:<11}{line or 'nothing'}"))


def _tell_faults(stand: Sequence[Standing]) -> None:
    """What could not be read, whether it has been read since or not."""
    for one in sorted(stand, key=lambda one: (not one.is_failing, one.source)):
        since = "" if one.is_failing else " It has been read since."
        line = f"not read on {one.failed:%Y-%m-%d %H:%M} UTC: {one.fault}{since}"
        say(line, color="red" if one.is_failing else None)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def _span(product: Product) -> str:
    prices = sorted((v.price.amount, v.price.currency) for v in product.variants if v.price)
    if not prices:
        spans = (v.price_span.words for v in product.variants if v.price_span)
        return "; ".join(list(dict.fromkeys(spans))[:3])
    (low, code), (high, _) = prices[0], prices[-1]
    return f"{low} {code}" if low == high else f"{low} to {high} {code}"


def _states(product: Product) -> str:
    return ", ".join(dict.fromkeys(_state(variant) for variant in product.variants))


def _state(variant: Variant) -> str:
    return variant.availability.value.replace("_", " ")


def _asked(variant: Variant) -> str:
    return variant.price_span.words if variant.price_span else _money(variant.price)


def _money(money: Money | None) -> str:
    return f"{money.amount} {money.currency}" if money else ""


def _short(text: str) -> str:
    return text if len(text) <= _DESCRIBED else f"{text[:_DESCRIBED]}…"
