"""A person of the business in a talk: takes it, writes in it, hands it back, or is gone too long.

    take      the agent is silent, also in mid-reply; what the customer writes is kept for them
    say       their words, once; what waited is answered by them, and their time begins anew
    release   by them, or by the clock after `[channels] person_s`: the agent is not silent for ever

Who has a talk stands in its row (`conversations.attendant`, `attended`); what they did stands in
turns of the lane `person`, so that both sides read the same. Each is one transaction, in which
others may write too (`beside`): a messenger's outbox.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa

from agent import counted
from agent.events import Did, Event, Presence
from agent.overheard import TO_THE_MODEL, named
from agent.shop import Agent
from agent.turn_rows import person_turn
from agent.turns import Conversation, packed
from catalog.tables import conversations, turns

Beside = Callable[[sa.Connection, datetime], None]


class Outcome(Enum):
    DONE = auto()
    REPEATED = auto()
    """It was done already: the form was sent twice."""
    TAKEN = auto()
    """Somebody else has the talk, or nobody any more; nothing was changed."""
    GONE = auto()
    """There is no such conversation."""
    CLOSED = auto()
    """Where the customer is nothing can be sent now; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Expired:
    """A talk whose person has been silent for too long."""

    conversation: str
    name: str


def attendant(agent: Agent, conversation: Conversation) -> str:
    """Who has `conversation` now; empty: the agent."""
    return holder(conversation.attendant, conversation.attended, person_s(agent))


def holder(name: str, attended: datetime | None, seconds: float) -> str:
    """`name`, while less than `seconds` have passed since they `attended`."""
    if not name or attended is None:
        return ""
    return name if datetime.now(UTC) - attended < timedelta(seconds=seconds) else ""


def person_s(agent: Agent) -> float:
    """For how many seconds of silence a talk is left to a person."""
    return agent.settings.channels.person_s


def take(
    agent: Agent, id: str, name: str, instead_of: str = "", beside: Beside | None = None
) -> Outcome:
    """`name` has the talk from now on. Somebody else's is taken only by naming them."""
    now = datetime.now(UTC)
    with agent.catalog.database.writing(durable=True) as connection:
        row = _row(connection, id)
        if row is None:
            return Outcome.GONE
        has = holder(row.attendant, row.attended, person_s(agent))
        if has not in ("", name, instead_of):
            return Outcome.TAKEN
        _set(connection, id, name, now)
        if has != name:
            _note(connection, id, row.language, Presence(name, Did.JOINED))
            if beside is not None:
                beside(connection, now)
    agent.conversations.interrupt(id)
    return Outcome.REPEATED if has == name else Outcome.DONE


def say(
    agent: Agent,
    id: str,
    name: str,
    message_id: str,
    text: str,
    asked_for: str = "",
    beside: Beside | None = None,
    *,
    stays: bool = True,
) -> Outcome:
    """Keep the words of `name`, who has the talk, under `message_id`: sent twice, they stand once.

    What stands unanswered in the conversation is answered by it; so is `asked_for`, which stands
    in a messenger's inbox. Who does not stay (a mail) needs a talk that nobody else has, and leaves
    it as it was.
    """
    said, language = text.strip().replace("\0", ""), agent.offered[0]
    _, cards = named(agent, said, language, message_id)
    events: list[Event] = [Presence(name, Did.SAID), *cards]
    now = datetime.now(UTC)
    with agent.catalog.database.writing(durable=True) as connection:
        row = _row(connection, id)
        if row is None:
            return Outcome.GONE
        mine = sa.and_(turns.c.conversation_id == id, turns.c.message_id == message_id)
        if connection.execute(sa.select(turns.c.id).where(mine)).first():
            return Outcome.REPEATED
        has = holder(row.attendant, row.attended, person_s(agent))
        if has != name and (stays or has):
            return Outcome.TAKEN
        waited = _answer_open(connection, id, name, now)
        asked = "\n".join(filter(None, (*waited.values(), asked_for)))
        counted.by_person(connection, id, waited)
        person_turn(
            connection,
            id,
            message_id,
            message=asked_for,
            prompt=asked or TO_THE_MODEL,
            reply=said,
            language=row.language,
            events=packed(events),
        )
        if has:
            _set(connection, id, name, now)
        if beside is not None:
            beside(connection, now)
    return Outcome.DONE


def release(agent: Agent, id: str, name: str, beside: Beside | None = None) -> Outcome:
    """Hand the talk of `name` back to the agent."""
    now = datetime.now(UTC)
    with agent.catalog.database.writing(durable=True) as connection:
        row = _row(connection, id)
        if row is None:
            return Outcome.GONE
        if row.attendant != name:
            return Outcome.TAKEN
        _set(connection, id, "", None)
        _note(connection, id, row.language, Presence(name, Did.LEFT))
        if beside is not None:
            beside(connection, now)
    return Outcome.DONE


def expired(agent: Agent) -> list[Expired]:
    """The talks that go back to the agent now."""
    before = datetime.now(UTC) - timedelta(seconds=person_s(agent))
    c = conversations.c
    query = sa.select(c.id, c.attendant).where(c.attended <= before, c.attendant != "")
    with agent.catalog.database.reading() as connection:
        return [Expired(*row) for row in connection.execute(query.limit(100))]


def _row(connection: sa.Connection, id: str) -> sa.Row[Any, Any, Any] | None:
    c = conversations.c
    query = sa.select(c.attendant, c.attended, c.language).where(c.id == id)
    return connection.execute(query).first()


def _set(connection: sa.Connection, id: str, name: str, attended: datetime | None) -> None:
    mine = conversations.update().where(conversations.c.id == id)
    connection.execute(mine.values(attendant=name, attended=attended))


def _note(connection: sa.Connection, id: str, language: str, presence: Presence) -> None:
    key = f"{presence.did}:{secrets.token_urlsafe(12)}"
    person_turn(connection, id, key, prompt="", language=language, events=packed((presence,)))


def _answer_open(connection: sa.Connection, id: str, name: str, now: datetime) -> dict[int, str]:
    """End the turns that nobody has answered, for the words of `name` do; what they asked."""
    left = sa.and_(turns.c.conversation_id == id, turns.c.finished.is_(None))
    query = sa.select(turns.c.position, turns.c.message).where(left).order_by(turns.c.position)
    asked = {row.position: row.message for row in connection.execute(query)}
    values = {
        "lane": "person",
        "finished": now,
        "events": packed((Presence(name, Did.WAITED_FOR),)),
    }
    connection.execute(turns.update().where(left).values(**values))
    return asked
