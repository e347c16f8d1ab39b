"""`tresen sync`: the sources of the settings again, where they changed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from web.commands.ingest import fill_catalog, tell
from web.commands.options import placed, settings_file, settings_of
from web.commands.own_sources import configured


@click.command()
@click.option("--accept-shrunk", is_flag=True, help="Take a source that more than half is gone of.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@placed
def sync(accept_shrunk: bool, as_json: bool, config: Path | None, state: Path | None) -> None:
    """Read the sources of tresen.toml again; what a server says is unchanged is left as it is."""
    file = settings_file(config, state)
    settings = settings_of(file, state)
    given = configured(settings, file)
    if not given:
        raise click.UsageError("Set [catalog] sources in tresen.toml; there are none to read.")
    report = fill_catalog(
        settings, given, quiet=as_json, accept_shrunk=accept_shrunk, skip_unmodified=True
    )
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        tell(report)
    if report.failed:
        raise SystemExit(1)
