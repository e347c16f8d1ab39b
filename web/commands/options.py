"""What all commands share: where the settings and the state lie, and how an error is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from agent.config import Settings, load
from catalog.signs import clean

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = "tresen.toml"
_STATE = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for database, index and models (default: .tresen).",
)
_CONFIG = click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The settings file (default: tresen.toml here, else in the folder that --state names).",
)


def placed(command: Command) -> Command:
    """Gives `command` the options --state and --config."""
    return _STATE(_CONFIG(command))


def settings_file(config: Path | None, state: Path | None) -> Path | None:
    """The file that the settings are read from: the one that is named, else that of the current
    folder, else that of the state folder that is named; None where there is none."""
    if config is not None:
        return config
    named = state or os.environ.get("TRESEN_STATE")
    folders = (Path(), Path(named)) if named else (Path(),)
    return next((file for folder in folders if (file := folder / _FILE).is_file()), None)


def say_settings(file: Path | None, settings: Settings) -> None:
    """Which settings are used, in one line on stderr; and where there are none, what is taken."""
    if file is not None:
        click.echo(f"Settings: {clean(str(file.absolute()))}", err=True)
        return
    business = settings.business
    click.echo(
        f"There is no settings file ({_FILE} here or in the folder of --state): "
        f"{', '.join(business.languages)} and {business.currency} are taken for the languages and "
        "the currency until `tresen init` has asked for yours.",
        err=True,
    )


def settings_of(config: Path | None, state: Path | None, **sections: dict[str, Any]) -> Settings:
    """The settings, under what options said: `web={"port": 80}`. Raises ConfigError."""
    given = {
        name: {key: value for key, value in keys.items() if value is not None}
        for name, keys in sections.items()
    }
    overrides: dict[str, Any] = {name: keys for name, keys in given.items() if keys}
    if state is not None:
        overrides["state"] = state
    return load(settings_file(config, state), **overrides)


def spoken_of(settings: Settings, languages: Sequence[str]) -> tuple[str, ...]:
    """The `languages` that were named, or all of the shop's where none was."""
    offered = settings.business.languages
    strange = [code for code in languages if code not in offered]
    if strange:
        raise click.BadParameter(
            f"{strange[0]!r} is none of the shop's languages ({', '.join(offered)}).",
            param_hint="--language",
        )
    return tuple(languages) or offered
