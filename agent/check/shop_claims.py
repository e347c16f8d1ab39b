"""What is false in one sentence about the shop itself: links, contacts, opening hours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.check.ground import Ground
from agent.check.question import Finding
from agent.check.reading import Span, dates, links, phones, phrases, times, weekdays
from agent.check.statements import Statement


def contacts(statement: Statement, ground: Ground, own: frozenset[str]) -> Iterator[Finding]:
    """Links, addresses and phone numbers that no row holds; `own` are those of the item's row."""
    for link in links(statement.text):
        if link.what.rstrip("/") not in ground.shop_links:
            yield Finding("wrong_fact", f"{link.what} is in no row: {statement.text}")
    for phone in phones(statement.text):
        known = (*own, *ground.shop_phones)
        if not any(phone.what.lstrip("0") in number for number in known):
            yield Finding("wrong_fact", f"the number {phone.what} is in no row: {statement.text}")


def hours(statement: Statement, ground: Ground, own: frozenset[str]) -> Iterator[Finding]:
    """Times that no row holds, times of another day, days told open that are not; `own` are the
    times of the item that is spoken of, a course or a practice."""
    if not (ground.business.opening_hours or ground.business.special_hours):
        return
    told = _days(statement, ground)
    for time in times(statement.text):
        if time.what in own:
            continue
        before = [when for when in told if when.span.end <= time.span.start]
        near = before[-1] if before else told[0] if told else None
        if time.what not in ground.shop_times:
            yield Finding("wrong_fact", f"{time.what} is in no row: {statement.text}")
        elif near and any(time.what not in near.ends | _times(spans) for spans in near.ways):
            yield Finding("wrong_binding", f"{time.what} is another day's time: {statement.text}")
    for day, _ in dates(statement.text):
        if day.after(ground.now.date()) is None:
            yield Finding("wrong_fact", f"no such weekday is that date: {statement.text}")
    if not own:
        yield from _open_days(statement, told)


Spans = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _When:
    """Days that are spoken of, for each of them the hours that may be meant: of a weekday those of
    the week, of its next date, and those that hold by date alone."""

    ways: tuple[tuple[Spans, ...], ...]
    ends: frozenset[str]
    """When nights end that began the day before."""
    span: Span


def _days(statement: Statement, ground: Ground) -> list[_When]:
    found: list[_When] = []
    dated = [(day.after(ground.now.date()), span) for day, span in dates(statement.text)]
    for day, span in dated:
        if day is not None:
            found.append(_When(((ground.on(day),),), ground.nights(day.weekday()), span))
    groups = weekdays(statement.text)
    today = frozenset({ground.now.weekday()})
    groups += [(today, phrase.span) for phrase in phrases(statement.text, "today")]
    for days, span in groups:
        if not any(other.start <= span.start < other.end for _, other in dated):
            ends = frozenset().union(*map(ground.nights, days))
            found.append(_When(tuple(map(ground.ways, sorted(days))), ends, span))
    return sorted(found, key=lambda when: when.span.start)


def _open_days(statement: Statement, told: Sequence[_When]) -> Iterator[Finding]:
    """A day told closed that has hours, or, without any times, told open that has none."""
    timeless = not times(statement.text) and not statement.denies
    said = [(phrase, True) for phrase in phrases(statement.text, "closed")]
    said += [(phrase, False) for phrase in phrases(statement.text, "open") if timeless]
    for phrase, closed in said:
        begins = statement.text.rfind(";", 0, phrase.span.start)
        ends = statement.text.find(";", phrase.span.end) % (len(statement.text) + 1)
        here = [when for when in told if begins < when.span.start < ends]
        near = min(here or told, key=lambda w: abs(w.span.start - phrase.span.start), default=None)
        if near and any(all(bool(spans) == closed for spans in ways) for ways in near.ways):
            yield Finding("wrong_fact", f"that day is not {phrase.what}: {statement.text}")


def _times(ways: Sequence[Spans]) -> frozenset[str]:
    return frozenset(time for spans in ways for span in spans for time in span)
