"""What a mail does that came to one of our addresses: once, however often it is read.

the owner's      her words go to the customer, where they are; the talk stays whose it was
the customer's   it stands open in the talk, and is a question for a person again
a bounce         the letter is noted as not delivered
a program's      nothing at all
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from agent.attending import Outcome
from agent.open_questions import OpenQuestions
from agent.shop import Agent
from agent.turn_rows import add_turn
from catalog.tables import conversations, outbox, turns
from web.console.hands import Hands
from web.mail import NAME
from web.mail.addresses import Place, Side
from web.mail.reading import Mail
from web.mail.writing import owners
from web.webhooks.outbox import Outbox
from web.webhooks.people import Person
from web.webhooks.seam import Outgoing

log = logging.getLogger("tresen.web")

_AN_HOUR = 20
"""Mails of one talk: more are written by programs that do not say so."""
_OWNERS_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """Takes mails in. `hands` are those of the console."""

    agent: Agent
    hands: Hands
    outbox: Outbox

    def take(self, mail: Mail, place: Place) -> str:
        """Do what `mail` asks for; in a word, for the log."""
        if mail.bounced:
            return self._bounced(mail, place)
        if mail.automatic:
            return "automatic"
        if self._is_too_much(place):
            return "too many"
        if place.side is Side.OWNER:
            return self._of_owner(mail, place)
        return self._of_customer(mail, place)

    def _of_owner(self, mail: Mail, place: Place) -> str:
        if mail.sender not in owners(self.agent):
            return "a stranger's"
        if not mail.text or len(mail.text) > _OWNERS_CHARS:
            about = "too_long" if mail.text else "empty"
            self._notice(mail, place, about)
            return about
        name = (mail.name or mail.sender).split("@")[0].split()[0][:40]
        outcome, holder = self.hands.say_by_mail(place.conversation, name, mail.id, mail.text)
        if outcome in (Outcome.TAKEN, Outcome.CLOSED):
            self._notice(mail, place, outcome.name.lower(), holder)
        elif mail.attachments:
            self._notice(mail, place, "attachments")
        return outcome.name.lower()

    def _of_customer(self, mail: Mail, place: Place) -> str:
        if mail.text and not self._keep(mail, place):
            return "repeated"
        if mail.attachments:
            self._notice(mail, place, "attachments")
        return "kept" if mail.text else "empty"

    def _keep(self, mail: Mail, place: Place) -> bool:
        """The words stand open in the talk, and a person is asked; False: they do already."""
        text = mail.text[: self.agent.settings.web.message_chars]
        now, id = datetime.now(UTC), place.conversation
        mine = turns.c.conversation_id == id
        with self.agent.catalog.database.writing(durable=True) as connection:
            same = sa.select(turns.c.id).where(mine, turns.c.message_id == mail.id)
            if connection.execute(same).first():
                return False
            language = sa.select(conversations.c.language).where(conversations.c.id == id)
            spoken = connection.execute(language).scalar_one()
            position = add_turn(connection, id, mail.id, text, spoken)
            OpenQuestions.add(connection, id, position, text, mail.sender, spoken)
            touched = conversations.update().where(conversations.c.id == id)
            connection.execute(touched.values(touched=now))
        return True

    def _notice(self, mail: Mail, place: Place, about: str, name: str = "") -> None:
        """Tell whoever wrote what became of it; of one mail once."""
        body = {"letter": "notice", "talk": place.conversation, "side": str(place.side),
                "about": about, "name": name, "to": mail.sender}  # fmt: skip
        made = hashlib.sha256(f"{mail.id}{about}".encode()).hexdigest()[:24]
        now = datetime.now(UTC)
        account = self.agent.settings.mail.address if self.agent.settings.mail else ""
        with self.agent.catalog.database.writing() as connection:
            self.outbox.put(
                connection, Person(NAME, account, mail.sender), [Outgoing(body)], None, now,
                key=f"{NAME}:{place.talk}:{made}",
            )  # fmt: skip
        self.hands.reach.wake()

    def _bounced(self, mail: Mail, place: Place) -> str:
        """The newest letter of the talk to that side reached nobody."""
        c = outbox.c
        here = sa.and_(c.channel == NAME, c.key.startswith(f"{NAME}:{place.talk}:"))
        to_owner = c.person.in_(owners(self.agent))
        side = to_owner if place.side is Side.OWNER else ~to_owner
        newest = sa.select(c.id).where(here, side, c.state == "sent").order_by(c.id.desc()).limit(1)
        values = {"state": "dead", "error": mail.bounced, "changed": datetime.now(UTC)}
        with self.agent.catalog.database.writing(durable=True) as connection:
            id = connection.execute(newest).scalar()
            connection.execute(outbox.update().where(c.id == id).values(**values))
        log.error("mail came back", extra={"channel": NAME, "reason": mail.bounced})
        return "bounced"

    def _is_too_much(self, place: Place) -> bool:
        c = turns.c
        query = sa.select(sa.func.count()).where(
            c.conversation_id == place.conversation,
            c.message_id.startswith("mail:"),
            c.created > datetime.now(UTC) - timedelta(hours=1),
        )
        with self.agent.catalog.database.reading() as connection:
            return int(connection.execute(query).scalar_one()) >= _AN_HOUR
