"""The questions that wait for a person, with the contacts that customers left: kept, listed, done.

What is said to the customer meanwhile is handoff.py's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import handoffs


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question as the business sees it. `done` is None while nobody has answered it."""

    id: int
    question: str
    contact: str
    language: str
    created: datetime
    done: datetime | None


class OpenQuestions:
    """All of them. Safe from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self, conversation: str, position: int, question: str, contact: str, language: str
    ) -> None:
        """Keep what turn `position` left open: one row, however often its contact is sent."""
        mine = handoffs.c.conversation_id == conversation, handoffs.c.position == position
        values = {"question": question, "contact": contact, "language": language}
        with self._database.writing() as connection:
            if not connection.execute(handoffs.update().where(*mine).values(**values)).rowcount:
                self.add(connection, conversation, position, question, contact, language)

    @staticmethod
    def add(
        connection: sa.Connection,
        conversation: str,
        position: int,
        question: str,
        contact: str,
        language: str,
    ) -> None:
        """One more, in a transaction that is open."""
        values = {"question": question, "contact": contact, "language": language}
        row = {"conversation_id": conversation, "position": position, "created": datetime.now(UTC)}
        connection.execute(handoffs.insert().values(row | values))

    @staticmethod
    def reached(connection: sa.Connection, conversation: str, *, by_mail: bool) -> None:
        """A person's words are on their way to the customer: what waited for them is answered. With
        `by_mail` only what is answered to an e-mail address."""
        mine = sa.and_(handoffs.c.conversation_id == conversation, handoffs.c.done.is_(None))
        if by_mail:
            mine = sa.and_(mine, handoffs.c.contact.contains("@"))
        connection.execute(handoffs.update().where(mine).values(done=datetime.now(UTC)))

    def withdraw(self, conversation: str, position: int) -> None:
        """Forget the question, and the contact with it."""
        mine = handoffs.c.conversation_id == conversation, handoffs.c.position == position
        with self._database.writing() as connection:
            connection.execute(handoffs.delete().where(*mine))

    def all(self, *, done: bool = False) -> Sequence[OpenQuestion]:
        """Those that wait for a person, the oldest first; with `done` also those that do not."""
        columns = (handoffs.c[name] for name in OpenQuestion.__slots__)
        query = sa.select(*columns).order_by(handoffs.c.id)
        if not done:
            query = query.where(handoffs.c.done.is_(None))
        with self._database.reading() as connection:
            return [OpenQuestion(*row) for row in connection.execute(query)]

    def finish(self, id: int) -> bool:
        """Mark as answered; whether there is such a one."""
        query = handoffs.update().where(handoffs.c.id == id).values(done=datetime.now(UTC))
        with self._database.writing() as connection:
            return connection.execute(query).rowcount > 0
