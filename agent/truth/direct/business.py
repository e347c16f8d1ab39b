"""What is asked of the business itself: hours, policies, a word in between, a person."""

from __future__ import annotations

from agent.truth.direct.contact import as_of, is_plain, reach, reach_facts, reached
from agent.truth.direct.items import availability
from agent.truth.direct.quoting import quoted, written_beside
from agent.truth.direct.said import Counter, Said
from agent.truth.facts import Fact, business_fact
from agent.truth.lexicon import lexicon
from agent.truth.looked_for import beside, says_kind
from agent.truth.passages import (
    asked_as_headed,
    best_passage,
    speaks_of,
)
from agent.truth.understand import Asked
from catalog.records import Hours

_OF_HOURS = ("open", "now", "today", "tomorrow")
"""The groups of words that the settings' hours answer."""


def hours(asked: Asked, counter: Counter) -> Said:
    """The hours of the day that is asked for, of now, or of the week."""
    spans, voice = counter.business.opening_hours, counter.voice
    if not spans:
        return written_answer(asked, counter) or Said((voice.say("hours_unknown"),), handoff=True)
    if said := written_beside(asked, _OF_HOURS, counter):
        return said
    book = lexicon(voice.language)
    spoken = (word if word in book.days else word.removesuffix("s") for word in asked.words)
    day = next((book.days[word] for word in spoken if word in book.days), None)  # "on sundays"
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
    if asked.kind == "hours":
        return bool(counter.business.opening_hours) and not beside(asked, _OF_HOURS)
    return asked.kind == "contact" and is_plain(asked)


def written_answer(asked: Asked, counter: Counter) -> Said | None:
    """An open question that a passage answers; None where none does surely."""
    answer = best_passage(asked, counter.find_passages)
    return quoted(answer, asked) if answer and answer.sure else None


def order_status(asked: Asked, counter: Counter) -> Said:
    """Orders are not in the catalog: said so, and who can look."""
    said = Said((counter.voice.say("order_status"),), handoff=True)
    if not reached(counter):
        return said
    line = counter.voice.say("order_status_contact", contact=reached(counter))
    return said.and_then(Said((line,), reach_facts(counter)))


def person(asked: Asked, counter: Counter) -> Said:
    """A person is wanted: where one is, and never that one is coming."""
    if not reached(counter):
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
    return business_fact(counter.business, "opening_hours", which, text, as_of(counter))
