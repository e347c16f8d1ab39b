"""`tresen bench web`: a website under load, for as long as one likes."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from agent.model.machine import look
from web.bench.website import Crowd, beside_agents, load_of, served
from web.commands.bench_options import as_json
from web.commands.options import placed


@click.command()
@placed
@click.option("--waiting", default=200, show_default=True, type=click.IntRange(0, 5000),
              help="Visitors with an open stream.")  # fmt: skip
@click.option("--talking", default=16, show_default=True, type=click.IntRange(1, 256))
@click.option("--agents", default=0, show_default=True, type=click.IntRange(0, 256),
              help="Programs that ask without a pause; half as long without them.")  # fmt: skip
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(1, 86_400))
@click.option("--pause", default=1.0, show_default=True, type=click.FloatRange(0),
              help="Seconds from a reply's end to a visitor's next question.")  # fmt: skip
@click.option("--arrival", default=5.0, show_default=True, type=click.FloatRange(0),
              help="Seconds within which the streams are opened.")  # fmt: skip
@as_json
def web(
    config: Path | None,
    state: Path | None,
    waiting: int,
    talking: int,
    agents: int,
    seconds: float,
    pause: float,
    arrival: float,
    as_json: bool,
) -> None:
    """Visitors all at once: errors, health, first words and memory meanwhile.

    The server is started for it, with the settings and the catalog that are here.
    """
    word = secrets.token_urlsafe(18)
    crowd = Crowd(waiting, talking, seconds, pause, arrival, agents)
    progress = Console(stderr=True)
    with progress.status("starting") as status, served(config, state, word) as there:
        measure = beside_agents if agents else load_of
        result = measure(crowd, there, word, status.update)
    result = {"machine": asdict(look()), "versions": {"tresen": version("tresen")}, **result}
    if as_json:
        click.echo(json.dumps(result, indent=2, default=str))
    else:
        _show(result, Console())


def _show(result: dict[str, Any], console: Console) -> None:
    streams = result["streams"]
    console.print(
        f"{streams['opened']} of {streams['wanted']} streams open, {streams['cut']} cut; "
        f"{result['talking']} visitors had {result['replies']} replies in {result['seconds']:.0f} s"
    )
    console.print(
        f"errors: {result['errors'] or 'none'}; 429: {result['refused_429']}, "
        f"{result['refused_without_retry_after']} of them without Retry-After"
    )
    if (shopped := result["agents"])["wanted"]:
        console.print(
            f"{shopped['wanted']} agents had {shopped['answers']} answers; errors: "
            f"{shopped['errors'] or 'none'}; 429: {shopped['refused_429']}, "
            f"{shopped['refused_without_retry_after']} of them without Retry-After"
        )
        told = (f"{name} {value}" for name, value in result["ratios"].items())
        console.print(f"the customers beside them, to those without: {', '.join(told)}")
    console.print(f"who answered: {result['lanes']}")
    rows = Table("", "median", "99 %", "longest", box=None)
    for name in ("health", "ttft", "whole_reply"):
        if times := result[name]:
            shown = (f"{times[key]:.0f} ms" for key in ("p50_ms", "p99_ms", "max_ms"))
            rows.add_row(name, *shown)
    console.print(rows)
    for name, memory in result["memory"].items():
        console.print(
            f"memory of the {name}: {memory['early_mb']} MB early, {memory['late_mb']} MB at the "
            f"end ({memory['growth_mb']:+.1f})"
        )
