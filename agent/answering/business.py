"""What is asked of the business itself: small talk, a person, its hours, how to reach it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent.answering.said import Counter, Said
from agent.truth.facts import Fact, business_fact
from agent.truth.lexicon import lexicon
from agent.truth.words import tokens
from agent.understanding.function_words import function_words
from agent.understanding.query import About, Ask, Courtesy
from catalog.records import Hours
from catalog.text import Token, fold


def beyond(text: str, counter: Counter) -> Said | None:
    """What only people may answer: medicine, with a word on whom to ask, and law."""
    words = tokens(text)
    for group in ("medical", "legal"):
        if any(_stands(run, words) for run in lexicon(counter.voice.language).phrases[group]):
            first = (counter.voice.say("medical"),) if group == "medical" else ()
            return Said(first, handoff=True).and_then(reach(counter))
    return None


def _stands(run: Sequence[str], words: Sequence[str]) -> bool:
    def same(part: str, word: str) -> bool:
        return word.startswith(part[:-1]) if part.endswith("*") else word == part

    size = len(run)
    return any(all(map(same, run, words[at : at + size])) for at in range(len(words) - size + 1))


def courtesy(ask: Ask, counter: Counter) -> Said:
    """A greeting, thanks, a goodbye, who are you."""
    key = (ask.courtesy or Courtesy.GREETING).value
    return Said((counter.voice.say(key, business=counter.business.name),))


def person(counter: Counter) -> Said:
    return reach(counter)


def about_business(ask: Ask, counter: Counter, spoken: Sequence[Token]) -> Said | None:
    """What the settings say; None where they say nothing of it."""
    match ask.about:
        case About.HOURS:
            return hours(counter, spoken)
        case About.ORDER:
            said = Said((counter.voice.say("order_status"),), handoff=True)
            if not reached(counter):
                return said
            line = counter.voice.say("order_status_contact", contact=reached(counter))
            return said.and_then(Said((line,), reach_facts(counter)))
        case About.PHONE | About.EMAIL | About.ADDRESS:
            book = function_words(counter.voice.language)
            words = [t.folded for t in spoken]
            wanted = [way for way in ("phone", "email", "address") if book.says(way, words)]
            return _contacts(wanted or (ask.about.value,), counter)
        case _:
            return _contacts(("phone", "email", "address"), counter)


def _contacts(wanted: Sequence[str], counter: Counter) -> Said | None:
    business = counter.business
    ways = {"phone": business.phone, "email": business.email, "address": business.address}
    known = [way for way in wanted if ways[way]]
    if not known:
        return None
    facts = tuple(contact_fact(way, ways[way], counter) for way in known)
    return Said(
        tuple(counter.voice.say(f"contact_{way}", **{way: ways[way]}) for way in known), facts
    )


def hours(counter: Counter, spoken: Sequence[Token]) -> Said | None:
    """The hours of the day that is asked for, of now, or of the week."""
    if not counter.business.opening_hours:
        return None
    book = lexicon(counter.voice.language)
    words = [fold(t.text) for t in spoken]
    days = {fold(w): n for w, n in book.days.items()}
    day = next(
        (days[w] for w in (*words, *(w.removesuffix("s") for w in words)) if w in days), None
    )
    today = counter.now.weekday()
    if day is None and any(w in {fold(x) for x in book.groups["tomorrow"]} for w in words):
        day = (today + 1) % 7
    if day is not None:
        return _on_day(day, counter)
    if any(w in {fold(x) for x in book.groups["now"]} for w in words):
        return _now(counter)
    if any(w in {fold(x) for x in book.groups["today"]} for w in words):
        return _on_day(today, counter)
    return _week(counter)


def contact_fact(way: str, value: str, counter: Counter) -> Fact:
    """A phone number, an e-mail address or an address of the settings."""
    return business_fact(counter.business, way, value, value, as_of(counter))


def as_of(counter: Counter) -> datetime:
    """The time of what the settings say: now, to the second."""
    return counter.now - timedelta(microseconds=counter.now.microsecond)


def reached(counter: Counter) -> str:
    """Phone and e-mail, as one writes them; empty where the settings have neither."""
    ways = [w for w in (counter.business.phone, counter.business.email) if w]
    return counter.voice.listed(ways, "list_or")


def reach_facts(counter: Counter) -> tuple[Fact, ...]:
    ways = (("phone", counter.business.phone), ("email", counter.business.email))
    return tuple(contact_fact(way, value, counter) for way, value in ways if value)


def reach(counter: Counter) -> Said:
    """Where a person can be reached, as the business says."""
    if not reached(counter):
        return Said((counter.voice.say("person_ask"),), handoff=True)
    line = counter.voice.say("person", contact=reached(counter))
    return Said((line,), reach_facts(counter), handoff=True)


# -- hours --------------------------------------------------------------------------------------


def _on_day(day: int, counter: Counter) -> Said:
    voice = counter.voice
    today = day == counter.now.weekday()
    spans = [s for s in counter.business.opening_hours if day in s.days]
    name = voice.day(day)
    if not spans:
        line = voice.say("hours_today_closed") if today else voice.say("hours_closed", day=name)
        return Said((line,), (_hours_fact(name, line, counter),)).and_then(_next(counter, day))
    times = voice.listed([voice.span(s) for s in spans])
    key = "hours_today" if today else "hours_day"
    line = voice.say(key, day=name, spans=times)
    return Said((line,), (_hours_fact(name, times, counter),))


def _now(counter: Counter) -> Said:
    voice = counter.voice
    clock = counter.now.strftime("%H:%M")
    today = [s for s in counter.business.opening_hours if counter.now.weekday() in s.days]
    current = next((s for s in today if s.opens <= clock < s.closes), None)
    if current:
        closes = voice.time(current.closes)
        line = voice.say("hours_now_open", closes=closes)
        return Said((line,), (_hours_fact("today", closes, counter),))
    later = next((s for s in today if s.opens > clock), None)
    line = voice.say("hours_now_closed")
    if later:
        return Said((line,)).and_then(_on_day(counter.now.weekday(), counter))
    return Said((line,)).and_then(_next(counter, counter.now.weekday()))


def _next(counter: Counter, after: int) -> Said:
    """When it opens again after weekday `after`."""
    for ahead in range(1, 8):
        day = (after + ahead) % 7
        spans = [s for s in counter.business.opening_hours if day in s.days]
        if spans:
            opens, name = counter.voice.time(spans[0].opens), counter.voice.day(day)
            line = counter.voice.say("hours_next", day=name, opens=opens)
            return Said((line,), (_hours_fact(name, opens, counter),))
    return Said(())


def _week(counter: Counter) -> Said:
    voice = counter.voice
    entries = [f"{_days(s, counter)} {voice.span(s)}" for s in counter.business.opening_hours]
    line = voice.say("hours_week", spans=", ".join(entries))
    fact = _hours_fact("week", ", ".join(entries), counter)
    open_now = _now(counter)
    return Said((line,), (fact,)).and_then(
        open_now if open_now.facts and len(open_now.sentences) == 1 else Said(())
    )


def _days(hours: Hours, counter: Counter) -> str:
    first, last = counter.voice.day(hours.days[0]), counter.voice.day(hours.days[-1])
    return first if first == last else f"{first}–{last}"


def _hours_fact(which: str, text: str, counter: Counter) -> Fact:
    return business_fact(counter.business, "opening_hours", which, text, as_of(counter))


def asking_where(said: Said, counter: Counter) -> Said:
    """`said`, and behind it the offer to write the question down, where it hands off."""
    offer = counter.voice.say("handoff_ask")
    asked = {offer, counter.voice.say("person_ask")}
    if not said.handoff or asked & set(said.sentences):
        return said
    return said.and_then(Said((offer,)))
