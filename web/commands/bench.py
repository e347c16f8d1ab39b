"""`tresen bench`: figures of this program on this machine, beside a peer where one is given."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from agent.errors import ConfigError
from agent.model.machine import look
from agent.model.registry import find_model
from web.bench.engine import Wish, measure
from web.bench.load import Load
from web.bench.plot import plot
from web.commands.bench_choices import choices
from web.commands.bench_console import console as console_pages
from web.commands.bench_growth import growth
from web.commands.bench_ingest import ingest
from web.commands.bench_options import as_json, loaded, plotted, rounded
from web.commands.bench_search import search
from web.commands.bench_start import start
from web.commands.bench_web import web
from web.commands.options import placed, settings_of


@click.group()
def bench() -> None:
    """Measure this program on this machine."""


@bench.command()
@placed
@loaded
@click.option("--question", default=30, show_default=True, type=click.IntRange(8, 4096))
@rounded(3, 50)
@click.option("--peer", type=click.Choice(["llama_cpp.server"]), help="Start it beside us.")
@click.option("--peer-url", default="", help="Any server with OpenAI's API, as http://…/v1.")
@click.option("--table/--no-table", default=True, help="Visitors by prefix lengths (minutes).")
@plotted
@as_json
def engine(
    config: Path | None,
    state: Path | None,
    visitors: int,
    prefix: int,
    question: int,
    reply: int,
    rounds: int,
    peer: str | None,
    peer_url: str,
    table: bool,
    picture: Path | None,
    as_json: bool,
) -> None:
    """First-token time and throughput of many visitors at once (lengths in tokens)."""
    settings = settings_of(config, state)
    if settings.model.remote is not None:
        raise ConfigError("[model.remote] is set: there is no engine here to measure.")
    model = find_model(settings.model.name, settings.model.path, settings.state)
    load = Load(visitors, prefix, question, reply)
    wish = Wish(model, settings.model, load, peer or "", peer_url, table, rounds)
    progress = Console(stderr=True)
    with progress.status("starting") as status:
        result = measure(wish, lambda text: status.update(text))
    result = {
        "machine": asdict(look()),
        "model": model.name,
        "versions": {"tresen": version("tresen"), "llama_cpp": version("llama-cpp-python")},
        "load": asdict(load),
        **result,
    }
    if picture is not None and result["table"]:
        picture.write_text(plot(result["table"]), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False, default=str))
    else:
        _show(result, Console())


bench.add_command(web)
bench.add_command(ingest)
bench.add_command(search)
bench.add_command(start)
bench.add_command(choices)
bench.add_command(growth)
bench.add_command(console_pages)


def _show(result: dict[str, Any], console: Console) -> None:
    load = result["load"]
    console.print(
        f"{result['model']}: {load['visitors']} new visitors at once, a prefix of "
        f"{load['prefix']} tokens, questions of {load['question']}, replies of {load['reply']}"
    )
    sides = Table("", "first token, median", "slowest", "tokens/s", box=None)
    for name, side in (("ours", result["ours"]), *((b["peer"]["name"], b["peer"])
                                                   for b in result["beside"])):  # fmt: skip
        sides.add_row(
            name,
            f"{side['ttft_p50_ms']:.0f} ms",
            f"{side['ttft_max_ms']:.0f} ms",
            f"{side['tokens_per_s']:.0f}",
        )
    console.print(sides)
    for name, value in result["ratios"].items():
        if value is not None:
            console.print(f"  {name:<14} {value}")
    console.print(f"  memory above model and cache: {result['rss_overhead_mb']} MB")
    if result["table"]:
        rows = Table("visitors", "prefix", "first token", "tokens/s", box=None)
        for row in result["table"]:
            rows.add_row(
                str(row["visitors"]),
                str(row["prefix_tokens"]),
                f"{row['ttft_p50_ms']:.0f} ms",
                f"{row['tokens_per_s']:.0f}",
            )
        console.print(rows)
