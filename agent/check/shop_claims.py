"""What is false in one sentence about the shop itself: links, contacts, opening hours."""

from __future__ import annotations

from collections.abc import Iterator

from agent.check.ground import Ground
from agent.check.question import Finding
from agent.check.reading import Span, links, phones, phrases, times, weekdays
from agent.check.statements import Statement


def contacts(statement: Statement, ground: Ground) -> Iterator[Finding]:
    """Links, addresses and phone numbers that no row holds."""
    for link in links(statement.text):
        if link.what.rstrip("/") not in ground.shop_links:
            yield Finding("wrong_fact", f"{link.what} is in no row: {statement.text}")
    for phone in phones(statement.text):
        if not any(phone.what.lstrip("0") in known for known in ground.shop_phones):
            yield Finding("wrong_fact", f"the number {phone.what} is in no row: {statement.text}")


def hours(statement: Statement, ground: Ground) -> Iterator[Finding]:
    """Times that no row holds, times of another day, days told open that are not."""
    if not ground.business.opening_hours:
        return
    groups = weekdays(statement.text)
    groups += [
        (frozenset({ground.now.weekday()}), p.span) for p in phrases(statement.text, "today")
    ]
    for time in times(statement.text):
        before = [days for days, span in groups if span.end <= time.span.start]
        days = before[-1] if before else (groups[0][0] if groups else frozenset[int]())
        if time.what not in ground.shop_times:
            yield Finding("wrong_fact", f"{time.what} is in no row: {statement.text}")
        elif any(time.what not in _times(day, ground) for day in days):
            yield Finding("wrong_binding", f"{time.what} is another day's time: {statement.text}")
    yield from _open_days(statement, groups, ground)


def _open_days(
    statement: Statement, groups: list[tuple[frozenset[int], Span]], ground: Ground
) -> Iterator[Finding]:
    """A day told closed that has hours, or, without any times, told open that has none."""
    timeless = not times(statement.text) and not statement.denies
    told = [(phrase, True) for phrase in phrases(statement.text, "closed")]
    told += [(phrase, False) for phrase in phrases(statement.text, "open") if timeless]
    for phrase, closed in told:
        near = min(groups, key=lambda g: abs(g[1].start - phrase.span.start), default=None)
        if near and not all(_may_be(day, closed, ground) for day in near[0]):
            yield Finding("wrong_fact", f"that day is not {phrase.what}: {statement.text}")


def _times(day: int, ground: Ground) -> frozenset[str]:
    """The times of a weekday: of the week, of its next date, and those that hold by date alone."""
    dated = (span for special in ground.business.special_hours for span in special.spans)
    spans = (*ground.usual(day), *ground.upcoming(day), *dated)
    return frozenset(time for span in spans for time in span)


def _may_be(day: int, closed: bool, ground: Ground) -> bool:
    """Whether it can be said of a weekday that it is closed, or open."""
    return any(bool(spans) != closed for spans in (ground.usual(day), ground.upcoming(day)))
