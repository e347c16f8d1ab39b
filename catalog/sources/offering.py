"""Which lines of a section offer something, among those that only hold a sum."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from catalog.sources.line_offers import Priced
from catalog.sources.line_prices import PRICE
from catalog.sources.list_words import (
    HIGH,
    LOW,
    UNTIL,
    day_of,
    is_condition,
    is_country,
    is_day,
    is_hours,
)
from catalog.sources.listparts import Part, is_label
from catalog.sources.pricelines import priced, unpriced, worded

_ABBREVIATED = re.compile(
    r"(?:\d[.,]|\b(?:kr|Fr|SFr|Rs|лв|руб|грн|Std|St|Stk|min|pers|[^\W\d_]))\.$", re.I
)
_DOTTED = "....."
DOTTED = 3
"""Lines with dots and prices, beside which one with words is an offer too."""

BESIDE = 2
"""Entries with a price, among which one with words in its place is an offer too."""

BELOW = 2
"""Lines that are said of an offer, below it."""

_BRACKETS = re.compile(r"\s*\([^()]{1,40}\)")
_CLOCK = re.compile(
    r"\d[.:h]\d{2}|\d\s?(?:am|pm|uhr|h)\b|(?<![\d,.])\d{1,2}\s?[-–]\s?\d{1,2}\b", re.I
)
_CLOCKS = re.compile(r"(?<!\d)\d{1,2}(?:[.:]\d{2})?\s?[-–]\s?\d{1,2}(?:[.:]\d{2})?(?!\d)")


def offering(
    parts: Sequence[Part], home: str, least: int, *, bare: bool = False
) -> dict[tuple[int, int], Priced]:
    """The lines that offer something, by part and line; none where fewer than `least` do. `bare`:
    they stand in a menu whose prices have no sign.

    One line of a list with a sum is a condition as likely as an offer. So it takes two of them, of
    a list half of the entries, and of other lines such as have dots, or come in a row.
    """
    entries: dict[tuple[int, int], Priced] = {}
    plain: dict[tuple[int, int], Priced] = {}
    listed = 0
    for place, part in enumerate(parts):
        if part.grid:
            continue
        listed += part.entry and bool(part.lines)
        run: dict[tuple[int, int], Priced] = {}
        for number, text in enumerate(part.lines):
            found = priced(text, home)
            found = None if found is not None and _is_no_offer(found) else found
            if part.entry:
                if found is not None and (number == 0 or (place, 0) not in entries):
                    entries[place, number] = found
            elif found is not None:
                run[place, number] = found
        if not part.entry and not (len(run) == 1 and _ends_sentence(part, run)):
            plain |= run
    many = len(entries) >= least and len(entries) >= 0.5 * listed
    texts = [n for n, part in enumerate(parts) if not part.entry and not part.grid]
    lines = sum(len(parts[n].lines) - _said(n, parts[n], plain) for n in texts)
    in_a_row = len(plain) >= least and len(plain) >= 0.4 * lines
    certain = [one for one in (*entries.values(), *plain.values()) if one.sure]
    if not certain and not bare and len(entries) + len(plain) < 3:
        return {}
    listed_too = _worded(parts, entries) if many else {}
    told = {**(entries if many else {}), **listed_too, **(plain if in_a_row else {})}
    return told | (_without_price(parts, told) if in_a_row else {})


def _said(place: int, part: Part, plain: Mapping[tuple[int, int], Priced]) -> int:
    """How many lines of a paragraph are said of what it offers: it begins with an offer, and a
    line or two stand below that, and below each other one."""
    offers = [number for number in range(len(part.lines)) if (place, number) in plain]
    if not offers or offers[0]:
        return 0
    below = [after - at - 1 for at, after in pairwise((*offers, len(part.lines)))]
    return sum(below) if max(below) <= BELOW else 0


def _worded(
    parts: Sequence[Part], found: Mapping[tuple[int, int], Priced]
) -> dict[tuple[int, int], Priced]:
    """Entries that end in words for a price, among others that have one."""
    if len(found) < BESIDE:
        return {}
    first = {p: part.lines[0] for p, part in enumerate(parts) if part.entry and part.lines}
    free = {p: text for p, text in first.items() if (p, 0) not in found}
    told = {(p, 0): worded(text) for p, text in free.items() if not PRICE.search(text)}
    return {at: one for at, one in told.items() if one is not None and not _is_no_offer(one)}


def _without_price(
    parts: Sequence[Part], found: Mapping[tuple[int, int], Priced]
) -> dict[tuple[int, int], Priced]:
    """Lines with dots or tabs that have words in a price's place, among others that have prices."""
    signs: tuple[str, ...] = (_DOTTED, "\t")
    found_in = [parts[place].lines[number] for place, number in found]
    signs = tuple(sign for sign in signs if sum(sign in text for text in found_in) >= DOTTED)
    if not signs:
        return {}
    every = ((p, n, text) for p, part in enumerate(parts) for n, text in enumerate(part.lines))
    lines = [(p, n, text) for p, n, text in every if any(sign in text for sign in signs)]
    told = {(p, n): unpriced(text) for p, n, text in lines if (p, n) not in found}
    return {at: one for at, one in told.items() if one is not None and not _is_no_offer(one)}


def _ends_sentence(part: Part, run: Mapping[tuple[int, int], Priced]) -> bool:
    """Whether the only line of a paragraph with a price is one: "Coperto 2,00 a persona." """
    text = next(part.lines[number] for _, number in run).rstrip()
    return text.endswith(".") and len(text) > 2 and _ABBREVIATED.search(text) is None


def _is_no_offer(found: Priced) -> bool:
    """Whether a line with a price is a condition, or tells hours: "Hours 9.00" is no price, "Out of
    hours £180.00" is one."""
    name = day_of(found.name)[1]
    if is_label(name):
        return True
    # "Hausbesuch (Zuschlag)" is a service.
    bare = _BRACKETS.sub("", name) or name
    if any(test(bare) for test in (is_condition, is_country)):
        return True
    # "Sunday roast £17.50" is a dish, "Sunday lunch 12.00" an hour.
    words = re.findall(r"[^\W\d_]{3,}", name)
    if is_day(name) and (_is_bare(found) or all(map(is_day, words))):
        return True
    if not _is_bare(found):
        return False
    spans = any(_CLOCKS.search(one.price) for one in found.offers)
    named = any(map(is_day, re.split(r"[\s,/–-]+", name)))
    return is_hours(name) or _is_time(name) or _is_until(found) or (spans and named)


def _is_time(name: str) -> bool:
    """ "Open Tue-Sat 11.30": a day and a time; "Crocchette di patate, 4 pezzi" holds none."""
    return _CLOCK.search(name) is not None and any(map(is_day, re.split(r"[\s,]+", name)))


def _is_until(found: Priced) -> bool:
    """Whether a line tells from when to when: "ogni sera dalle 18.30 alle 22.30"."""
    labels = [one.choice.casefold() for one in found.offers]
    return len(labels) == 2 and labels[0] in LOW and labels[1] in {*UNTIL, *HIGH}


def _is_bare(found: Priced) -> bool:
    """Whether nothing but its dots says that a line's number is a price."""
    return all((told := PRICE.search(one.price)) is None or told["c"] for one in found.offers)
