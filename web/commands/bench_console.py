"""`tresen bench console`: how long the owner's pages take over many conversations."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agent.model.machine import look
from web.bench.console import Wish, measure
from web.commands.bench_options import as_json
from web.commands.options import placed, settings_file, settings_of


@click.command()
@placed
@click.option("--conversations", default=1000, show_default=True, type=click.IntRange(1, 200_000))
@click.option("--turns", default=5, show_default=True, type=click.IntRange(1, 1000),
              help="In each of them.")  # fmt: skip
@click.option("--talking", default=8, show_default=True, type=click.IntRange(0, 256),
              help="Customers who talk meanwhile.")  # fmt: skip
@click.option("--rounds", default=40, show_default=True, type=click.IntRange(1, 10_000),
              help="How often each page is opened.")  # fmt: skip
@as_json
def console(
    config: Path | None,
    state: Path | None,
    conversations: int,
    turns: int,
    talking: int,
    rounds: int,
    as_json: bool,
) -> None:
    """The owner's pages over many conversations, while customers talk: how long each takes.

    The server is started for it over a copy of the state folder, which is filled with talks.
    """
    file = settings_file(config, state)
    settings = settings_of(file, state)
    wish = Wish(conversations, turns, talking, rounds)
    progress = Console(stderr=True)
    with progress.status("starting") as status:
        result = measure(file, settings.state, wish, status.update)
    result = {"machine": asdict(look()), "versions": {"tresen": version("tresen")}, **result}
    if as_json:
        click.echo(json.dumps(result, indent=2, default=str))
        return
    shown = Console()
    shown.print(
        f"{result['conversations']} conversations with {result['turns']} turns; {talking} customers"
        f" had {result['replies_meanwhile']} replies meanwhile"
    )
    rows = Table("page", "first", "median", "95 %", box=None)
    for page in result["pages"]:
        times = (f"{page[key]:.0f} ms" for key in ("first_ms", "p50_ms", "p95_ms"))
        rows.add_row(page["page"], *times)
    shown.print(rows)
