"""What is to be told by mail now, and put into the outbox: questions to the business, answers to
customers who are not there to read them. What is told, and that it is, are one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent.mail_settings import MailSection
from agent.turns import PERSON
from catalog.contacts import is_email
from catalog.database import Database
from catalog.tables import conversations, handoffs, mail_talks, people, turns
from web.mail import NAME, talks
from web.webhooks.outbox import Outbox
from web.webhooks.people import Person
from web.webhooks.seam import Outgoing

_LATE = timedelta(hours=24)
"""What is older was left before there was mail."""
_MAY_LEAVE_S = 30
"""So long a customer may take to leave a contact, before their question is told without one."""
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Due:
    """Finds and posts it. `owners` are the business's people."""

    database: Database
    outbox: Outbox
    settings: MailSection
    owners: tuple[str, ...]

    def post(self, now: datetime) -> int:
        """How many letters that were."""
        with self.database.reading() as connection:
            waits = any(connection.execute(query.limit(1)).first() for query in self._queries(now))
        if not waits:
            return 0
        with self.database.writing(durable=True) as connection:
            asked, unsaid, answers = self._queries(now)
            found = 0
            for id, position in connection.execute(asked.limit(_AT_ONCE)).all():
                found += self._ask(connection, id, position, now)
                mine = handoffs.c.conversation_id == id, handoffs.c.position == position
                connection.execute(handoffs.update().where(*mine).values(mailed=now))
            for id, position in connection.execute(unsaid.limit(_AT_ONCE)).all():
                found += self._ask(connection, id, position, now)
            for id, reached, last in connection.execute(answers.limit(_AT_ONCE)).all():
                found += self._answer(connection, id, (reached or -1) + 1, last, now)
            return found

    def _queries(self, now: datetime) -> tuple[sa.Select[Any], sa.Select[Any], sa.Select[Any]]:
        return self._asked(now), self._unsaid(now), self._answers(now)

    def _asked(self, now: datetime) -> sa.Select[Any]:
        """Questions with a contact."""
        h = handoffs.c
        return sa.select(h.conversation_id, h.position).where(
            h.mailed.is_(None), h.done.is_(None), h.created > now - _LATE
        )

    def _unsaid(self, now: datetime) -> sa.Select[Any]:
        """Questions without one, of whoever can be reached all the same; of a talk the newest."""
        t, m, h = turns.c, mail_talks.c, handoffs.c
        c = conversations.c
        open_ = sa.and_(
            t.unanswered,
            t.settled.is_(None),
            t.created.between(now - _LATE, now - timedelta(seconds=_MAY_LEAVE_S)),
            t.position > sa.func.coalesce(m.told, -1),
            c.attendant == "",
            ~sa.exists().where(h.conversation_id == t.conversation_id, h.position == t.position),
        )
        if self.settings.notify == "reachable":
            open_ = sa.and_(open_, sa.exists().where(people.c.conversation == t.conversation_id))
        joined = turns.join(conversations, c.id == t.conversation_id).outerjoin(
            mail_talks, m.conversation_id == t.conversation_id
        )
        newest = sa.select(t.conversation_id, sa.func.max(t.position)).select_from(joined)
        return newest.where(open_).group_by(t.conversation_id)

    def _answers(self, now: datetime) -> sa.Select[Any]:
        """What a person said in a chat whose customer has left an address, and has not read it."""
        t, m, h = turns.c, mail_talks.c, handoffs.c
        before = now - timedelta(seconds=self.settings.after_s)
        unread = sa.and_(
            t.lane == PERSON,
            t.reply != "",
            t.created.between(now - _LATE, before),
            t.position > sa.func.coalesce(m.reached, -1),
            sa.exists().where(h.conversation_id == t.conversation_id, h.contact.contains("@")),
            ~sa.exists().where(people.c.conversation == t.conversation_id),
        )
        joined = turns.outerjoin(mail_talks, m.conversation_id == t.conversation_id)
        found = sa.select(t.conversation_id, m.reached, sa.func.max(t.position))
        return found.select_from(joined).where(unread).group_by(t.conversation_id, m.reached)

    def _ask(self, connection: sa.Connection, id: str, position: int, now: datetime) -> int:
        body = {"letter": "question", "talk": id, "position": position}
        for owner in self.owners:
            self._put(connection, id, owner, body, now)
        talks.advance(connection, id, told=position)
        return len(self.owners)

    def _answer(
        self, connection: sa.Connection, id: str, first: int, last: int, now: datetime
    ) -> int:
        h = handoffs.c
        newest = sa.select(h.contact).where(h.conversation_id == id, h.contact.contains("@"))
        to = str(connection.execute(newest.order_by(h.id.desc())).scalar() or "")
        talks.advance(connection, id, reached=last)
        if not is_email(to):
            return 0
        body = {"letter": "answer", "talk": id, "first": first, "last": last}
        self._put(connection, id, to, body, now)
        return 1

    def _put(
        self, connection: sa.Connection, id: str, to: str, body: dict[str, Any], now: datetime
    ) -> None:
        key = f"{NAME}:{talks.number(connection, id)}:{secrets.token_hex(12)}"
        person = Person(NAME, self.settings.address, to)
        self.outbox.put(connection, person, [Outgoing(body | {"to": to})], None, now, key=key)
