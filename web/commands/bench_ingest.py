"""`tresen bench ingest`: from a feed to a catalog that is searched."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

import click
from rich.console import Console

from agent.model.machine import look
from web.bench.goods import LANGUAGES
from web.bench.ingest import measure
from web.commands.bench_options import as_json


@click.command()
@click.option("--rows", default=100_000, show_default=True, type=click.IntRange(100, 10_000_000))
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(LANGUAGES),
    default=("en",),
    show_default=True,
    help="One file each; the rows are shared.",
)
@as_json
def ingest(rows: int, languages: tuple[str, ...], as_json: bool) -> None:
    """Rows per second of a generated Google feed, and how soon a changed price shows."""
    progress = Console(stderr=True)
    with progress.status("starting") as status:
        result = measure(rows, languages, status.update)
    result = {
        "machine": asdict(look()),
        "model": None,
        "versions": {"tresen": version("tresen"), "tantivy": version("tantivy")},
        **result,
    }
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False, default=str))
    else:
        _show(result)


def _show(result: dict[str, Any]) -> None:
    click.echo(
        f"{result['rows']} rows in {result['seconds']} s ({result['cpu_seconds']} s of the "
        f"processors): {result['rows_per_s']} a second, in {result['rss_mb']} MB; "
        f"unchanged again {result['unchanged_ratio']} times as fast.\n"
        f"A changed price is in search and reply after {result['patch_visible_ms']} ms "
        f"(the slowest: {result['patch_slowest_ms']} ms)."
    )
