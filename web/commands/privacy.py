"""`tresen privacy`: what is kept of one person, told or erased; and for how long all of it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from catalog.database import Database
from catalog.errors import TresenError
from web.commands.options import placed, settings_of
from web.privacy import Found, Kind, find, kinds
from web.privacy import erase as erase_all
from web.privacy import export as export_all

_KINDS = {
    Kind.TALKS: "Conversations, questions for a person and contacts, after the last word",
    Kind.MESSAGES: "What came and went by messengers and mail, without its words",
    Kind.FIGURES: "Figures, without a person once the conversation is deleted",
    Kind.ORDERS: "Orders that were read of tables, with a digest of whose they are",
    Kind.ANSWERS: "Answers that were written in the console",
    Kind.RESTOCKS: "Who waits for something that is sold out, with their address, once confirmed",
}


class NobodyKnown(TresenError):
    """Nothing is kept of whoever the contact names."""


@click.group()
def privacy() -> None:
    """Tell or erase all that is kept of one person, by e-mail, phone number or messenger's id."""


@privacy.command()
@click.argument("contact")
@placed
def export(contact: str, config: Path | None, state: Path | None) -> None:
    """Write all that is kept of the person with CONTACT to the standard output, as JSON."""
    with _found(contact, config, state) as (database, found):
        click.echo(json.dumps(export_all(database, found), ensure_ascii=False, indent=2))


@privacy.command()
@click.argument("contact")
@click.option("--yes", is_flag=True, help="Do not ask.")
@placed
def erase(contact: str, yes: bool, config: Path | None, state: Path | None) -> None:
    """Erase all that is kept of the person with CONTACT, so that no trace stays in the folder."""
    with _found(contact, config, state) as (database, found):
        talks = f"{len(found.talks)} conversations, {len(found.people)} messengers"
        talks += f", {len(found.orders)} orders" if found.orders else ""
        if not yes:
            click.confirm(f"Erase {talks} for good?", abort=True)
        gone = erase_all(database, found)
    click.echo(", ".join(f"{name} {count}" for name, count in gone.items()) + ": erased.")
    click.echo("Not reached: backups, what a platform or a mailbox has.")
    click.echo("A server that runs lets go of it within the hour.")


@privacy.command()
@placed
def retention(config: Path | None, state: Path | None) -> None:
    """Say for how long what is kept."""
    settings = settings_of(config, state)
    for kept in kinds(settings):
        days = f"{kept.days} days" if kept.days else "for ever"
        days = "as long as their table has them" if kept.days is None else days
        setting = f" ({kept.setting})" if kept.setting else ""
        click.echo(f"{_KINDS[kept.kind]}: {days}{setting}.")


@contextmanager
def _found(
    contact: str, config: Path | None, state: Path | None
) -> Iterator[tuple[Database, Found]]:
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        found = find(database, contact)
        if not found:
            raise NobodyKnown(f"{contact!r}: nothing is kept of such a person.")
        yield database, found
    finally:
        database.close()
