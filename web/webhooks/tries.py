"""How often an answer was begun, and that none could be written: rows of the outbox without a body.

A try is noted before it is begun, because what ends the whole process leaves no other trace of it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import outbox
from web.webhooks.people import Person

TRYING = "trying"
"""The state of such a row: it is no request, and nothing of it is sent."""


class Tries:
    """Those of all answers that are being written. Safe from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, person: Person, turn: str, now: datetime) -> int:
        """Note that the answer to `turn` is begun; how often it was by now."""
        c = outbox.c
        mine = c.key == f"{TRYING}:{turn}"
        with self._database.writing() as connection:
            before = connection.execute(sa.select(c.attempts).where(mine)).scalar()
            if before is None:
                values = _note(person, TRYING, "", 1, now) | {"key": f"{TRYING}:{turn}"}
                connection.execute(outbox.insert().values(**values))
                return 1
            again = outbox.update().where(mine).values(attempts=before + 1, changed=now)
            connection.execute(again)
            return int(before) + 1

    def undo(self, turn: str) -> None:
        """That beginning was none: it waits for something else than this answer."""
        c = outbox.c
        mine = c.key == f"{TRYING}:{turn}"
        with self._database.writing() as connection:
            connection.execute(outbox.update().where(mine).values(attempts=c.attempts - 1))

    def end(self, connection: sa.Connection, turn: str) -> None:
        """The answer stands, so that its tries count no longer. In the transaction of the reply."""
        connection.execute(outbox.delete().where(outbox.c.key == f"{TRYING}:{turn}"))

    def give_up(
        self, connection: sa.Connection, person: Person, reason: str, tries: int, now: datetime
    ) -> None:
        """Note that there is no answer to what `person` wrote, and why: for the owner."""
        connection.execute(outbox.insert().values(**_note(person, "dead", reason, tries, now)))


def _note(person: Person, state: str, error: str, attempts: int, now: datetime) -> dict[str, Any]:
    return {
        "key": secrets.token_urlsafe(18),
        "channel": person.channel,
        "account": person.account,
        "person": person.id,
        "body": {},
        "instead": {},
        "state": state,
        "attempts": attempts,
        "due": now,
        "until": now,
        "platform_id": "",
        "error": error,
        "changed": now,
    }
