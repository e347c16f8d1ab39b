"""The week's hours as a page lists them, for a business whose settings say none: of a day that is
asked for they are told in the customer's language, and as a yes or no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.answering.hours import hours, says_now, unsaid_days
from agent.answering.said import Counter, Said
from agent.grounding.facts import passage_fact
from agent.hours_settings import read_hours
from catalog.hours import week_in, written
from catalog.records import Hours, Passage
from catalog.sources.list_words import HOURS, TOLD_HOURS
from catalog.text import tokens

READ = 2_000
"""Characters of a passage that are looked through."""


@dataclass(frozen=True, slots=True)
class PageHours:
    """What a passage lists, and the days (0 is Monday) of which it says all."""

    passage: Passage
    weekly: tuple[Hours, ...]
    days: frozenset[int]


def page_hours(passages: Sequence[Passage], languages: Sequence[str]) -> tuple[PageHours, ...]:
    """The hours that pages list, each in its own language; none where they list different ones:
    those of the shop and those of its kitchen."""
    found = [told for passage in passages if (told := _listed(passage, languages)) is not None]
    headed = [told for told in found if _is_headed(told.passage)] or found
    return tuple(headed) if len({told.weekly for told in headed}) == 1 else ()


def _listed(passage: Passage, languages: Sequence[str]) -> PageHours | None:
    text = passage.text[:READ]
    if not (any(map(str.isdigit, text)) and (_is_headed(passage) or _says_open(text))):
        return None
    whole = "\n".join((*passage.heading, text))
    week, days = week_in(whole, (passage.language, *languages))
    if not week:
        return None
    weekly, _ = read_hours(written(week))
    return PageHours(passage, weekly, days)


def _is_headed(passage: Passage) -> bool:
    last = passage.heading[-1:]
    return any(not HOURS.isdisjoint(heading.casefold().split()) for heading in last)


def _says_open(text: str) -> bool:
    return not TOLD_HOURS.isdisjoint(t.folded for t in tokens(text, ()))


def on_listed_day(
    listed: Sequence[PageHours], counter: Counter, text: str, before: str
) -> Said | None:
    """The hours of the days that `text` asks for, or of now, and in another language than the
    page's of the week; None where that is not asked, or the page does not say all of such a day."""
    if not listed or counter.business.opening_hours:
        return None
    own = counter.voice.language
    page = min(listed, key=lambda told: told.passage.language != own)
    days = unsaid_days(counter, text, before)
    asked = {one.day.weekday() for one in days}
    if not days and says_now(text, own):
        asked = {counter.now.weekday()}
    elif not days and page.passage.language != own:
        asked = set(range(7))
    if not asked or any(one.feast for one in days) or not asked <= page.days:
        return None
    business = replace(counter.business, opening_hours=page.weekly)
    said = hours(replace(counter, business=business), text, before)
    if said is None:
        return None
    facts = tuple(passage_fact(page.passage, fact.text) for fact in said.facts)
    return replace(said, facts=facts, cited=(page.passage,))
