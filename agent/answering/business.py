"""What is asked of the business itself: small talk, a person, how to reach it; hours.py: when."""

from __future__ import annotations

from collections.abc import Sequence

from agent.answering.hours import hours
from agent.answering.said import Counter, Said, as_of
from agent.grounding.facts import Fact, business_fact
from agent.grounding.lexicon import lexicon
from agent.grounding.words import tokens
from agent.understanding.function_words import function_words
from agent.understanding.query import About, Ask, Courtesy
from catalog.text import Token


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


def about_business(
    ask: Ask, counter: Counter, text: str, spoken: Sequence[Token], before: str = ""
) -> Said | None:
    """What the settings say; None where they say nothing of it. `before`: as of `hours`."""
    match ask.about:
        case About.HOURS:
            return hours(counter, text, before)
        case About.ORDER if counter.order is not None:
            return counter.order
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
        case About.RANGE:
            return None
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


def contact_fact(way: str, value: str, counter: Counter) -> Fact:
    """A phone number, an e-mail address or an address of the settings."""
    return business_fact(counter.business, way, value, value, as_of(counter))


def reached(counter: Counter) -> str:
    """Phone and e-mail, as one writes them; empty where the settings have neither."""
    ways = [w for w in (counter.business.phone, counter.business.email) if w]
    return counter.voice.listed(ways, "or")


def reach_facts(counter: Counter) -> tuple[Fact, ...]:
    ways = (("phone", counter.business.phone), ("email", counter.business.email))
    return tuple(contact_fact(way, value, counter) for way, value in ways if value)


def reach(counter: Counter) -> Said:
    """Where a person can be reached, as the business says."""
    if not reached(counter):
        if not counter.takes_contacts:
            return Said((), handoff=True)
        return Said((counter.voice.say("person_ask"),), handoff=True)
    line = counter.voice.say("person", contact=reached(counter))
    return Said((line,), reach_facts(counter), handoff=True)


def asking_where(said: Said, counter: Counter) -> Said:
    """`said`, and behind it the offer to write the question down, where it hands off; where none
    can be left, how a person is reached."""
    if said.handoff and not counter.takes_contacts:
        told = reach(counter)
        return said if set(told.sentences) <= set(said.sentences) else said.and_then(told)
    offer = counter.voice.say("handoff_ask")
    asked = {offer, counter.voice.say("person_ask")}
    if not said.handoff or asked & set(said.sentences):
        return said
    return said.and_then(Said((offer,)))
