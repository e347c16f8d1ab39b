"""What an owner does in a talk, on whatever channel: take it, write, hand it back.

The turns are attending.py's, the way to a messenger reach.py's; here they are put together.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent import attending
from agent.attending import Beside, Outcome, holder
from agent.open_questions import OpenQuestions
from agent.shop import Agent
from catalog.tables import conversations
from web.console.reach import Messenger, Reach
from web.words import choose, messages

log = logging.getLogger("tresen.web")

_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Hands:
    """What owners do. Safe from many threads."""

    agent: Agent
    reach: Reach

    def take(self, id: str, name: str, instead_of: str = "") -> Outcome:
        """`name` has the talk from now on, and the customer is told so."""
        beside = self._told(id, "joined", name)
        return self._done(attending.take(self.agent, id, name, instead_of, beside))

    def say(self, id: str, name: str, message_id: str, text: str) -> Outcome:
        """Send `text` to the customer; who has not taken the talk takes it by that."""
        taken = self.take(id, name)
        if taken not in (Outcome.DONE, Outcome.REPEATED):
            return taken
        return self._said(id, name, message_id, text, self.reach.of(id))

    def say_by_mail(self, id: str, name: str, message_id: str, text: str) -> tuple[Outcome, str]:
        """Send what `name` wrote by mail, and leave the talk to whom it is; who has it instead."""
        messenger = self.reach.of(id)
        if messenger is not None and not messenger.is_open:
            return Outcome.CLOSED, ""
        stays = self._holder(id) == name
        outcome = self._said(id, name, message_id, text, messenger, stays=stays)
        return outcome, self._holder(id) if outcome is Outcome.TAKEN else ""

    def _said(
        self,
        id: str,
        name: str,
        message_id: str,
        text: str,
        messenger: Messenger | None,
        *,
        stays: bool = True,
    ) -> Outcome:
        asked_for, sending = "", None
        if messenger is not None:
            waiting = self.reach.waiting(messenger)
            asked_for = "\n".join(entry.text for entry in waiting if entry.text.strip())
            language = self._language(id)
            sending = self.reach.sending(messenger, language, text, waiting, leaves=not stays)

        def beside(connection: sa.Connection, now: datetime) -> None:
            if sending is not None:
                sending(connection, now)
            if messenger is not None or self.agent.settings.mail is not None:
                OpenQuestions.reached(connection, id, by_mail=messenger is None)

        done = attending.say(self.agent, id, name, message_id, text, asked_for, beside, stays=stays)
        return self._done(done)

    def leave(self, id: str, name: str) -> Outcome:
        """The agent answers again, and the customer is told so."""
        beside = self._told(id, "left", name)
        return self._done(attending.release(self.agent, id, name, beside))

    def _told(self, id: str, key: str, name: str) -> Beside | None:
        messenger: Messenger | None = self.reach.of(id)
        if messenger is None:
            return None
        language = self._language(id)
        words = messages(choose(language, self.agent.business.languages))["widget"]
        text = words[key].format(name=name)
        return self.reach.sending(messenger, language, text, leaves=key == "left")

    def _language(self, id: str) -> str:
        query = sa.select(conversations.c.language).where(conversations.c.id == id)
        with self.agent.catalog.database.reading() as connection:
            return connection.execute(query).scalar() or ""

    def _holder(self, id: str) -> str:
        c = conversations.c
        query = sa.select(c.attendant, c.attended).where(c.id == id)
        with self.agent.catalog.database.reading() as connection:
            row = connection.execute(query).first()
        return holder(*row, attending.person_s(self.agent)) if row else ""

    def _done(self, outcome: Outcome) -> Outcome:
        if outcome is Outcome.DONE:
            self.reach.wake()
        return outcome


@contextmanager
def giving_back(hands: Hands, every_s: float = _EVERY_S) -> Iterator[None]:
    """Beside the block: what a person has left alone for `[channels] person_s` goes back."""
    end = threading.Event()

    def run() -> None:
        while not end.wait(every_s):
            try:
                for over in attending.expired(hands.agent):
                    hands.leave(over.conversation, over.name)
            except Exception as exc:  # a locked database now; the next second it is tried again
                log.error("talks are not handed back", exc_info=exc)

    thread = threading.Thread(target=run, name="hands", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(10)
