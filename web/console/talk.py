"""One talk as its customer saw it, and beside each sentence what it rests on and who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.attending import holder
from agent.events import CardShown, Did, Evidence, HandedOff, Presence
from agent.grounding.facts import Fact
from agent.turns import PERSON, Turn, turn_of
from catalog.database import Database
from catalog.tables import conversations, turns

_NEXT = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÄÖÜ„“\"(])|\n+")
"""Where a sentence ends. Only for showing: "149.95" and "e.g. this" stay whole."""
_NEWEST = 200
"""Turns that are shown."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reply, and the facts whose words are in it."""

    text: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A message and what was said to it. `who` is the person's name; empty: the agent."""

    id: str
    message: str
    sentences: tuple[Sentence, ...]
    lane: str
    who: str
    did: Did | None
    cards: tuple[CardShown, ...]
    handed: HandedOff | None
    asked: datetime
    is_open: bool
    page: str


@dataclass(frozen=True, slots=True)
class Talk:
    """`person` has it; empty: the agent."""

    id: str
    language: str
    person: str
    begun: datetime
    lines: Sequence[Line]


def talk(database: Database, id: str, person_s: float) -> Talk | None:
    """The talk `id` with its newest turns; None where there is none."""
    with database.reading() as connection:
        row = connection.execute(sa.select(conversations).where(conversations.c.id == id)).first()
        if row is None:
            return None
        query = sa.select(turns).where(turns.c.conversation_id == id)
        newest = connection.execute(query.order_by(turns.c.position.desc()).limit(_NEWEST)).all()
    said = [turn_of(entry) for entry in reversed(newest)]
    person = holder(row.attendant, row.attended, person_s)
    return Talk(id, row.language, person, row.created, [_line(turn) for turn in said])


def _line(turn: Turn) -> Line:
    presence = next((e for e in turn.events if isinstance(e, Presence)), None)
    came = presence is not None and presence.did in (Did.JOINED, Did.LEFT)
    facts = [f for e in turn.events if isinstance(e, Evidence) for f in e.facts]
    return Line(
        id=f"t{turn.position}",
        message=turn.message,
        sentences=tuple(_sentences(turn.reply, facts)),
        lane=turn.lane,
        who=presence.name if presence and turn.lane == PERSON else "",
        did=presence.did if presence and came else None,
        cards=tuple(e for e in turn.events if isinstance(e, CardShown)),
        handed=next((e for e in turn.events if isinstance(e, HandedOff)), None),
        asked=turn.created,
        is_open=turn.finished is None,
        page=turn.page,
    )


def _sentences(reply: str, facts: Sequence[Fact]) -> Iterator[Sentence]:
    """Those of `reply`. A passage's fact is long and said in part, so it goes to the last one."""
    texts = [text for text in _NEXT.split(reply.strip()) if text.strip()]
    left = list(facts)
    for place, text in enumerate(texts):
        mine = [fact for fact in left if fact.text in text or place == len(texts) - 1]
        yield Sentence(text, tuple(mine))
        left = [fact for fact in left if fact not in mine]
