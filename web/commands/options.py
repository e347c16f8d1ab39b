"""What all commands share: where the settings and the state lie, and how an error is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from agent.config import Settings, load

Command = TypeVar("Command", bound=Callable[..., Any])

_STATE = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for database, index and models (default: .tresen).",
)
_CONFIG = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The settings file (default: tresen.toml, where there is one).",
)


def placed(command: Command) -> Command:
    """Gives `command` the options --state and --config."""
    return _STATE(_CONFIG(command))


def settings_of(config: Path | None, state: Path | None, **sections: dict[str, Any]) -> Settings:
    """The settings, under what options said: `web={"port": 80}`. Raises ConfigError."""
    given = {
        name: {key: value for key, value in keys.items() if value is not None}
        for name, keys in sections.items()
    }
    overrides: dict[str, Any] = {name: keys for name, keys in given.items() if keys}
    if state is not None:
        overrides["state"] = state
    return load(config, **overrides)
