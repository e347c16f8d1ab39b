"""The options that several `tresen bench` commands have, each said once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
plotted = click.option(
    "--plot", "picture", type=click.Path(dir_okay=False, path_type=Path), help="An SVG."
)
_VISITORS = click.option("--visitors", default=8, show_default=True, type=click.IntRange(1, 64))
_PREFIX = click.option(
    "--prefix", default=2000, show_default=True, type=click.IntRange(16, 100_000)
)
_REPLY = click.option("--reply", default=64, show_default=True, type=click.IntRange(2, 4096))


def loaded(command: Command) -> Command:
    """Gives `command` what an engine's load is: --visitors, --prefix, --reply (tokens)."""
    return _VISITORS(_PREFIX(_REPLY(command)))


def rounded(default: int, most: int) -> Callable[[Command], Command]:
    """The option --rounds: so many measurements, of which the median is told."""
    return click.option(
        "--rounds", default=default, show_default=True, type=click.IntRange(1, most)
    )
