"""A batch of messages to the letter that answers them, or nothing where they are to wait."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from agent.answer import Incoming
from agent.config import Settings
from agent.errors import ConversationBusy, MessageError
from agent.events import Failed
from web.desk import Desk
from web.embed import model_credit
from web.reply import Reply, gather
from web.webhooks.inbox import Batch, Known, Person
from web.webhooks.letters import letter_of
from web.webhooks.seam import Letter
from web.words import choose, messages

log = logging.getLogger("tresen.web")

PATIENCE = timedelta(minutes=5)
"""How long a reply that fails is tried again before the customer is told so."""
_TRIES = 3
"""How often one that the model cannot write is: what fails thrice fails again."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """There is no reply yet; try again in `seconds`."""

    seconds: float


class Answering:
    """Asks the agent. Safe from many threads."""

    def __init__(self, desk: Desk, settings: Settings, stopping: Callable[[], bool]) -> None:
        self._desk = desk
        self._settings = settings
        self._stopping = stopping
        self._credit = model_credit(settings)
        self._failures: dict[str, int] = {}

    def letter(
        self, person: Person, known: Known, batch: Batch, now: datetime
    ) -> Letter | Postponed:
        """The letter for `batch`; what was answered before a crash is told again."""
        kinds: list[str] = [entry.kind for entry in batch.entries]
        reply = Reply()
        if batch.text:
            try:
                reply = self._asked(person, known, batch)
            except ConversationBusy:
                return Postponed(1.0)
            except MessageError:
                kinds.append("too_long")
            if reply.failed is not None:
                if (wait := self._patience(reply.failed, batch, now)) is not None:
                    return Postponed(wait)
                reply = Reply(text=reply.failed.text)
            elif reply.finished is None and "too_long" not in kinds:
                return Postponed(1.0)  # the program is being ended
        self._failures.pop(batch.turn, None)
        return self._written(person, known, batch, reply, kinds)

    def _asked(self, person: Person, known: Known, batch: Batch) -> Reply:
        incoming = Incoming(
            text=batch.text,
            conversation=person.conversation,
            message_id=batch.turn,
            language=known.language,
            visitor=known.visitor,
        )
        events = self._desk.metrics.watch(self._desk.answer(self._desk.agent, incoming))
        with closing(events):
            return gather(takewhile(lambda _: not self._stopping(), events))

    def _patience(self, failed: Failed, batch: Batch, now: datetime) -> float | None:
        """Seconds until the next try; None where it is time to say that it failed."""
        tries = self._failures[batch.turn] = self._failures.get(batch.turn, 0) + 1
        log.warning("reply postponed", extra={"code": failed.code, "tries": tries})
        hopeless = failed.code in ("generation_failed", "internal") and tries >= _TRIES
        if hopeless or now - batch.since > PATIENCE:
            return None
        return failed.retry_after or min(2.0**tries, 30.0)

    def _written(
        self, person: Person, known: Known, batch: Batch, reply: Reply, kinds: list[str]
    ) -> Letter:
        settings, agent = self._settings, self._desk.agent
        spoken = reply.finished.language if reply.finished else known.language
        language = choose(spoken, agent.business.languages)
        words = messages(language)
        greeting = ""
        if settings.channels.disclosure and not known.greeted:
            told = words["widget"]["disclosure_long"].format(name=agent.business.name)
            greeting = f"{told} {self._credit}".strip()
        ids = [card.id for card in reply.cards]
        return letter_of(
            reply,
            kinds,
            settings=settings,
            words=words,
            greeting=greeting,
            address=known.address,
            person=person.id,
            language=language,
            answers=tuple(entry.message for entry in batch.entries),
            products=agent.catalog.products(ids) if ids else (),
        )
