"""`tresen bench search`: how fast search is, and with labelled queries how good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from agent.model.encoder import bundled
from web.bench.quality import quality
from web.bench.search import measure
from web.commands.bench_options import as_json
from web.commands.options import placed, settings_of


@click.command()
@placed
@click.option(
    "--rows", "sizes", multiple=True, default=(10_000,), show_default=True,
    type=click.IntRange(100, 10_000_000), help="Variants of the generated catalog; repeatable.",
)  # fmt: skip
@click.option(
    "--queries", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Instead: how many labelled queries of this folder (tests/data) find what is meant.",
)  # fmt: skip
@as_json
def search(
    config: Path | None,
    state: Path | None,
    sizes: tuple[int, ...],
    queries: Path | None,
    as_json: bool,
) -> None:
    """Search with filters and slips, beside SQLite's FTS5 on the same rows."""
    progress = Console(stderr=True)
    with progress.status("starting") as status:
        if queries is not None:
            settings = settings_of(config, state)
            status.update("labelled queries")
            told = quality(queries, bundled(settings.state) if settings.catalog.meaning else None)
        else:
            told = [row for rows in sizes for row in measure(rows, status.update)]
    if as_json:
        click.echo(json.dumps(told, indent=2))
    else:
        _show(told)


def _show(told: list[dict[str, Any]]) -> None:
    table = Table(*told[0], box=None)
    for row in told:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)
