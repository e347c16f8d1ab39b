"""A batch of messages to the requests that answer it, or nothing where they are to wait.

Whatever goes wrong on the way, foreseen or not, counts as a try of that batch. What fails thrice
fails again: then the customer is told so, the owner finds it in `tresen channels`, and the next
message is answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from agent.answer import Incoming
from agent.config import Settings
from agent.errors import AgentBusy, ConversationBusy, MessageError
from agent.events import Failed, HandedOff
from agent.turns import PERSON
from catalog.errors import StateError
from web.desk import Desk
from web.look import model_credit
from web.reply import Reply, gather
from web.webhooks.inbox import Batch
from web.webhooks.letters import letter_of
from web.webhooks.people import Known, Person
from web.webhooks.seam import Channel, Letter, Outgoing
from web.words import available, choose, messages

log = logging.getLogger("tresen.web")

PATIENCE = timedelta(minutes=5)
"""How long a reply is tried again that only waits for something: a full engine, the database."""
_TRIES, _ENDED = 3, 5
"""How often an answer is tried that fails; and one that was begun and of which nothing came: it
ended the whole process, or the process was ended meanwhile."""
_DELAY_S, _LONGEST_S = 2.0, 30.0
"""Seconds before the second try, and at most; each further one waits twice as long."""
_WITH_A_PERSON_S = 2.0
"""How soon it is asked again whether a person still has the talk that was taken in mid-reply."""
_PASSING = ("overloaded", "engine_down")


@dataclass(frozen=True, slots=True)
class Postponed:
    """There is no reply yet; try again in `seconds`. `counts`: because this try has failed."""

    seconds: float
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be sent. `given_up` says why no answer could be written, where none could."""

    outgoing: Sequence[Outgoing]
    language: str
    given_up: str = ""


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why a try failed. `text` is for the customer, `passing` what time alone mends."""

    reason: str
    text: str = ""
    passing: bool = False
    retry_after: float | None = None


class Answering:
    """Asks the agent. Safe from many threads."""

    def __init__(self, desk: Desk, settings: Settings, stopping: Callable[[], bool]) -> None:
        self._desk = desk
        self._settings = settings
        self._stopping = stopping
        self._credit = model_credit(settings)

    def written(
        self, channel: Channel, person: Person, known: Known, batch: Batch, tries: int
    ) -> Written | Postponed:
        """The answer to `batch`; what was answered before a crash is told again. Raises nothing.

        `tries`: how often it was begun, this time included.
        """
        written: Written | Postponed | _Fault
        try:
            if tries > _ENDED:
                written = _Fault("the program ended over it")
            else:
                written = self._answered(channel, person, known, batch)
        except (StateError, AgentBusy) as exc:
            after = exc.retry_after if isinstance(exc, AgentBusy) else None
            written = _Fault(str(exc), passing=True, retry_after=after)
        except Exception as exc:  # a try is counted: what fails again and again is given up
            log.error("answering failed", extra={"channel": channel.name}, exc_info=exc)
            written = _Fault(type(exc).__name__)
        if isinstance(written, _Fault):
            return self._after(written, channel, person, known, batch, tries)
        return written

    def _answered(
        self, channel: Channel, person: Person, known: Known, batch: Batch
    ) -> Written | Postponed | _Fault:
        kinds: list[str] = [entry.kind for entry in batch.entries]
        reply = Reply()
        if batch.text:
            try:
                reply = self._asked(channel, person, known, batch)
            except ConversationBusy:
                return Postponed(1.0)
            except MessageError:
                kinds.append("too_long")
            if (failed := reply.failed) is not None:
                return _fault_of(failed)
            if reply.finished is not None and reply.finished.lane == PERSON and reply.text:
                return Postponed(_WITH_A_PERSON_S)
            if reply.finished is None and "too_long" not in kinds:
                # Cut off because the program is being ended, or for no reason that is known.
                return Postponed(1.0) if self._stopping() else _Fault("it broke off")
        letter = self._letter(person, known, batch, reply, kinds)
        return Written(channel.write(letter) if letter.text else (), letter.language)

    def _asked(self, channel: Channel, person: Person, known: Known, batch: Batch) -> Reply:
        incoming = Incoming(
            text=batch.text,
            conversation=person.conversation,
            message_id=batch.turn,
            language=known.language,
            visitor=known.visitor,
            phone=channel.phone(known.address),
        )
        events = self._desk.metrics.watch(self._desk.answer(self._desk.agent, incoming))
        with closing(events):
            return gather(takewhile(lambda _: not self._stopping(), events))

    def _after(
        self,
        fault: _Fault,
        channel: Channel,
        person: Person,
        known: Known,
        batch: Batch,
        tries: int,
    ) -> Written | Postponed:
        """Another try later, or the word that there is no answer."""
        log.warning("reply postponed", extra={"reason": fault.reason, "tries": tries})
        age = datetime.now(UTC) - batch.since
        if (fault.passing or tries < _TRIES) and age <= PATIENCE:
            # Twice as long each time; what passes counts no tries, but grows old.
            longer = age.total_seconds() if fault.passing else _DELAY_S * 2 ** (tries - 1)
            wait = fault.retry_after or max(_DELAY_S, longer)
            return Postponed(min(wait, _LONGEST_S), counts=not fault.passing)
        reason = f"no answer could be written ({fault.reason})"
        words = messages(choose(known.language, self._desk.agent.business.languages))
        reply = Reply(text=fault.text or words["messages"]["failed"], handoff=self._handed(batch))
        try:
            letter = self._letter(person, known, batch, reply, ())
            return Written(channel.write(letter), letter.language, reason)
        except Exception as exc:  # the last word to this person: without it the turn still ends
            log.error("answering failed", extra={"channel": channel.name}, exc_info=exc)
            return Written((), known.language, reason)

    def _handed(self, batch: Batch) -> HandedOff | None:
        business = self._settings.business
        contact = self._settings.truth.handoff or business.email or business.phone
        return HandedOff(batch.text, contact) if contact else None

    def _letter(
        self, person: Person, known: Known, batch: Batch, reply: Reply, kinds: Sequence[str]
    ) -> Letter:
        settings, agent = self._settings, self._desk.agent
        language = choose(known.language, agent.business.languages)
        if reply.finished:  # the words around a reply are in the language of the reply
            language = choose(reply.finished.language, (language, *available()))
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


def _fault_of(failed: Failed) -> _Fault:
    return _Fault(failed.code, failed.text, failed.code in _PASSING, failed.retry_after)
