"""`tresen backup`: the whole business in one file, while it runs."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.backup import back_up
from catalog.database import Database
from web.commands.options import placed, settings_file, settings_of


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@placed
def backup(file: Path, config: Path | None, state: Path | None) -> None:
    """Keep catalog, conversations and settings in FILE, while everything runs.

    Whoever has FILE has what your customers wrote: keep it closed.
    """
    chosen = settings_file(config, state)
    settings = settings_of(chosen, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        size = back_up(database, chosen, file)
    finally:
        database.close()
    click.echo(f"{file}: {size / 1e6:.1f} MB. Files that hold secrets are not in it.")
