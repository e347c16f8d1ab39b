"""`tresen bench growth`: whether it stays quick and small with more talks, and longer ones."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agent.model.machine import look
from web.bench.growth import Wish, measure
from web.bench.growth_plot import plot
from web.commands.bench_options import as_json, plotted
from web.commands.options import placed, settings_of


@click.command()
@placed
@click.option("--conversations", default=10_000, show_default=True,
              type=click.IntRange(10, 1_000_000), help="Of two messages each.")  # fmt: skip
@click.option("--turns", default=200, show_default=True, type=click.IntRange(10, 10_000),
              help="Of one talk after that.")  # fmt: skip
@plotted
@as_json
def growth(
    config: Path | None,
    state: Path | None,
    conversations: int,
    turns: int,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Time per reply, memory and bytes per turn, over a copy of the state folder; code answers."""
    settings = settings_of(config, state)
    progress = Console(stderr=True)
    with progress.status("starting") as status:
        result = measure(settings, Wish(conversations, turns), status.update)
    result = {"machine": asdict(look()), "versions": {"tresen": version("tresen")}, **result}
    if picture is not None:
        picture.write_text(plot(result), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(result, indent=2, default=str))
        return
    shown = Console()
    for key, name in (("many", "new visitors"), ("one", "turns of one talk")):
        rows = Table(name, "median", "95 %", "memory", "a turn", box=None)
        for point in result[key]:
            rows.add_row(
                str(point["replies"]), f"{point['p50_ms']:.1f} ms", f"{point['p95_ms']:.1f} ms",
                f"{point['rss_mb']:.0f} MB", f"{point['bytes_per_turn']:.0f} bytes",
            )  # fmt: skip
        shown.print(rows)
        ratios = ", ".join(f"{what} {ratio}" for what, ratio in result["ratios"][key].items())
        shown.print(f"last to first: {ratios}")
