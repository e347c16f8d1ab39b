"""`tresen bench choices`: what each choice about the engine is worth on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from agent.errors import ConfigError
from agent.model.machine import look
from agent.model.registry import find_model
from web.bench.choices import measure
from web.bench.engine import Wish
from web.bench.load import Load
from web.commands.bench_options import as_json, loaded, rounded
from web.commands.options import placed, settings_of


@click.command()
@placed
@loaded
@rounded(5, 50)
@as_json
def choices(
    config: Path | None,
    state: Path | None,
    visitors: int,
    prefix: int,
    reply: int,
    rounds: int,
    as_json: bool,
) -> None:
    """Weights, threads, flash attention and the cache's type: the same load with each, by turns."""
    settings = settings_of(config, state)
    if settings.model.remote is not None:
        raise ConfigError("[model.remote] is set: there is no engine here to measure.")
    model = find_model(settings.model.name, settings.model.path, settings.state)
    wish = Wish(model, settings.model, Load(visitors, prefix, 30, reply), rounds=rounds)
    progress = Console(stderr=True)
    with progress.status("starting") as status:
        result = {
            "machine": asdict(look()),
            "model": model.name,
            "versions": {"tresen": version("tresen"), "llama_cpp": version("llama-cpp-python")},
            **measure(wish, status.update),
        }
    if as_json:
        click.echo(json.dumps(result, indent=2, default=str))
        return
    rows = Table("", "first token", "tokens/s", "ratios", box=None)
    for one in result["choices"]:
        rows.add_row(
            one["choice"], f"{one['ttft_p50_ms']:.0f} ms", f"{one['tokens_per_s']:.0f}",
            f"{one['ratios']['ttft']} · {one['ratios']['tokens_per_s']}",
        )  # fmt: skip
    Console().print(rows)
