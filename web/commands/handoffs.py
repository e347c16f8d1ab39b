"""`tresen handoffs`: the questions that wait for a person, and where their answers go."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.open_questions import OpenQuestion, OpenQuestions
from catalog.database import Database
from catalog.errors import TresenError
from catalog.signs import clean
from web.commands.options import placed, settings_of
from web.console.talks import Listed, Talks


class NoSuchQuestion(TresenError):
    """The number that was given is none of the list's."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--done", type=click.IntRange(1), metavar="ID", help="Mark this one as answered.")
@click.option("--all", "everything", is_flag=True, help="Those that are answered too.")
@placed
def handoffs(
    as_json: bool, done: int | None, everything: bool, config: Path | None, state: Path | None
) -> None:
    """What customers asked that only a person can answer, with the contact that they left.

    As /console has it under "Waiting for a person": also talks that a person has taken and in which
    something is open, and those that were just left to one."""
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        questions = OpenQuestions(database)
        if done is not None and not questions.finish(done):
            raise NoSuchQuestion(f"--done {done}: there is no such question. See tresen handoffs.")
        found = questions.all(done=everything)
        waiting = Talks(database, settings.channels.person_s).waiting()
    finally:
        database.close()
    others = [talk for talk in waiting if not talk.question]
    if as_json:
        told = [*map(_told, found), *map(_told_talk, others)]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    if not found and not others:
        click.echo("No question waits for an answer.")
        return
    Console(highlight=False).print(_table(found, others))
    click.echo("\nAnswered one? tresen handoffs --done ID")


def _told(entry: OpenQuestion) -> dict[str, str | int | None]:
    told = asdict(entry)
    return told | {
        "created": entry.created.isoformat(),
        "done": entry.done.isoformat() if entry.done else None,
    }


def _told_talk(talk: Listed) -> dict[str, str | int | None]:
    """A talk that waits without a contact: taken by a person, or just left to one."""
    return {
        "id": None, "question": talk.said, "contact": "", "language": "",
        "created": talk.when.isoformat(), "done": None, "talk": talk.id, "person": talk.person,
    }  # fmt: skip


def _table(found: Sequence[OpenQuestion], others: Sequence[Listed]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "asked", "answer to", "question"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("id", "asked"))
    for entry in found:
        asked = f"{entry.created:%Y-%m-%d %H:%M}" + (", answered" if entry.done else "")
        words = (Text(clean(text)) for text in (entry.contact, entry.question))
        table.add_row(str(entry.id), asked, *words)
    for talk in others:
        has = f"{clean(talk.person)} has it" if talk.person else "in the talk"
        table.add_row("", f"{talk.when:%Y-%m-%d %H:%M}", Text(has), Text(clean(talk.said)))
    return table
