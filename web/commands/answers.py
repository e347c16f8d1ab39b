"""`tresen answers`: what people of the business have answered in the console, for good."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from catalog.answers import Answer, Answers, markdown
from catalog.database import Database
from catalog.search import Search
from catalog.signs import clean
from web.commands.options import placed, settings_of


@click.group()
def answers() -> None:
    """What was answered in the console for good: list it, or write it as Markdown."""


@answers.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--all", "everything", is_flag=True, help="Those that are withdrawn too.")
@placed
def list_answers(as_json: bool, everything: bool, config: Path | None, state: Path | None) -> None:
    """List the answers, the newest first."""
    found = _read(config, state, withdrawn=everything)
    if as_json:
        told = [json.loads(json.dumps(asdict(one), default=str)) for one in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in found:
        gone = ", withdrawn" if one.withdrawn else ""
        click.echo(f"{one.id} ({one.language}, {clean(one.author)}{gone}): {clean(one.question)}")
    if not found:
        click.echo("Nothing has been answered in the console yet.")


@answers.command()
@click.option("--lang", "language", help="Only those in this language.")
@placed
def export(language: str | None, config: Path | None, state: Path | None) -> None:
    """Write the answers to the standard output as Markdown: a FAQ like any other."""
    found = _read(config, state)
    click.echo(markdown([one for one in found if language in (None, one.language)]), nl=False)


def _read(config: Path | None, state: Path | None, *, withdrawn: bool = False) -> Sequence[Answer]:
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        return Answers(database, Search.open(settings.state)).all(withdrawn=withdrawn)
    finally:
        database.close()
