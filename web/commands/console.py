"""`tresen console`: the owner's own pages at /console, and the password that opens them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from catalog.database import Database
from web.commands.options import placed, settings_of
from web.console.keys import SHORTEST, Keys


@click.group()
def console() -> None:
    """The owner's pages at /console: who waits for a person, talks, questions, goods."""


@console.command()
@click.option("--stdin", "by_pipe", is_flag=True, help="Read it from the standard input.")
@click.option("--remove", is_flag=True, help="Close the console again but for this machine.")
@placed
def password(by_pipe: bool, remove: bool, config: Path | None, state: Path | None) -> None:
    """Set the password of /console, and log out everybody."""
    settings = settings_of(config, state)
    if remove:
        chosen = ""
    elif by_pipe:
        chosen = sys.stdin.readline().rstrip("\r\n") or " "
    else:
        chosen = click.prompt(
            f"Password (at least {SHORTEST} characters)", hide_input=True, confirmation_prompt=True
        )
    database = Database.open(settings.state, settings.database.url)
    try:
        Keys(database).change(chosen)
    finally:
        database.close()
    if remove:
        click.echo("No password is set: /console opens on this machine only.")
    else:
        click.echo("The password is set. Who was logged in at /console is logged out.")
