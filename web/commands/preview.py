"""`tresen ingest --preview`: the first items of each file as they would be told; none is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import click

from agent.config import Settings
from catalog.errors import SourceError
from catalog.fetching.address import is_address
from catalog.records import Business, Passage, Product, Variant
from catalog.sources.formats import Outside, expanded, format_of, language_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item

SHOWN = 5
"""Items of each source."""

MOST = 4
"""Variants of one item that are shown."""

LONG = 100
"""Characters of a passage."""


def show_preview(sources: Sequence[str], settings: Settings) -> None:
    """Print five items of each file. An address is not fetched for it."""
    business = settings.business.record()
    for address in filter(is_address, sources):
        click.echo(f"{address}: read it with --dry-run; a preview is of files.")
    found = expanded([source for source in sources if not is_address(source)])
    files = [path for path in found if not isinstance(path, Outside)]
    for path in files:
        mapping = settings.catalog.mappings.get(path.name, {})
        language = language_of(path, business.languages[0])
        beside = tuple(p for p in files if p != path and p.parent == path.parent)[:20]
        source = Source(str(path), path.name, path, language, mapping, beside=beside)
        try:
            _show(source, business)
        except SourceError as exc:
            click.secho(f"Not read: {exc}", fg="red", err=True)


def _show(source: Source, business: Business) -> None:
    with Opened(source) as opened:
        known = format_of(opened)
        records = list(islice(_records(opened, business), SHOWN))
        click.secho(f"{source.name} ({known.name})", bold=True)
        for record in records:
            click.echo(f"  {_told(record)}")
        if not records:
            click.echo("  nothing in it")
        for notice in opened.notices:
            click.secho(f"  {notice}", fg="yellow")


def _records(opened: Opened, business: Business) -> Iterator[Product | Passage]:
    for found in format_of(opened).read(opened, business):
        record = found.make().record if isinstance(found, Item) else None
        if record is not None:
            yield record


def _told(record: Product | Passage) -> str:
    if isinstance(record, Passage):
        prose = " ".join(record.text.split())
        return f"{' / '.join(record.heading)}: {prose[:LONG]}{'…' if len(prose) > LONG else ''}"
    text = next(iter(record.texts.values()))
    offers = "; ".join(_offer(variant) for variant in record.variants[:MOST])
    more = len(record.variants) - MOST
    kind = f" [{' > '.join(text.category)}]" if text.category else ""
    rest = f" and {more} more" if more > 0 else ""
    return f"{text.title}{kind}: {offers or 'words alone'}{rest} ({record.origin.place})"


def _offer(variant: Variant) -> str:
    chosen = " ".join(option.value for option in variant.options)
    if variant.price is not None:
        price = f"{variant.price.amount} {variant.price.currency}"
        price += f" instead of {variant.list_price.amount}" if variant.list_price else ""
    else:
        price = variant.price_span.words if variant.price_span else "no price"
    state = variant.availability.value.replace("_", " ")
    return ", ".join(filter(None, (chosen, price, "" if state == "unknown" else state)))
