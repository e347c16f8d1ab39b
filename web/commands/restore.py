"""`tresen restore`: a business out of a backup, on this machine or another."""

from __future__ import annotations

from pathlib import Path

import click

from catalog import backup as kept
from web.commands.options import placed


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@placed
def restore(file: Path, config: Path | None, state: Path | None) -> None:
    """Bring back what `tresen backup` kept in FILE, into a folder that has no business yet."""
    told = kept.restore(file, state or Path(".tresen"), config or Path(kept.SETTINGS))
    click.echo(f"The business is in {told.state}.")
    if told.settings is not None:
        click.echo(f"Its settings are in {told.settings}.")
    else:
        click.echo(f"Settings were left as they are here ({config or kept.SETTINGS}).")
