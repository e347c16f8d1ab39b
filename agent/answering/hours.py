"""When the business is open, in words: now, on a day that is asked for, in a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from agent.answering.asked_day import AskedDay, asked_days, is_holiday, stands
from agent.answering.said import Counter, Said, as_of
from agent.grounding.facts import Fact, business_fact
from agent.grounding.lexicon import lexicon
from agent.grounding.words import tokens
from catalog.open_times import Opening, OpenTimes

NOTED = 21
"""Days in which exceptions are told beside the week's hours."""

GOES_ON = 7
"""A question of so few words may be of the day that was named before: "when do you open then"."""

_EXCEPTIONS = 5
"""So many of them are told: three weeks of holidays are one, told as from and to."""


def names_day(counter: Counter, text: str) -> bool:
    return bool(_asked(counter, text))


def _asked(counter: Counter, text: str) -> tuple[AskedDay, ...]:
    business, language = counter.business, counter.voice.language
    return asked_days(text, language, counter.now.date(), business.currency == "USD")


def hours(counter: Counter, text: str, before: str = "") -> Said | None:
    """The hours of the days that are asked for, of now, or of the week; None where the settings
    do not say them: of a holiday they say nothing unless it stands there by its date. `before` is
    the message before where it names a day, which a short question goes on with."""
    business = counter.business
    if not business.opening_hours and not business.special_hours:
        return None
    times = OpenTimes.of(business)
    language = counter.voice.language
    days = _days_of(counter, text, before)
    if any(one.feast and not times.is_special(one.day) for one in days):
        return None
    now = not days and _asks_now(text, language)
    if now and _is_unsaid(counter.now.date(), times):
        return None
    said = Said(())
    for one in days:
        said = said.and_then(_on_day(one, times, counter))
    if days:
        return said
    return _now(times, counter) if now else week(counter)


def _days_of(counter: Counter, text: str, before: str) -> tuple[AskedDay, ...]:
    days = _asked(counter, text)
    if days or not before or len(tokens(text)) > GOES_ON:
        return days
    return () if _asks_now(text, counter.voice.language) else _asked(counter, before)


def unsaid_days(counter: Counter, text: str, before: str = "") -> tuple[AskedDay, ...]:
    """The days that `text` asks for and of which the settings say nothing by their date."""
    times = OpenTimes.of(counter.business)
    return tuple(d for d in _days_of(counter, text, before) if not times.is_special(d.day))


def says_by_date(counter: Counter, text: str) -> bool:
    """Whether the settings name a day that `text` asks for: no page knows better."""
    times = OpenTimes.of(counter.business)
    return any(times.is_special(one.day) for one in _asked(counter, text))


def week(counter: Counter) -> Said:
    """The week's hours, whether it is open now, and what is different soon."""
    voice, business = counter.voice, counter.business
    times = OpenTimes.of(business)
    said = Said(())
    if business.opening_hours:
        shared: dict[tuple[int, ...], list[str]] = {}
        for span in business.opening_hours:
            shared.setdefault(span.days, []).append(voice.span(span))
        entries = [f"{_days(d, counter)} {voice.listed(spans)}" for d, spans in shared.items()]
        line = voice.say("hours_week", spans=", ".join(entries))
        said = Said((line,), (_fact("week", ", ".join(entries), counter),))
    if times.is_open(_clock(counter)) and not _is_unsaid(counter.now.date(), times):
        said = said.and_then(_now(times, counter))
    return said.and_then(_soon(times, counter))


def _is_unsaid(day: date, times: OpenTimes) -> bool:
    """Whether the settings do not say what holds on `day`: a holiday without hours by its date."""
    return is_holiday(day) and not times.is_special(day)


def says_now(text: str, language: str) -> bool:
    return not lexicon(language).groups["now"].isdisjoint(tokens(text))


def _asks_now(text: str, language: str) -> bool:
    book, words = lexicon(language), tokens(text)
    return says_now(text, language) or any(stands(run, words) for run in book.phrases["open_now"])


def _on_day(asked: AskedDay, times: OpenTimes, counter: Counter) -> Said:
    voice, day = counter.voice, asked.day
    today = day == counter.now.date()
    named = asked.dated or times.is_special(day)
    name = _dated(day, counter) if named and not today else voice.day(day.weekday())
    openings = times.on(day)
    said = Said(())
    if today and (late := _from_yesterday(times, counter)) is not None:
        said = late
    if not openings:
        line = voice.say("hours_today_closed") if today else voice.say("hours_closed", day=name)
        told = Said((line,), (_fact(name, line, counter),))
        after = datetime.combine(day + timedelta(days=1), datetime.min.time())
        return said.and_then(told).and_then(_next(times, after, counter))
    spans = voice.listed([_span(o, counter) for o in openings])
    line = voice.say("hours_today" if today else "hours_day", day=name, spans=spans)
    return said.and_then(Said((line,), (_fact(name, spans, counter),)))


def _from_yesterday(times: OpenTimes, counter: Counter) -> Said | None:
    """At one in the night "until when today" asks for the evening that is not over."""
    moment = _clock(counter)
    late = times.on(moment.date() - timedelta(days=1))
    return _now(times, counter) if any(o.opens <= moment < o.closes for o in late) else None


def _now(times: OpenTimes, counter: Counter) -> Said:
    voice, moment = counter.voice, _clock(counter)
    if not times.is_open(moment):
        closed = Said((voice.say("hours_now_closed"),))
        return closed.and_then(_next(times, moment, counter))
    closes = times.closes(moment)
    if closes is None:
        line = voice.say("hours_always")
        return Said((line,), (_fact("today", line, counter),))
    told = voice.time(f"{closes:%H:%M}")
    if closes - moment < timedelta(hours=24):
        line = voice.say("hours_now_open", closes=told)
    else:
        line = voice.say("hours_now_open_day", day=voice.day(closes.weekday()), closes=told)
    return Said((line,), (_fact("today", told, counter),))


def _next(times: OpenTimes, moment: datetime, counter: Counter) -> Said:
    """When it opens again."""
    opens = times.opens(moment)
    if opens is None or _is_unsaid(opens.date(), times):
        return Said(())
    voice, told = counter.voice, counter.voice.time(f"{opens:%H:%M}")
    today = counter.now.date()
    if opens.date() == today:
        line = voice.say("hours_next_today", opens=told)
        return Said((line,), (_fact("today", told, counter),))
    far = opens.date() - today >= timedelta(days=7)
    name = _dated(opens.date(), counter) if far else voice.day(opens.weekday())
    line = voice.say("hours_next", day=name, opens=told)
    return Said((line,), (_fact(name, told, counter),))


def _soon(times: OpenTimes, counter: Counter) -> Said:
    """The exceptions of the next weeks; days on end with the same hours are told as one."""
    voice = counter.voice
    runs: list[tuple[date, date, str]] = []
    for day in times.exceptions(counter.now.date(), NOTED):
        spans = voice.listed([_span(o, counter) for o in times.on(day)]) or voice.say("closed")
        if runs and runs[-1][2] == spans and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    told = []
    for first, last, spans in runs[:_EXCEPTIONS]:
        ends = [_dated(end, counter) for end in dict.fromkeys((first, last))]
        told.append(f"{' – '.join(ends)}: {spans}")
    if not told:
        return Said(())
    line = voice.say("hours_soon", list="; ".join(told))
    return Said((line,), (_fact("exceptions", "; ".join(told), counter),))


def _clock(counter: Counter) -> datetime:
    """What the clock on the wall shows."""
    return counter.now.replace(tzinfo=None)


def _span(opening: Opening, counter: Counter) -> str:
    voice = counter.voice
    if opening.closes - opening.opens >= timedelta(hours=24):
        return voice.say("all_day")
    opens, closes = (voice.time(f"{end:%H:%M}") for end in (opening.opens, opening.closes))
    return voice.say("span", opens=opens, closes=closes)


def _dated(day: date, counter: Counter) -> str:
    return f"{counter.voice.day(day.weekday())}, {counter.voice.day_and_month(day)}"


def _days(days: Sequence[int], counter: Counter) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    name = counter.voice.day
    return ", ".join(
        name(run[0]) if len(run) == 1 else f"{name(run[0])}–{name(run[-1])}" for run in runs
    )


def _fact(which: str, text: str, counter: Counter) -> Fact:
    return business_fact(counter.business, "opening_hours", which, text, as_of(counter))
