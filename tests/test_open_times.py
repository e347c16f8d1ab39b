"""When a business is open: random weeks, nights, closures and moments, held against a clock that
goes on by a quarter of an hour."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from babel.dates import get_day_names
from babel.localedata import locale_identifiers
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.hours_settings import DAYS, read_hours, written_hours, written_special
from catalog.day_names import day_of
from catalog.open_times import OpenTimes
from catalog.records import Hours, SpecialHours, YearDay

WORK = (0, 1, 2, 3, 4)
QUARTER = timedelta(minutes=15)
MONDAY = date(2026, 12, 7)
QUARTERS = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
SPANS = st.tuples(QUARTERS, QUARTERS).filter(lambda span: span[0] != span[1])
WEEKS = st.lists(
    st.tuples(st.sets(st.integers(0, 6), min_size=1), SPANS).map(
        lambda drawn: Hours(tuple(sorted(drawn[0])), *drawn[1])
    ),
    max_size=6,
)
NEAR = st.integers(-2, 12).map(lambda n: MONDAY + timedelta(days=n))


def _special(drawn: tuple[date, int, bool, list[tuple[str, str]]]) -> SpecialHours:
    first, days, yearly, spans = drawn
    last = first + timedelta(days=days)
    one, other = (YearDay(d.month, d.day, None if yearly else d.year) for d in (first, last))
    return SpecialHours(one, other, tuple(spans))


SPECIALS = st.lists(
    st.tuples(NEAR, st.integers(0, 5), st.booleans(), st.lists(SPANS, max_size=2)).map(_special),
    max_size=3,
)
MOMENTS = st.tuples(NEAR, QUARTERS, st.integers(0, 14)).map(
    lambda drawn: (
        datetime.combine(drawn[0], time.fromisoformat(drawn[1])) + timedelta(minutes=drawn[2])
    )
)


def _both(days: tuple[int, ...], *spans: tuple[str, str]) -> list[Hours]:
    return [Hours(days, *span) for span in spans]


def is_open(weekly: list[Hours], special: list[SpecialHours], moment: datetime) -> bool:
    """By the rules themselves, for this moment alone."""
    for began in (moment.date(), moment.date() - timedelta(days=1)):
        dated = [s for s in special if s.covers(began)]
        if any(not s.spans for s in dated):
            continue
        spans = [span for s in dated for span in s.spans]
        if not dated:
            spans = [(h.opens, h.closes) for h in weekly if began.weekday() in h.days]
        for opens, closes in spans:
            start = datetime.combine(began, time.fromisoformat(opens))
            end = datetime.combine(began, time.fromisoformat(closes))
            if start <= moment < (end if closes > opens else end + timedelta(days=1)):
                return True
    return False


@settings(max_examples=300)
@given(WEEKS, SPECIALS, MOMENTS)
def test_at_any_moment_it_is_known_whether_it_is_open(
    weekly: list[Hours], special: list[SpecialHours], moment: datetime
) -> None:
    assert OpenTimes(weekly, special).is_open(moment) == is_open(weekly, special, moment)


@settings(max_examples=150, deadline=None)
@given(WEEKS, SPECIALS, MOMENTS)
def test_the_next_opening_and_closing_are_the_next(
    weekly: list[Hours], special: list[SpecialHours], moment: datetime
) -> None:
    times = OpenTimes(weekly, special)
    now = is_open(weekly, special, moment)
    told = times.closes(moment) if now else times.opens(moment)
    begun = moment.replace(minute=moment.minute // 15 * 15)
    changed = (begun + QUARTER * n for n in range(1, 96 * 8))
    found = next((m for m in changed if is_open(weekly, special, m) != now), None)
    if found is not None:
        assert told == found
    else:
        assert told is None or told > moment + timedelta(days=7)


@given(WEEKS, SPECIALS, NEAR)
def test_a_closure_wins(weekly: list[Hours], special: list[SpecialHours], day: date) -> None:
    closed = SpecialHours(YearDay(day.month, day.day), YearDay(day.month, day.day))
    for order in ([closed, *special], [*special, closed]):
        assert OpenTimes(weekly, order).on(day) == ()
        assert OpenTimes(weekly, order).is_special(day)


@given(WEEKS, SPECIALS, NEAR)
def test_the_spans_of_a_day_are_in_order_and_apart(
    weekly: list[Hours], special: list[SpecialHours], day: date
) -> None:
    end = datetime.combine(day, time()) - QUARTER
    for opening in OpenTimes(weekly, special).on(day):
        assert end < opening.opens < opening.closes
        assert opening.opens.date() == day
        end = opening.closes


@given(WEEKS, SPECIALS)
def test_what_is_written_is_read_as_it_was(
    weekly: list[Hours], special: list[SpecialHours]
) -> None:
    entries = [*map(written_hours, weekly), *map(written_special, special)]
    assert read_hours(entries) == (tuple(weekly), tuple(special))


@pytest.mark.parametrize(
    ("entry", "weekly", "special"),
    [
        ("Mo-Fr 10:00-19:00", [Hours((0, 1, 2, 3, 4), "10:00", "19:00")], []),
        ("Mo,We 10:00-12:00", [Hours((0, 2), "10:00", "12:00")], []),
        (
            "Mo, We-Fr 10:00-12:00, 13:30-18:00",
            [Hours((0, 2, 3, 4), "10:00", "12:00"), Hours((0, 2, 3, 4), "13:30", "18:00")],
            [],
        ),
        ("Fr 18:00-02:00", [Hours((4,), "18:00", "02:00")], []),
        ("Sa 10:00–24:00", [Hours((5,), "10:00", "00:00")], []),
        ("Su 00:00-24:00", [Hours((6,), "00:00", "00:00")], []),
        ("Su closed", [], []),
        ("24.12. closed", [], [SpecialHours(YearDay(12, 24), YearDay(12, 24))]),
        ("24.12.2026 off", [], [SpecialHours(YearDay(12, 24, 2026), YearDay(12, 24, 2026))]),
        ("01.08.–21.08. closed", [], [SpecialHours(YearDay(8, 1), YearDay(8, 21))]),
        ("24.12. - 02.01. closed", [], [SpecialHours(YearDay(12, 24), YearDay(1, 2))]),
        ("Dec 24-26 off", [], [SpecialHours(YearDay(12, 24), YearDay(12, 26))]),
        (
            "2026-12-31 10:00-14:00",
            [],
            [SpecialHours(YearDay(12, 31, 2026), YearDay(12, 31, 2026), (("10:00", "14:00"),))],
        ),
        (
            "2026-08-01-2026-08-21 closed",
            [],
            [SpecialHours(YearDay(8, 1, 2026), YearDay(8, 21, 2026))],
        ),
    ],
)
def test_hours_as_the_settings_write_them(
    entry: str, weekly: list[Hours], special: list[SpecialHours]
) -> None:
    assert read_hours([entry]) == (tuple(weekly), tuple(special))


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("Mo 9-5", "'9-5' is no span"),
        ("Mo 10:00-25:00", "'10:00-25:00' is no span"),
        ("Mo 10:00-10:00", "whole day: 00:00-24:00"),
        ("Xx 10:00-12:00", "'Xx' is none of Mo"),
        ("Mo 9-5 Uhr", "'9-5 Uhr' is no span"),
        ("Mo 13pm-5pm", "'13pm-5pm' is no span"),
        ("24.12.-23.12.2026x closed", "expected 'Mo-Fr"),
        ("30.02. closed", "no such day"),
        ("24.13. closed", "no such day"),
        ("29.02.2027 closed", "no such day"),
        ("24.12.-26.12.2026 closed", "a year on both sides"),
        ("26.12.2026-24.12.2026 closed", "comes before"),
        ("tomorrow closed", "'tomorrow' is none of Mo"),
        ("24.12.", "expected 'Mo-Fr"),
        ("", "expected 'Mo-Fr"),
    ],
)
def test_hours_that_cannot_be_read_are_named(entry: str, names: str) -> None:
    with pytest.raises(ValueError, match=r".") as fault:
        read_hours([entry])
    assert names in str(fault.value)
    assert repr(entry) in str(fault.value)


@pytest.mark.parametrize(
    ("entry", "languages", "weekly"),
    [
        ("Mo-Do 9-18", ["de"], [Hours((0, 1, 2, 3), "09:00", "18:00")]),
        ("Di–Fr 09.30–18 Uhr", ["de"], [Hours((1, 2, 3, 4), "09:30", "18:00")]),
        ("Dienstag bis Freitag 9:00 bis 18:00", ["de"], [Hours((1, 2, 3, 4), "09:00", "18:00")]),
        ("Sa+So 10-16", ["de", "en"], [Hours((5, 6), "10:00", "16:00")]),
        ("Sa & So: 10-14 und 16-20", ["de"], _both((5, 6), ("10:00", "14:00"), ("16:00", "20:00"))),
        ("täglich 8-20 Uhr", ["de"], [Hours(tuple(range(7)), "08:00", "20:00")]),
        ("Montag geschlossen", ["de"], []),
        ("Mi-Mo 10-17", ["de"], [Hours((0, 2, 3, 4, 5, 6), "10:00", "17:00")]),
        ("lun-ven 9h-12h30, 14h-18h", ["fr"], _both(WORK, ("09:00", "12:30"), ("14:00", "18:00"))),
        ("du lundi au vendredi 9h-18h", ["fr"], [Hours(WORK, "09:00", "18:00")]),
        ("dim fermé", ["fr"], []),
        ("lun.-vie. 9:00-14:00", ["es"], [Hours(WORK, "09:00", "14:00")]),
        ("mar-dom 19-01", ["it"], [Hours((1, 2, 3, 4, 5, 6), "19:00", "01:00")]),
        ("ma-vr 9.00-17.30", ["nl"], [Hours(WORK, "09:00", "17:30")]),
        ("pon.–pt. 8-16", ["pl"], [Hours(WORK, "08:00", "16:00")]),
        ("so 9-13", ["pl"], [Hours((5,), "09:00", "13:00")]),
        ("so 9-13", ["de"], [Hours((6,), "09:00", "13:00")]),
        ("ma–pe 10–18", ["fi"], [Hours(WORK, "10:00", "18:00")]),
        ("пн-пт 9:00-18:00", ["ru"], [Hours(WORK, "09:00", "18:00")]),
        ("Pzt-Cum 09:00-18:00", ["tr"], [Hours(WORK, "09:00", "18:00")]),
        ("月～金 9:00-18:00", ["ja"], [Hours(WORK, "09:00", "18:00")]),
        ("周一至周五 9:00-18:00", ["zh"], [Hours(WORK, "09:00", "18:00")]),
        ("T2-T6 8:00-17:00", ["vi"], [Hours(WORK, "08:00", "17:00")]),
        ("Monday to Friday 9am-5.30pm", ["en"], [Hours(WORK, "09:00", "17:30")]),
        ("Sun 2-6pm", ["en"], [Hours((6,), "14:00", "18:00")]),
        ("Mo, Di und Do 9-12", ["de"], [Hours((0, 1, 3), "09:00", "12:00")]),
        ("pon do pt 8-16", ["pl"], [Hours(WORK, "08:00", "16:00")]),
        ("Mon to Fri 9:00-17:00", ["en"], [Hours(WORK, "09:00", "17:00")]),
        ("seg a sex 9h-18h", ["pt"], [Hours(WORK, "09:00", "18:00")]),
        ("Fr 18-2", ["de"], [Hours((4,), "18:00", "02:00")]),
        ("Mo-Su 08:00-12:00", ["de"], [Hours(tuple(range(7)), "08:00", "12:00")]),
        ("sáb-dom 10:00-14:00", ["en"], [Hours((5, 6), "10:00", "14:00")]),
    ],
)
def test_hours_as_the_business_writes_them(
    entry: str, languages: list[str], weekly: list[Hours]
) -> None:
    assert read_hours([entry], languages) == (tuple(weekly), ())


@pytest.mark.parametrize("language", sorted(c for c in locale_identifiers() if len(c) == 2))
def test_the_days_of_every_language_are_read(language: str) -> None:
    for width in ("abbreviated", "wide"):
        names = get_day_names(width, locale=language)
        told = [day_of(name, (language,)) for name in names.values()]
        assert told == list(names) or len({n.casefold() for n in names.values()}) < 7


def test_a_day_of_no_language_is_named_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"'Mo-Xq 9-18': 'Xq' is none of .*, nor a day in de"):
        read_hours(["Mo-Xq 9-18"], ["de"])


@given(st.text(max_size=40) | st.lists(st.sampled_from([*DAYS, "-", " ", "10:00", "24.12."])).map(
    "".join
))  # fmt: skip
def test_any_text_is_read_or_refused(entry: str) -> None:
    try:
        weekly, special = read_hours([entry])
    except ValueError:
        return
    OpenTimes(weekly, special).opens(datetime(2026, 12, 24))
