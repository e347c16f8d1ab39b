"""Figures: how often what happened, counted from one table (agent/counted.py) and from no log.

Of each message that was asked one thing became: code answered, the model, a person, or nobody. So
the four, and those that are still open, are together what was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from agent.counted import What
from catalog.contacts import hidden
from catalog.database import Database
from catalog.records import Money
from catalog.tables import happenings, turns

PERIODS = (7, 30, 90, 365)
_GOODS = (What.ABOUT, What.SHOWN, What.CLICKED, What.CARTED, What.ORDERED)
_MOST = 100
_SCALE = 10_000


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of the messages that were asked."""

    asked: int = 0
    code: int = 0
    model: int = 0
    person: int = 0
    nobody: int = 0

    @property
    def open(self) -> int:
        """Not answered yet, or broken off."""
        return max(0, self.asked - self.code - self.model - self.person - self.nobody)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last `days`, the day of today included; days are UTC's."""

    days: int
    outcomes: Outcomes
    by_day: Sequence[tuple[date, Outcomes]]
    reasons: Sequence[tuple[str, int]]
    p50: float | None
    """Milliseconds until the first word; None where nobody has asked."""
    p95: float | None
    goods: Mapping[str, int]
    earned: Sequence[Money]
    sold_out: Sequence[tuple[str, int]]
    never_had: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Happened:
    """One row of a list. `talk` is empty where the conversation was deleted."""

    at: datetime
    talk: str
    place: str
    text: str
    item: str


class Counts:
    """The table, read. Safe from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def figures(self, days: int) -> Figures:
        since = _since(days)
        h = happenings.c
        with self._database.reading() as connection:
            by_day = self._by_day(connection, since, days)
            reasons = self._top(connection, since, What.HANDED, h.reason)
            p50, p95 = self._first_words(connection, since)
            query = sa.select(h.what, sa.func.count()).where(h.what.in_(_GOODS), h.at >= since)
            goods = {row[0]: int(row[1]) for row in connection.execute(query.group_by(h.what))}
            earned = sa.select(sa.func.sum(h.amount), h.currency).where(
                h.what == What.ORDERED, h.at >= since, h.amount.is_not(None)
            )
            sums = connection.execute(earned.group_by(h.currency)).all()
            missed = [self._top(connection, since, what, h.item) for what in
                      (What.SOLD_OUT, What.NEVER_HAD)]  # fmt: skip
        return Figures(
            days=days,
            outcomes=_summed([outcomes for _, outcomes in by_day]),
            by_day=by_day,
            reasons=reasons,
            p50=p50,
            p95=p95,
            goods={str(what): goods.get(what, 0) for what in _GOODS},
            earned=[Money(Decimal(amount) / _SCALE, currency) for amount, currency in sums],
            sold_out=missed[0],
            never_had=missed[1],
        )

    def items(self, what: What, days: int) -> list[tuple[str, int]]:
        """Which goods it happened to, the most often first."""
        with self._database.reading() as connection:
            return self._top(connection, _since(days), what, happenings.c.item, _MOST)

    def happened(
        self, what: What, days: int, lanes: Sequence[str] = (), item: str = "", reason: str = ""
    ) -> list[Happened]:
        """The newest, each with its talk and what was said in it."""
        h, t = happenings.c, turns.c
        same = sa.and_(t.conversation_id == h.conversation_id, t.position == h.position)
        query = sa.select(h.at, h.conversation_id, h.position, t.message, h.item)
        query = query.select_from(happenings.outerjoin(turns, same))
        query = query.where(h.what == what, h.at >= _since(days))
        if lanes:
            query = query.where(h.lane.in_(lanes))
        if item:
            query = query.where(h.item == item)
        if reason:
            query = query.where(h.reason == reason)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(h.at.desc()).limit(_MOST)).all()
        return [
            Happened(at, talk or "", f"t{position}", hidden(message or ""), item)
            for at, talk, position, message, item in rows
        ]

    def table(self, days: int) -> list[tuple[Any, ...]]:
        """By day, kind, lane, reason and item: rows for a spreadsheet."""
        h = happenings.c
        columns = (sa.func.date(h.at), h.what, h.lane, h.reason, h.item, h.currency)
        query = sa.select(
            *columns, sa.func.count(), sa.func.sum(h.pieces), sa.func.sum(h.amount)
        ).where(h.at >= _since(days))
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(*columns).order_by(*columns)).all()
        return [
            (str(day), what, lane, reason, item, count, pieces,
             "" if amount is None else str(Decimal(amount) / _SCALE), currency)
            for day, what, lane, reason, item, currency, count, pieces, amount in rows
        ]  # fmt: skip

    def _by_day(
        self, connection: sa.Connection, since: datetime, days: int
    ) -> list[tuple[date, Outcomes]]:
        h = happenings.c
        kinds = (What.ASKED, What.ANSWERED, What.HANDED)
        query = sa.select(sa.func.date(h.at), h.what, h.lane, sa.func.count()).where(
            h.what.in_(kinds), h.at >= since
        )
        found: dict[str, dict[str, int]] = {}
        for day, what, lane, count in connection.execute(
            query.group_by(sa.func.date(h.at), h.what, h.lane)
        ):
            of_day = found.setdefault(str(day), {})
            name = _outcome(what, lane)
            of_day[name] = of_day.get(name, 0) + count
        first = since.date()
        dates = (first + timedelta(days=number) for number in range(days))
        return [(day, Outcomes(**found.get(day.isoformat(), {}))) for day in dates]

    def _first_words(
        self, connection: sa.Connection, since: datetime
    ) -> tuple[float | None, float | None]:
        h = happenings.c
        timed = sa.and_(h.what.in_((What.ANSWERED, What.HANDED)), h.ms.is_not(None), h.at >= since)
        whole = sa.cast(h.ms, sa.Integer)
        query = sa.select(whole, sa.func.count()).where(timed).group_by(whole).order_by(whole)
        rows = [(int(ms), int(count)) for ms, count in connection.execute(query)]
        if not rows:
            return None, None
        count = sum(many for _, many in rows)
        return _at(rows, int(count * 0.5)), _at(rows, int(count * 0.95))

    def _top(
        self,
        connection: sa.Connection,
        since: datetime,
        what: What,
        column: sa.ColumnElement[str],
        most: int = 10,
    ) -> list[tuple[str, int]]:
        h = happenings.c
        query = sa.select(column, sa.func.count()).where(h.what == what, h.at >= since)
        often = query.group_by(column).order_by(sa.func.count().desc(), column).limit(most)
        return [(row[0], row[1]) for row in connection.execute(often)]


def _at(rows: Sequence[tuple[int, int]], place: int) -> float:
    """The value at `place` of those that `rows` hold in order, each so many times."""
    for value, many in rows:
        place -= many
        if place < 0:
            return float(value)
    return float(rows[-1][0])


def _outcome(what: str, lane: str) -> str:
    if what == What.ASKED:
        return "asked"
    if lane == "person":
        return "person"
    if what == What.HANDED:
        return "nobody"
    return "model" if lane == "composed" else "code"


def _summed(all_: Sequence[Outcomes]) -> Outcomes:
    names = ("asked", "code", "model", "person", "nobody")
    return Outcomes(**{name: sum(getattr(one, name) for one in all_) for name in names})


def _since(days: int) -> datetime:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)
