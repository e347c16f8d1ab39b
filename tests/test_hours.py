"""What is said of opening hours, at moments of our choosing: nights, breaks, closures, feasts."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.answering.asked_day import asked_days, is_holiday
from agent.answering.hours import hours, week
from agent.answering.reply import reply
from agent.answering.said import Counter, Said
from agent.answering.shelf import Shelf
from agent.check.ground import Ground
from agent.check.question import Question, Reply
from agent.check.scoring import judge
from agent.config import BusinessSection
from agent.grounding.render import Voice
from agent.understanding.context import State, complete
from catalog.open_times import OpenTimes
from catalog.records import (
    Attribute,
    Business,
    Hours,
    Origin,
    Passage,
    Product,
    ProductText,
    Variant,
)
from tests.drawn import NOW
from tests.test_open_times import MOMENTS, SPECIALS, WEEKS

BERLIN = ZoneInfo("Europe/Berlin")
BAR = (
    "Mo-Th 12:00-14:30, 18:00-23:00",
    "Fr-Sa 18:00-02:00",
    "24.12. closed",
    "2026-12-31 20:00-24:00",
    "01.08.-21.08. closed",
)
EMPTY = Shelf.of((), (), ("en", "de"))


def said(
    question: str,
    at: str,
    entries: tuple[str, ...] = BAR,
    language: str = "en",
    shelf: Shelf = EMPTY,
) -> str:
    """What is answered on a shelf without goods, at `at` of the business's clock."""
    business = BusinessSection(
        name="Bar", opening_hours=entries, timezone="Europe/Berlin", languages=("en", "de")
    ).record()
    counter = _counter(business, datetime.fromisoformat(at).replace(tzinfo=BERLIN), language)
    query = complete(shelf.reader.read(question, language), State(), shelf.columns)
    told = reply(query, counter, shelf, State(), question).said
    return " ".join(told.sentences)


def last_said(messages: tuple[str, ...], language: str) -> str:
    """What is answered to the last of `messages`, on Thursday, 10 December."""
    business = BusinessSection(name="Bar", opening_hours=BAR, languages=("en", "de")).record()
    counter = _counter(business, datetime(2026, 12, 10, 15, tzinfo=BERLIN), language)
    state, told = State(), Said(())
    for message in messages:
        query = complete(EMPTY.reader.read(message, language), state, EMPTY.columns)
        answered = reply(query, counter, EMPTY, state, message)
        state, told = answered.state, answered.said
    return " ".join(told.sentences)


@pytest.mark.parametrize("asked", ["are you open today?", "when are you open?", "open tomorrow?"])
@pytest.mark.parametrize("day", ["and on sunday?", "what about sunday", "sunday?", "and sundays?"])
def test_a_day_alone_goes_on_with_a_question_for_the_hours(asked: str, day: str) -> None:
    assert "Sunday we are closed" in last_said((asked, day), "en")


def test_a_day_alone_goes_on_in_german() -> None:
    assert "Sonntag" in last_said(("habt ihr heute offen?", "und sonntags?"), "de")
    told = last_said(("habt ihr heute offen?", "und am freitag, bis wann?"), "de")
    assert "Freitag: 18:00–02:00" in told


def test_a_short_question_for_the_hours_is_of_the_day_that_was_named() -> None:
    """Only right behind it, and not where it asks of another day or of now."""
    assert "Freitag: 18" in last_said(("ich komm am freitag vorbei", "ab wann habt ihr auf"), "de")
    assert "Friday: 18" in last_said(("see you on friday", "when do you open then"), "en")
    assert "Friday: 18" not in last_said(("see you on friday", "are you open now?"), "en")
    assert "Monday" in last_said(("see you on friday", "ok", "when are you open?"), "en")


def _counter(business: Business, now: datetime, language: str) -> Counter:
    return Counter(business, Voice(language), now, lambda ids: [])


@pytest.mark.parametrize(
    ("at", "question", "holds"),
    [
        # Friday is 2026-12-11.
        ("2026-12-11 19:00", "are you open now?", ["Yes", "until 02:00"]),
        ("2026-12-12 01:00", "are you open now?", ["Yes", "until 02:00"]),
        ("2026-12-12 02:00", "are you open now?", ["closed right now", "again today at 18:00"]),
        ("2026-12-10 15:00", "are you still open?", ["closed right now", "again today at 18:00"]),
        ("2026-12-13 12:00", "are you open now?", ["closed right now", "Monday at 12:00"]),
        ("2026-12-12 01:00", "until when are you open today?", ["until 02:00", "18:00–02:00"]),
        ("2026-12-10 15:00", "when do you open on Sunday?", ["Sunday we are closed", "Monday at"]),
        ("2026-12-10 15:00", "are you open on monday?", ["12:00–14:30 and 18:00–23:00"]),
        ("2026-12-10 15:00", "open on 24 December?", ["Thursday, 24 December", "closed"]),
        ("2026-12-10 15:00", "are you open on Christmas Eve?", ["24 December", "closed"]),
        ("2026-12-23 15:00", "are you open tomorrow?", ["Thursday, 24 December", "closed"]),
        ("2026-12-24 19:00", "are you open now?", ["We are closed right now."]),
        ("2026-12-25 19:00", "are you open now?", ["no separate hours", "We are open Monday"]),
        ("2026-12-25 19:00", "are you open today?", ["no separate hours"]),
        ("2026-12-24 19:00", "are you open tomorrow?", ["no separate hours"]),
        ("2026-12-10 15:00", "are you open on new year's eve?", ["31 December", "20:00–00:00"]),
        ("2026-12-10 15:00", "are you open on 31 December 2027?", ["no separate hours"]),
        ("2027-08-05 19:00", "are you open today?", ["we are closed", "Monday, 23 August at 12"]),
        ("2027-08-20 19:00", "are you open now?", ["closed right now", "Monday at 12:00"]),
        ("2026-12-10 15:00", "are you open on Easter Monday?", ["no separate hours", "We are"]),
        ("2026-12-20 15:00", "what are your opening hours?", ["Friday–Saturday", "24 December: c"]),
        ("2026-12-10 15:00", "are you open at the weekend?", ["Saturday", "18:00–02:00", "Sunday"]),
    ],
)  # fmt: skip
def test_what_is_said_in_english(at: str, question: str, holds: list[str]) -> None:
    told = said(question, at)
    assert all(part in told for part in holds), told


@pytest.mark.parametrize(
    ("at", "question", "holds"),
    [
        ("2026-12-11 19:00", "habt ihr gerade offen?", ["bis 02:00"]),
        ("2026-12-12 01:00", "bis wann habt ihr heute auf?", ["bis 02:00", "18:00–02:00 Uhr"]),
        ("2026-12-10 15:00", "habt ihr noch auf?", ["geschlossen", "heute wieder um 18:00"]),
        ("2026-12-10 15:00", "wann macht ihr am Sonntag auf?", ["Sonntag", "geschlossen"]),
        ("2026-12-10 15:00", "habt ihr am 24.12. geöffnet?", ["24. Dezember", "geschlossen"]),
        ("2026-12-10 15:00", "Heiligabend offen?", ["24. Dezember", "geschlossen"]),
        ("2026-12-22 15:00", "habt ihr übermorgen offen?", ["24. Dezember", "geschlossen"]),
        ("2026-12-10 15:00", "habt ihr an Silvester auf?", ["31. Dezember", "20:00–00:00 Uhr"]),
        ("2026-12-10 15:00", "OSTERMONTAG GEÖFFNET???", ["keine eigenen Zeiten"]),
        ("2027-08-05 12:00", "habt ihr am 10. August offen?", ["10. August", "geschlossen"]),
        ("2027-08-05 12:00", "habt ihr am 2. August auf?", ["2. August", "geschlossen"]),
    ],
)
def test_what_is_said_in_german(at: str, question: str, holds: list[str]) -> None:
    told = said(question, at, language="de")
    assert all(part in told for part in holds), told


def test_a_date_of_the_settings_goes_before_a_passage_and_a_row() -> None:
    """A page's hours say nothing of the closure, and "2" is a value of the catalog's too."""
    told = Passage("p", ("Öffnungszeiten",), "Montag bis Freitag von 10:00 bis 19:00 Uhr.", "de",
                   Origin("hours.md", "Öffnungszeiten", NOW))  # fmt: skip
    tent = ProductText("Zelt Fjell 2", attributes=(Attribute("Personen", "2"),))
    goods = Product("fjell", {"de": tent}, (Variant("fjell"),), Origin("goods.csv", "row 1", NOW))
    shelf = Shelf.of([goods], [told], ("de", "en"))
    for question in ("habt ihr am 2. August auf?", "Öffnungszeiten am 2. August?"):
        told_of = said(question, "2027-07-05 12:00", language="de", shelf=shelf)
        assert "Am Montag, 2. August haben wir geschlossen." in told_of, question


def test_what_is_open_always() -> None:
    always = ("Mo-Su 00:00-24:00",)
    assert "around the clock" in said("are you open now?", "2026-12-10 15:00", always)
    assert "around the clock" in said("what are your hours?", "2026-12-10 15:00", always)


def test_a_shop_that_only_names_its_closures() -> None:
    """Without a week's hours nothing is said of them."""
    told = said("are you open on 24 December?", "2026-12-10 15:00", ("24.12. closed",))
    assert "closed" in told


@settings(max_examples=150, deadline=None)
@given(WEEKS, SPECIALS, MOMENTS, st.sampled_from(["en", "de"]))
def test_open_now_is_what_the_hours_are(weekly, special, moment, language) -> None:  # type: ignore[no-untyped-def]
    business = Business("B", opening_hours=(*weekly, Hours((6,), "10:00", "12:00")),
                        special_hours=tuple(special))  # fmt: skip
    times = OpenTimes.of(business)
    counter = _counter(business, moment.replace(tzinfo=BERLIN), language)
    told = hours(counter, {"en": "are you open now?", "de": "habt ihr jetzt offen?"}[language])
    assert isinstance(told, Said)
    first = told.sentences[0]
    assert first.startswith(("Yes", "Ja")) == times.is_open(moment)
    closes, opens = times.closes(moment), times.opens(moment)
    if closes is not None:
        assert f"{closes:%H:%M}" in first
    if not times.is_open(moment) and opens is not None:
        # Of a holiday without hours of its own nothing is promised (below).
        unsaid = is_holiday(opens.date()) and not times.is_special(opens.date())
        assert unsaid or f"{opens:%H:%M}" in told.sentences[-1]


def test_of_a_holiday_without_hours_of_its_own_nothing_is_promised() -> None:
    """Neither as a day, nor as when it opens again, nor as now."""
    for hour in range(24):
        for day in ("25", "26"):
            told = said("are you open now?", f"2026-12-{day} {hour:02}:30")
            assert "Yes" not in told
            assert "no separate hours" in told
    assert "25 December" not in said("open on 24 December?", "2026-12-10 15:00")


@settings(max_examples=100, deadline=None)
@given(WEEKS, SPECIALS, MOMENTS, st.integers(1, 40))
def test_a_day_by_its_date_is_told_with_its_own_hours(weekly, special, moment, ahead) -> None:  # type: ignore[no-untyped-def]
    business = Business("B", opening_hours=(*weekly, Hours((6,), "10:00", "12:00")),
                        special_hours=tuple(special))  # fmt: skip
    day = moment.date() + timedelta(days=ahead)
    told = hours(_counter(business, moment.replace(tzinfo=BERLIN), "en"), f"open on {day}?")
    times = OpenTimes.of(business)
    if told is None:
        assert not times.is_special(day), "only of a feast that nothing is said of"
        return
    openings = times.on(day)
    whole = any(o.closes - o.opens >= timedelta(hours=24) for o in openings)
    assert ("closed" in told.sentences[0]) == (not openings)
    for opening in openings:
        assert whole or f"{opening.opens:%H:%M}–{opening.closes:%H:%M}" in told.sentences[0]


@pytest.mark.parametrize(
    ("language", "question", "days"),
    [
        ("en", "until 7.10?", []),
        ("de", "sind Sie um 18.30 da?", []),
        ("en", "2 tents in march", []),
        ("en", "mon-fri hours", []),
        ("de", "montag bis freitag", []),
        ("en", "on the 24th of december", ["2026-12-24"]),
        ("en", "December 24th?", ["2026-12-24"]),
        ("en", "open 24/12?", ["2026-12-24"]),
        ("de", "am 29.2.?", ["2028-02-29"]),
        ("de", "am 1. Mai 2028", ["2028-05-01"]),
        ("de", "Karfreitag", ["2027-03-26"]),
        ("de", "Samstag und Sonntag", ["2026-11-28", "2026-11-29"]),
        ("en", "sundays", ["2026-11-29"]),
    ],
)
def test_which_days_are_asked_for(language: str, question: str, days: list[str]) -> None:
    today = datetime(2026, 11, 28).date()
    assert [str(one.day) for one in asked_days(question, language, today, False)] == days


def test_an_american_names_the_month_first() -> None:
    (one,) = asked_days("open 12/11?", "en", datetime(2026, 11, 28).date(), True)
    assert str(one.day) == "2026-12-11"


@given(st.text(max_size=60), st.sampled_from(["en", "de"]))
def test_any_question_has_days_or_none(text: str, language: str) -> None:
    asked_days(text, language, datetime(2026, 2, 28).date(), False)


ASKED = {
    "en": ("are you open now?", "opening hours?", "open on Friday?", "open tomorrow?", "today?"),
    "de": (
        "habt ihr jetzt offen?",
        "Öffnungszeiten?",
        "am Freitag offen?",
        "morgen auf?",
        "heute?",
    ),
}


@settings(max_examples=200, deadline=None)
@given(WEEKS, SPECIALS, MOMENTS, st.sampled_from(sorted(ASKED)), st.integers(0, 4))
def test_the_check_finds_nothing_false_in_it(weekly, special, moment, language, place) -> None:  # type: ignore[no-untyped-def]
    """Whoever runs `tresen check` in a week of closures is told of no fault that is none."""
    business = Business("B", opening_hours=(*weekly, Hours((6,), "10:00", "12:00")),
                        special_hours=tuple(special))  # fmt: skip
    now = moment.replace(tzinfo=BERLIN)
    counter = _counter(business, now, language)
    told = hours(counter, ASKED[language][place]) or week(counter)
    ground = Ground(business, [], [])
    ground.now = now
    question = Question(ASKED[language][place], language, "hours", (), ())
    found = [judge(question, Reply(s, "direct"), ground).findings for s in told.sentences]
    assert not any(found), (told.sentences, found)


@pytest.mark.parametrize(
    ("sentence", "is_false"),
    [
        ("On Thursday, 24 December we are closed.", False),
        ("Am Donnerstag, 24. Dezember haben wir geschlossen.", False),
        ("On Wednesday, 23 December we are closed.", True),
        ("On Saturday, 24 December we are closed.", True),
        ("On Thursday, 31 December we are open 20:00–00:00.", False),
        ("On Thursday, 31 December we are open 12:00–23:00.", True),
        ("On Saturday we are open until 02:00.", False),
        ("On Monday we are open until 02:00.", True),
    ],
)
def test_the_check_sees_what_is_false_of_a_date(sentence: str, is_false: bool) -> None:
    section = BusinessSection(name="Bar", opening_hours=BAR, timezone="Europe/Berlin")
    ground = Ground(section.record(), [], [])
    ground.now = datetime(2026, 12, 10, 15, tzinfo=BERLIN)
    question = Question("when?", "en", "hours", (), ())
    assert bool(judge(question, Reply(sentence, "direct"), ground).findings) == is_false


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Habt ihr am 2. Dezember auf?", 1),
        ("Habt ihr am 24. 12. offen?", 1),
        ("Was kostet Größe 42. Habt ihr morgen offen?", 2),
    ],
)
def test_a_date_is_no_end_of_a_sentence(text: str, asks: int) -> None:
    assert len(EMPTY.reader.read(text, "de").asks) == asks
