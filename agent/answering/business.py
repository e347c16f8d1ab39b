"""What is asked of the business itself: small talk, a person, its hours, how to reach it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.truth.direct.business import _now, _on_day, _week
from agent.truth.direct.contact import contact_fact, reach, reach_facts, reached
from agent.truth.direct.said import Counter, Said
from agent.truth.lexicon import lexicon
from agent.understanding.query import About, Ask, Courtesy
from catalog.text import Token, fold


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
            return _contacts((ask.about.value,), counter)
        case _:
            return _contacts(("phone", "email", "address"), counter)


def _contacts(wanted: Sequence[str], counter: Counter) -> Said | None:
    business = counter.business
    ways = {"phone": business.phone, "email": business.email, "address": business.address}
    known = [way for way in wanted if ways[way]]
    if not known:
        return None
    facts = tuple(contact_fact(way, ways[way], counter) for way in known)
    return Said(tuple(counter.voice.say(f"contact_{way}", **{way: ways[way]}) for way in known), facts)


def hours(counter: Counter, spoken: Sequence[Token]) -> Said | None:
    """The hours of the day that is asked for, of now, or of the week."""
    if not counter.business.opening_hours:
        return None
    book = lexicon(counter.voice.language)
    words = [fold(t.text) for t in spoken]
    days = {fold(w): n for w, n in book.days.items()}
    day = next((days[w] for w in (*words, *(w.removesuffix("s") for w in words)) if w in days), None)
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
