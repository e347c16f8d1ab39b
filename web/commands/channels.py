"""`tresen channels`: which messengers are open, what waits, and which replies reached nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from catalog.database import Database
from web.commands.options import placed, settings_of
from web.mail import NAME as MAIL
from web.mail import talks
from web.webhooks import channels_of
from web.webhooks.inbox import Inbox
from web.webhooks.outbox import OPEN, DeadLetter, Outbox


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
@placed
def channels(as_json: bool, config: Path | None, state: Path | None) -> None:
    """Show the messengers: open or not, what waits, and which replies were given up and why."""
    settings = settings_of(config, state)
    database = Database.open(settings.state, settings.database.url)
    try:
        waiting = Inbox(database, settings.web.message_chars).counts()
        box = Outbox(database, settings.channels.confirm_s)
        counts, dead = box.counts(), box.dead_letters()
        mailbox = talks.state(database)
    finally:
        database.close()
    open_: set[str] = {*channels_of(settings.channels), *({MAIL} if settings.mail else ())}
    names = sorted({*open_, *waiting, *(name for name, _ in counts)})
    told = [
        {
            "channel": name,
            "open": name in open_,
            "waiting": waiting.get(name, 0),
            "to_send": sum(counts.get((name, state), 0) for state in OPEN),
            "sent": counts.get((name, "sent"), 0),
            "dead": counts.get((name, "dead"), 0),
        }
        for name in names
    ]
    if as_json:
        letters = [asdict(letter) | {"at": letter.at.isoformat()} for letter in dead]
        read = mailbox.read.isoformat() if mailbox.read else None
        kept = {"read": read, "fault": mailbox.fault} if settings.mail else None
        click.echo(json.dumps({"channels": told, "dead": letters, "mailbox": kept}))
    else:
        _tell(told, dead)
        if settings.mail and settings.mail.imap:
            when = f"{mailbox.read:%Y-%m-%d %H:%M} UTC" if mailbox.read else "never"
            click.echo(f"The mailbox was last read: {when}. {mailbox.fault}".rstrip())


def _tell(told: Sequence[Mapping[str, Any]], dead: Sequence[DeadLetter]) -> None:
    if not told:
        click.echo("No messenger is open: a section [channels.…] in tresen.toml opens one.")
    for entry in told:
        address = "[mail]" if entry["channel"] == MAIL else f"/webhooks/{entry['channel']}"
        address = address if entry["open"] else "not in the settings"
        click.echo(
            f"{entry['channel']} ({address}): {entry['waiting']} to answer, "
            f"{entry['to_send']} to send, {entry['sent']} sent and {entry['dead']} given up "
            "in 30 days."
        )
    for letter in dead:
        times = f"{letter.attempts} attempts" if letter.attempts > 1 else "one attempt"
        click.echo(
            f"{letter.at:%Y-%m-%d %H:%M} {letter.channel}: a reply to {letter.person} was given up "
            f"after {times}. {letter.reason}."
        )
