"""What is asked of the business itself: hours, contact, policies, a word in between, a person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from agent.truth.direct.items import availability
from agent.truth.direct.said import Counter, Said
from agent.truth.facts import Fact, business_fact, passage_fact
from agent.truth.lexicon import lexicon
from agent.truth.passages import (
    ASKED,
    Answer,
    asked_as_headed,
    best_passage,
    says_kind,
    speaks_of,
    telling_sentences,
)
from agent.truth.understand import Asked
from agent.truth.words import same_word
from catalog.records import Hours

_SHORT = 4
"""Letters of a word that is taken as it is typed: "mail" is no "nail"."""


def hours(asked: Asked, counter: Counter) -> Said:
    """The hours of the day that is asked for, of now, or of the week."""
    spans, voice = counter.business.opening_hours, counter.voice
    if not spans:
        return written_answer(asked, counter) or Said((voice.say("hours_unknown"),), handoff=True)
    book = lexicon(voice.language)
    day = next((book.days[w] for w in asked.words if w in book.days), None)
    today = counter.now.weekday()
    if day is None and any(w in book.groups["tomorrow"] for w in asked.words):
        day = (today + 1) % 7
    if day is not None:
        return _on_day(day, counter)
    if any(w in book.groups["now"] for w in asked.words):
        return _now(counter)
    if any(w in book.groups["today"] for w in asked.words):
        return _on_day(today, counter)
    return _week(counter)


def contact(asked: Asked, counter: Counter) -> Said:
    """The way to reach the business that is asked for; without one, all that there are."""
    business, voice = counter.business, counter.voice
    ways = {"phone": business.phone, "email": business.email, "address": business.address}
    wanted = _ways_asked(asked.words, voice.language) or list(ways)
    if wanted == ["address"] and not business.address:
        return written_answer(asked, counter) or Said((voice.say("contact_none"),), handoff=True)
    known = [way for way in wanted if ways[way]] or [way for way in ways if ways[way]]
    if not known:
        return Said((voice.say("contact_none"),), handoff=True)
    facts = tuple(_contact_fact(way, ways[way], counter) for way in known)
    lines = tuple(voice.say(f"contact_{way}", **{way: ways[way]}) for way in known)
    return Said(lines, facts)


def _ways_asked(words: Sequence[str], language: str) -> list[str]:
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
    said = {way: _said(words, groups[way]) for way in ("phone", "email", "address", "where")}
    ways = {way for way in ("phone", "email") if said[way]}
    if any(at - 1 not in said["email"] for at in said["address"]) or (said["where"] and not ways):
        ways.add("address")
    return ways


def _said(words: Sequence[str], group: Collection[str]) -> list[int]:
    """Where `words` are of the group, slips of the longer ones included."""
    return [
        at
        for at, word in enumerate(words)
        if word in group or (len(word) > _SHORT and any(same_word(word, k) for k in group))
    ]


def policy(asked: Asked, counter: Counter) -> Said | None:
    """Shipping, returns, warranty, payment: what the business has written on it, quoted.

    None where no word says that it is about that and nothing written surely answers: "which poles
    don't snap?" is a question of goods.
    """
    answer = best_passage(asked, counter.find_passages)
    if answer and not answer.sure and not says_kind(asked):
        return None
    if answer and not answer.sure and not speaks_of(answer.passage, asked.kind, asked.language):
        answer = None
    if answer is None and asked.items:
        return availability(asked, counter)  # "can I get it now?", where nothing is written
    if answer is None:
        return Said((counter.voice.say("passage_unknown"),)).and_then(reach(counter))
    keys = [k for k in ("shipping", "returns") if k != asked.kind]
    suggestions = tuple(counter.voice.say(f"suggest_{key}") for key in keys)
    return quoted(answer, asked).and_then(Said((), suggestions=suggestions))


def frequent(asked: Asked, counter: Counter) -> Said | None:
    """What the business has written under the very question, but for what its settings say."""
    if _is_set(asked, counter):
        return None
    answer = asked_as_headed(asked, counter.find_passages)
    return quoted(answer, asked) if answer else None


def _is_set(asked: Asked, counter: Counter) -> bool:
    """Whether it asks for nothing but the hours or a contact that stands in the settings: "where
    is the shop?" has one answer, whether somebody wrote it under a heading or not."""
    book = lexicon(counter.voice.language)
    if asked.kind == "hours" and counter.business.opening_hours:
        plain = book.groups["open"]
    elif asked.kind == "contact" and _ways_asked(asked.words, book.language):
        plain = frozenset().union(*(book.groups[g] for g in ("phone", "email", "address", "where")))
    else:
        return False
    return not any(w not in plain and w not in book.groups["vague"] for w in asked.content)


def written_answer(asked: Asked, counter: Counter) -> Said | None:
    """An open question that a passage answers; None where none does surely."""
    answer = best_passage(asked, counter.find_passages)
    return quoted(answer, asked) if answer and answer.sure else None


def order_status(asked: Asked, counter: Counter) -> Said:
    """Orders are not in the catalog: said so, and who can look."""
    said = Said((counter.voice.say("order_status"),), handoff=True)
    if not _reached(counter):
        return said
    line = counter.voice.say("order_status_contact", contact=_reached(counter))
    return said.and_then(Said((line,), _reach_facts(counter)))


def person(asked: Asked, counter: Counter) -> Said:
    """A person is wanted: where one is, and never that one is coming."""
    if not _reached(counter):
        return Said(
            (counter.voice.say("person_none"), counter.voice.say("person_ask")), handoff=True
        )
    return reach(counter).and_then(Said((counter.voice.say("person_ask"),)))


def small_talk(asked: Asked, counter: Counter) -> Said:
    """A greeting, thanks, a goodbye, who are you."""
    groups = lexicon(counter.voice.language).groups
    for key, group in (("who", "who"), ("thanks", "thanks"), ("bye", "bye")):
        if any(word in groups[group] for word in asked.words):
            line = counter.voice.say(key, business=counter.business.name)
            return Said((line,))
    known = lexicon(counter.voice.language).kinds["small_talk"]
    greets = any(word in pattern.words for pattern in known for word in asked.words)
    return Said((counter.voice.say("greeting" if greets else "chat"),))


# -- hours ---------------------------------------------------------------------------------------


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
    return business_fact(counter.business, "opening_hours", which, text, _as_of(counter))


# -- contact and passages ------------------------------------------------------------------------


def _contact_fact(way: str, value: str, counter: Counter) -> Fact:
    return business_fact(counter.business, way, value, value, _as_of(counter))


def _as_of(counter: Counter) -> datetime:
    return counter.now - timedelta(microseconds=counter.now.microsecond)


def _reached(counter: Counter) -> str:
    ways = [w for w in (counter.business.phone, counter.business.email) if w]
    return counter.voice.listed(ways, "list_or")


def _reach_facts(counter: Counter) -> tuple[Fact, ...]:
    ways = (("phone", counter.business.phone), ("email", counter.business.email))
    return tuple(_contact_fact(way, value, counter) for way, value in ways if value)


def reach(counter: Counter) -> Said:
    """Where a person can be reached, as the business says."""
    if not _reached(counter):
        return Said((counter.voice.say("person_ask"),), handoff=True)
    line = counter.voice.say("person", contact=_reached(counter))
    return Said((line,), _reach_facts(counter), handoff=True)


def _without_yes(text: str, language: str) -> str:
    first, _, rest = text.partition(" ")
    if not rest or first.rstrip(".,:;!–-").lower() not in lexicon(language).groups["yes"]:
        return text
    return rest[:1].upper() + rest[1:]


def quoted(answer: Answer, asked: Asked) -> Said:
    """The passage's telling sentences, word for word.

    Its "Yes" answers its own heading. To any other question it would agree to what nobody wrote:
    "I have 365 days, yes?"
    """
    text = " ".join(telling_sentences(answer, asked))
    if answer.score < ASKED:
        text = _without_yes(text, asked.language)
    return Said((text,), (passage_fact(answer.passage, text),), (), (answer.passage,))
