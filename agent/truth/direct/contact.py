"""How the business is reached: by phone, by e-mail, at its address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from agent.truth.direct.quoting import written_beside
from agent.truth.direct.said import Counter, Said
from agent.truth.facts import Fact, business_fact
from agent.truth.lexicon import lexicon
from agent.truth.looked_for import SHORT, beside
from agent.truth.understand import Asked
from agent.truth.words import same_word

_NAMED = ("phone", "email", "address")
_OF_CONTACT = (*_NAMED, "where")
"""The groups of words that the settings' contacts answer."""


def contact(asked: Asked, counter: Counter) -> Said:
    """The way to reach the business that is asked for; without one, what is written on it ("is
    there parking?"), or all ways that there are."""
    business, voice = counter.business, counter.voice
    ways = {"phone": business.phone, "email": business.email, "address": business.address}
    wanted = ways_asked(asked.words, voice.language)
    if not is_plain(asked) and (said := written_beside(asked, _OF_CONTACT, counter)):
        return said
    known = [way for way in wanted or ways if ways[way]] or [way for way in ways if ways[way]]
    if not known or (wanted == ["address"] and not business.address):
        return Said((voice.say("contact_none"),), handoff=True)
    facts = tuple(contact_fact(way, ways[way], counter) for way in known)
    lines = tuple(voice.say(f"contact_{way}", **{way: ways[way]}) for way in known)
    return Said(lines, facts)


def is_plain(asked: Asked) -> bool:
    """Whether nothing but ways to reach the business are asked for."""
    groups = lexicon(asked.language).groups
    named = any(_said(asked.words, groups[way]) for way in _NAMED)
    return bool(ways_asked(asked.words, asked.language)) and (
        named or not beside(asked, _OF_CONTACT)
    )


def ways_asked(words: Sequence[str], language: str) -> list[str]:
    """Of phone, email and address those that are asked for, "and" for "and"."""
    wanted: set[str] = set()
    joints = [at for at, word in enumerate(words) if word in lexicon(language).groups["and"]]
    for first, last in pairwise([-1, *joints, len(words)]):
        wanted |= _ways_in(words[first + 1 : last], language)
    return [way for way in ("phone", "email", "address") if way in wanted]


def _ways_in(words: Sequence[str], language: str) -> set[str]:
    """The address behind "e-mail" is none of a street, and "where" asks for one only where no
    number and no mailbox is spoken of: "where can I call you?"."""
    groups = lexicon(language).groups
    said = {way: _said(words, groups[way]) for way in (*_OF_CONTACT, "way_there")}
    ways = {way for way in ("phone", "email") if said[way]}
    somewhere = said["where"] or said["way_there"]
    if any(at - 1 not in said["email"] for at in said["address"]) or (somewhere and not ways):
        ways.add("address")
    return ways


def _said(words: Sequence[str], group: Collection[str]) -> list[int]:
    """Where `words` are of the group, slips of the longer ones included."""
    return [
        at
        for at, word in enumerate(words)
        if word in group or (len(word) > SHORT and any(same_word(word, k) for k in group))
    ]


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
