"""What the agent had no answer to, in groups of those who ask the same.

A question is open that was left to a person, or whose reply the customer thought little of, until
somebody has answered it or said that it needs none (`turns.settled`). Which ask the same is told in
same.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from catalog.contacts import hidden
from catalog.database import Database
from catalog.tables import turns
from web.console import same
from web.console.same import Meaning, Question, Same

_LOOKED_BACK = timedelta(days=90)
_READ = 500
"""Questions that are looked at, the newest."""
_SHOWN = 25
_TALKS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One customer's question in its talk. `disliked`: its reply was thumbed down."""

    turn: int
    talk: str
    place: str
    text: str
    language: str
    when: datetime
    disliked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The same question, the newest wording first."""

    asked: Sequence[Asked]

    @property
    def newest(self) -> Asked:
        return self.asked[0]

    @property
    def turns(self) -> str:
        """Which turns these are, for a form."""
        return ",".join(str(one.turn) for one in self.asked)

    @property
    def talks(self) -> Sequence[Asked]:
        """The newest of each talk behind it."""
        first = {one.talk: one for one in reversed(self.asked)}
        return sorted(first.values(), key=lambda one: one.when, reverse=True)[:_TALKS]

    @property
    def disliked(self) -> int:
        return sum(one.disliked for one in self.asked)


class Questions:
    """The open ones. Safe from many threads."""

    def __init__(
        self, database: Database, meaning: Meaning | None = None, read: set[str] | None = None
    ) -> None:
        """`read` are the texts that `meaning` was asked before, kept by who keeps that."""
        self._database = database
        self._same = Same(meaning, set() if read is None else read)

    def groups(self) -> list[Group]:
        """Those that are asked most often first."""
        found = grouped(self._open(), self._same)
        return sorted(found, key=lambda one: -len(one.asked))[:_SHOWN]

    def settle(self, ids: Iterable[int]) -> None:
        """These need no answer any more."""
        with self._database.writing() as connection:
            query = turns.update().where(turns.c.id.in_(list(ids)))
            connection.execute(query.values(settled=datetime.now(UTC)))

    def _open(self) -> list[Asked]:
        c = turns.c
        open_ = sa.and_(c.settled.is_(None), c.message != "")
        since = datetime.now(UTC) - _LOOKED_BACK
        columns = (c.id, c.conversation_id, c.position, c.message, c.language, c.created, c.thumb)
        left = sa.select(*columns).where(c.unanswered, c.created >= since, open_)
        down = sa.select(*columns).where(c.thumb == -1, c.created >= since, open_)
        newest = left.union(down).order_by(sa.desc("created")).limit(_READ)
        with self._database.reading() as connection:
            return [
                Asked(id, talk, f"t{position}", hidden(text), language, when, thumb < 0)
                for id, talk, position, text, language, when, thumb in connection.execute(newest)
            ]


def grouped(asked: Iterable[Asked], compare: Same | None = None) -> list[Group]:
    """Those together that ask the same, each with the group whose newest wording is the same."""
    all_ = list(asked)
    found = same.grouped([Question.of(one.text, one.language) for one in all_], compare or Same())
    return [Group(tuple(all_[place] for place in group)) for group in found]
