"""`tresen feed`: the catalog written for others to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from agent.config import Settings
from agent.grounding.render import Voice
from agent.shop import offered
from catalog.editing import look
from catalog.errors import UnknownItem
from catalog.lookup import Catalog
from catalog.records import Product
from web.agents.feed import PRODUCTS, write_feed
from web.agents.goods import Writing
from web.agents.linked import linked, snippet
from web.agents.unit_prices import Form
from web.commands.options import placed, settings_of
from web.words import choose

_NAME = re.compile(r"[^a-z0-9]+")
_language = click.option("--lang", "language", help="The language (default: the shop's first).")


@click.group()
def feed() -> None:
    """Write the catalog for others to read: feeds of agents, linked data for your pages."""


@feed.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_language
@click.option("--country", default="", help="The market's country, two letters: DE.")
@placed
def acp(
    folder: Path, language: str | None, country: str, config: Path | None, state: Path | None
) -> None:
    """Write products.jsonl and metadata.json (Agentic Commerce Protocol) into FOLDER."""
    if country and not re.fullmatch(r"[A-Za-z]{2}", country):
        raise click.BadParameter(f"{country!r} is no country of two letters.", param_hint="country")
    settings = settings_of(config, state)
    name = _NAME.sub("-", settings.business.name.casefold()).strip("-") or "feed"
    with _opened(settings) as catalog:
        told = write_feed(
            offered(settings, catalog), _writing(settings, language), folder, name, country.upper()
        )
    click.echo(
        f"{folder / PRODUCTS}: {told.products} products with {told.variants} variants, "
        f"{told.priceless} of them without a price."
    )


@feed.command()
@click.argument("items", nargs=-1, required=True)
@_language
@placed
def jsonld(
    items: tuple[str, ...], language: str | None, config: Path | None, state: Path | None
) -> None:
    """Print schema.org's linked data of ITEMS (ids or article numbers), for a page's head."""
    settings = settings_of(config, state)
    writing = _writing(settings, language)
    with _opened(settings) as catalog:
        wanted = {look(catalog.database, item).product.id for item in items}
        found = {p.id: p for p in offered(settings, catalog) if p.id in wanted}
    click.echo(snippet([linked(found[id], writing) for id in _ordered(found, wanted)]))


def _ordered(found: dict[str, Product], wanted: set[str]) -> list[str]:
    if missing := sorted(wanted - found.keys()):
        raise UnknownItem(f"There is no product {missing[0]!r} any more.", "id")
    return [id for id in found if id in wanted]


def _writing(settings: Settings, language: str | None) -> Writing:
    business = settings.business
    voice = Voice(choose(language or "", business.languages), currency=business.currency)
    former = settings.truth.former_prices
    return Writing(voice, business.url, former, Form.NUMBER, described=5000)


@contextmanager
def _opened(settings: Settings) -> Iterator[Catalog]:
    catalog = Catalog.open(settings.state, settings.database.url)
    try:
        yield catalog
    finally:
        catalog.close()
