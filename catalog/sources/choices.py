"""Tables that tell what something costs in several columns: a price for each size, season, kind of
ticket; and those that count what is there of each size.

A column of amounts is a price only where something says so: its name ("€ per month", "Price
small"), its cells ("25 €"), or that its name is one of the kinds that prices are listed by
(lists.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from catalog.day_names import calendar
from catalog.numerals import without_thousands
from catalog.price_units import is_alone, is_unit
from catalog.price_words import is_least, is_none, is_said
from catalog.records import Option
from catalog.sources.cell_sayings import is_gone, says_words
from catalog.sources.cells import line
from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.contents import is_price
from catalog.sources.entry import Entry
from catalog.sources.hired import worths
from catalog.sources.list_words import (
    HIGH,
    LOW,
    SEASON,
    is_condition,
    is_extra,
)
from catalog.sources.money import is_currency
from catalog.sources.price_kinds import (
    bands,
    is_bound,
    is_kind,
    is_sized,
    label,
    names_price,
    says_price,
    shared,
)
from catalog.sources.sampled import MOST, is_year, mostly, told_at
from catalog.sources.sums import is_class
from catalog.sources.table import Row
from catalog.sources.words import INTERNAL, folded

PROPERTY, IGNORED = "attribute", "ignore"

_AMOUNT = re.compile(
    r"\D{0,4}(?:\d{1,6}|\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}){1,2})(?:[.,]\d{1,4})?\D{0,4}"
)
WORDED = 0.6
"""The share of amounts in a column that is called a kind of prices. The others are said in words:
"included", "only on Sundays"."""

LETTERS = 2
"""Letters of a day's name that may be anything else."""

DAYS = 3
"""Columns of such names that are days beside each other."""

_CENTS = re.compile(r"\d[.,]\d\d(?!\d)")


def priced_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: Mapping[int, str]
) -> list[int]:
    """The columns that each ask a price of their own, where there are two of them or more."""
    worth = worths(header)
    free = [
        p for p in range(len(header)) if _is_free(header[p], meanings.get(p)) and p not in worth
    ]
    kinds = frozenset(p for p, name in enumerate(header) if is_kind(name)) | bands(header)
    kinds |= shared(header)
    kinds -= _lone_days(header)
    kinds -= {p for p, name in enumerate(header) if is_bound(name)}
    found = [place for place in free if _asks(header[place], sample, place, place in kinds)]
    found = [place for place in found if _is_one_of(header, found, kinds, place)]
    whole = [place for place in found if not is_extra(header[place])]
    found = whole if len(whole) > 1 else found
    labels = [label(header[place]) for place in found]
    return found if len(found) > 1 and all(labels) and len(set(labels)) == len(labels) else []


def _lone_days(header: Sequence[str]) -> frozenset[int]:
    """The columns that are called by two letters of a day, where they are fewer than three: "PE" is
    Finnish for Friday, and what a German wholesaler calls the number that a price is for, beside
    "ME" for its unit. Prices by the day have more days."""
    days = [p for p, name in enumerate(header) if folded(name) in calendar()]
    short = [p for p in days if len(folded(header[p])) <= LETTERS]
    return frozenset(short if len(days) < DAYS else ())


def _is_one_of(
    header: Sequence[str], found: Sequence[int], kinds: frozenset[int], place: int
) -> bool:
    """Whether a column asks a price of the kind that the others ask.

    Beside "Low season €" and "High season €" the column "Children" counts beds, and "Cleaning €" is
    no season of which an item's price could be told.
    """
    name = header[place]
    said = sum(says_price(header[other]) and other in kinds for other in found)
    if said > 1 and not says_price(name):
        return any(season in name.casefold() for season in SEASON)
    several = sum(other in kinds for other in found) > 1
    return not several or place in kinds or names_price(name)


def _is_free(name: str, meaning: str | None) -> bool:
    """ "Adult" is a flag of feeds, and a price's column where it stands beside "Child"."""
    if meaning == IGNORED:
        return is_kind(name) and not says(name) & KEPT_BACK  # "Trade price (min. 20 pieces)"
    return meaning == PROPERTY


def priced_for(entry: Entry, row: Row, choices: Sequence[tuple[str, int]]) -> Entry:
    """An entry with the one price that its row fills, and what that is for."""
    told = next(((name, c) for name, p in choices if (c := row.cells[p].strip(" -–—"))), None)
    if told is None:
        return entry
    per, price = told
    if not any(map(str.isdigit, price)):
        return replace(entry, said={**entry.said, "price_words": line(price)})
    bare = price if "/" in price else f"{price} / {per}"
    return replace(entry, said={**entry.said, "price": bare})


def chosen(
    entry: Entry,
    row: Row,
    choices: Sequence[tuple[str, int]],
    called: str,
    thousands: str = "",
    unit: str = "",
) -> list[Entry]:
    """An entry for each price of a row. `thousands`: the sign that parts them; `unit`: what each is
    for."""
    told = [
        (name, without_thousands(row.cells[place].strip(), thousands)) for name, place in choices
    ]
    if _are_ends([name for name, _ in told]):
        ends = dict.fromkeys(price for _, price in told if price)
        return [replace(entry, said={**entry.said, "price": "–".join(ends)})]
    offers = [
        (name, price) for name, price in told if price.strip("-–—/. x") and not is_none(price)
    ]
    if offers and all(says_words(price) for _, price in offers):
        return [replace(entry, said={**entry.said, "price_words": line(offers[0][1])})]
    if len(offers) == 1 and offers[0][0] == told[0][0] and _is_of_its_own(told, offers[0][1]):
        return [replace(entry, said={**entry.said, "price": offers[0][1]})]
    return [
        replace(
            entry,
            said={**entry.said, _field(price): _for_each(price, unit)},
            options=(*entry.options, *_options(called, name)),
        )
        for name, price in offers
    ] or [entry]


def _for_each(price: str, unit: str) -> str:
    """ "49.00 / night", where a column says what its amounts are for and the cell does not."""
    return f"{price} / {unit}" if unit and is_amount_asked(price) and "/" not in price else price


def _is_of_its_own(told: Sequence[tuple[str, str]], price: str) -> bool:
    """Whether a row's only price, in the first of the columns of sizes, is of none: it says itself
    what it is for ("9 lei the piece" under "250 g"), or that one must ask."""
    if not all(re.match(r"\d", name) for name, _ in told):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+\.?", price) if not is_currency(word)]
    return bool(words) and (is_said(price) or any(map(is_alone, (w.casefold() for w in words))))


def _field(price: str) -> str:
    """What a cell where a price is looked for says: that, words in its place, or that there is
    none left of this size."""
    if is_gone(price):
        return "availability"
    return "price_words" if says_words(price) else "price"


def _options(called: str, name: str) -> Iterator[Option]:
    """What a price is chosen by: one option for each line of its column's name."""
    levels = called.split("\n")
    for level, part in enumerate(name.split("\n")):
        yield Option(levels[min(level, len(levels) - 1)], part)


def _are_ends(names: Sequence[str]) -> bool:
    """Whether two prices are the least and the most of one."""
    return len(names) == 2 and names[0].casefold() in LOW and names[1].casefold() in HIGH


def _asks(name: str, sample: Sequence[Sequence[str]], place: int, kind: bool) -> bool:
    if not kind and (is_condition(name) or folded(name) in INTERNAL):
        return False
    cells = told_at(sample, place)
    signed = sum(map(is_price, cells))
    # Of three languages one may be "sur devis".
    if signed > 1 and 2 * signed >= len(cells) and mostly(cells, _is_price_or_said):
        return True
    if mostly(cells, is_price):
        return True
    if is_sized(name) and mostly(told_at(sample, place), _has_cents):
        return True
    said = says_price(name)
    if is_class(name) or (not said and not kind):
        return False
    years = mostly(told_at(sample, place), is_year)
    told = any(map(is_amount_asked, told_at(sample, place)))
    share = WORDED if kind else MOST
    return told and mostly(told_at(sample, place), _is_asked, share) and (said or not years)


def stocked_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: Mapping[int, str]
) -> list[int]:
    """The columns that each count what is there of one size, where there are two of them or more:
    beside a price, whole numbers under "S", "M", "L"."""
    if "price" not in meanings.values() or not {"stock", "availability"}.isdisjoint(
        meanings.values()
    ):
        return []
    found = [
        place
        for place, name in enumerate(header)
        if meanings.get(place) in (PROPERTY, IGNORED)
        and is_sized(name)
        and mostly(told_at(sample, place), _is_count)
    ]
    return found if len(found) > 1 else []


def of_sizes(
    entry: Entry, row: Row, stocked: Sequence[tuple[str, int]], called: str
) -> list[Entry]:
    """An entry for each size that a row counts; a size without a count is not made."""
    counts = [(name, row.cells[place].strip(" -–—/x")) for name, place in stocked]
    return [
        replace(
            entry,
            said={**entry.said, "stock": count},
            options=(*entry.options, Option(called, name)),
        )
        for name, count in counts
        if count
    ] or [entry]


def is_amount_asked(cell: str) -> bool:
    """An amount, with what it is the least of, or for what it is asked: "ab 68,00", "55 / hlö"."""
    if _AMOUNT.fullmatch(cell) is not None:
        return True
    first = re.search(r"\d", cell)
    bare = cell[first.start() :] if first is not None and is_least(cell[: first.start()]) else cell
    bare, _, per = bare.partition("/")
    bare = bare if not per or is_unit(per.strip(" .")) else cell
    return _AMOUNT.fullmatch(bare.strip()) is not None


def _is_asked(cell: str) -> bool:
    return is_amount_asked(cell) or is_said(cell)


def _is_price_or_said(cell: str) -> bool:
    return is_price(cell) or is_said(cell)


def _has_cents(cell: str) -> bool:
    return _CENTS.search(cell) is not None and is_amount_asked(cell)


def _is_count(cell: str) -> bool:
    return cell.isdigit() and cell.isascii() and len(cell) < 5
