"""`tresen bench start`: how soon the commands are there, beside an import of two libraries."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agent.model.machine import look
from web.bench.start import measure
from web.commands.bench_options import as_json, rounded
from web.commands.ingest import fill_catalog
from web.commands.options import settings_of
from web.commands.own_sources import configured


@click.command()
@rounded(10, 100)
@as_json
def start(rounds: int, as_json: bool) -> None:
    """How soon --help, chat and serve are there, over the demo shop."""
    with as_file(files("catalog").joinpath("demo")) as shop, tempfile.TemporaryDirectory() as kept:
        config, state = shop / "tresen.toml", Path(kept) / "state"
        settings = settings_of(config, state)
        fill_catalog(settings, configured(settings, config), quiet=True)
        result = {
            "machine": asdict(look()),
            "versions": {"tresen": version("tresen")},
            "rounds": rounds,
            **measure(config, state, rounds),
        }
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False, default=str))
        return
    console = Console()
    console.print(f"beside {result['peer']['name']}: {result['peer']['p50_ms']} ms")
    rows = Table("", "median", "ratio", box=None)
    for name, ratio in result["ratios"].items():
        rows.add_row(name, f"{result['p50_ms'][name]:.0f} ms", f"{ratio}")
    console.print(rows)
