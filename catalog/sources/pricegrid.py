"""A table of a price list: which column names what is sold, which ask prices, and what the others
are. A row of one cell is the heading of those below; an empty name is that of the row above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.cells import is_plain
from catalog.numerals import thousands_sign, without_thousands
from catalog.price_units import is_unit
from catalog.price_words import is_none
from catalog.sources.asking import all_asking
from catalog.sources.cell_sayings import state_of
from catalog.sources.cells import line
from catalog.sources.column_names import GROSS, NET
from catalog.sources.column_words import Says, says
from catalog.sources.composed_titles import TITLE, ends_of, joined
from catalog.sources.contents import is_date
from catalog.sources.grid import Reached
from catalog.sources.grid_heads import one_header
from catalog.sources.hired import worths
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.line_states import is_gone
from catalog.sources.list_words import (
    FEE_NAMES,
    FEE_WITHIN,
    PER,
    PRICE_ENDS,
    PRICE_WITHIN,
    SIZE,
    is_condition,
    is_country,
    is_day,
    is_extra,
    is_hours,
)
from catalog.sources.meanings import IGNORED, PROPERTY
from catalog.sources.price_cells import DASH, aside, is_former, settled, with_former
from catalog.sources.price_kinds import is_kind, is_sized, label
from catalog.sources.price_meanings import without_counts
from catalog.sources.sort_names import sort_of
from catalog.sources.stock_meanings import counts_left, is_stock, stock_by_words
from catalog.sources.told_notes import told_notes
from catalog.sources.two_currencies import foreign, signed
from catalog.sources.word_meanings import hold_back
from catalog.sources.word_prices import is_above
from catalog.sources.words import FIELDS, INTERNAL, INTERNAL_WORDS, folded, unaccented

WIDEST = 40
"""Columns of a price list."""

MOST = 0.5
"""The share of rows that must have a price."""

REMARK = 3
"""Words of a sentence in a row of its own."""

_CODE = re.compile(r"(?:Nr\.?\s?)?[A-Za-z]{0,3}[-.]?\d{1,5}[a-z]?\.?")
_PRICED_NAME = re.compile(rf"{PRICE_WITHIN}|(?:{PRICE_ENDS})\b|€|\$|£|eur|chf", re.IGNORECASE)
_FEE = re.compile(rf"(?:{FEE_NAMES})s?\b|{FEE_WITHIN}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """What one row of a list says. `options` are the column's name (empty: it has none) and value;
    `choices` the price columns' heads with what stands there."""

    place: int
    group: str
    name: str
    number: str
    choices: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    state: str = ""
    """What the list says of whether it can be had."""
    sort: str = ""
    """What the column of names is called after."""


def rows_of(grid: Sequence[Sequence[str]], home: str, row: int, listed: bool = False) -> list[Row]:
    """The rows of a table that is a price list; none where it is another one. `listed`: it stands
    in a list of prices, where bare amounts are prices."""
    cells = [["\n".join(filter(None, map(line, c.split("\n")))) for c in one] for one in grid]
    cells = one_header(cells)
    width = max(map(len, cells), default=0)
    if not 2 <= width <= WIDEST:
        return []
    cells = [one + [""] * (width - len(one)) for one in cells]
    header = _header(cells, home)
    body = cells[1:] if header else cells
    names = header or [""] * width
    if _are_conditions(names) or (
        is_hours(*names) and not names_prices([names]) and not _signed(body)
    ):
        return []
    names, body = _told(names, body)
    if (ends := ends_of(names, body)) is not None:
        names = [*names, TITLE]
        body = [[*one, joined(one, ends)] for one in body]
    body = settled([signed(names, one, home) for one in body])
    other = foreign(names, home)
    prices = [p for p in _asking(names, body, home, listed) if p not in other]
    former = next((place for place in prices if is_former(names[place])), None)
    former = former if len(prices) > 1 else None
    former = former if former is not None else _former_above(names, body, prices)
    # What is left as a deposit is none of the prices that it stands beside.
    prices = [p for p in prices if p != former and not is_condition(names[p], heading=True)]
    if rest := [p for p in prices if p not in worths(names)]:
        prices = rest
    whole = [place for place in prices if not is_extra(names[place])]
    prices = whole or prices
    title = name_column(body, names, prices)
    if not prices or title is None:
        return []
    sign = thousands_sign(one[place] for one in body for place in prices)
    body = [
        [without_thousands(c, sign) if n in prices else c for n, c in enumerate(one)]
        for one in body
    ]
    body, asides = aside(body, prices, home)
    if former is not None and len(prices) == 1:
        body = [with_former(one, prices[0], former, home) for one in body]
    first = row + (1 if header else 0)
    found = list(_read(body, names, prices, title, first))
    told = (asides[one.place - first] for one in found)
    found = [
        replace(one, others=(*one.others, ("", note))) if note else one
        for one, note in zip(found, told, strict=True)
    ]
    dropped = len(grid) - len(cells)
    found = [_across(one, grid[one.place - row + dropped]) for one in found]
    return found if _are_goods(found, body) else []


def _former_above(
    names: Sequence[str], body: Sequence[Sequence[str]], prices: Sequence[int]
) -> int | None:
    """Of two columns of prices the one that says what goods cost before, by a word alone ("Förr")
    and by what stands in it."""
    for former in prices if len(prices) == 2 else ():
        price = next(place for place in prices if place != former)
        said = Says.FORMER in says(names[former]) and not is_kind(names[former])
        if said and not is_kind(names[price]) and is_above(body, former, price):
            return former
    return None


def _across(one: Row, cells: Sequence[str]) -> Row:
    """A row whose one price reaches over all columns of prices: it has no choice."""
    prices = {price for _, price in one.choices}
    reached = sum(isinstance(cell, Reached) and line(cell) in prices for cell in cells)
    whole = len(one.choices) > 1 == len(prices) and reached >= len(one.choices) - 1
    return replace(one, choices=(("", prices.pop()),)) if whole else one


def _are_conditions(names: Sequence[str]) -> bool:
    """Whether a header is that of conditions: what sending costs by country. "Device | Price |
    Deposit" has a price of its own, and says what is sold before."""
    told = [is_condition(name, heading=True) for name in names]
    others = [n for c, n in zip(told, names, strict=True) if not c]
    priced = any(_PRICED_NAME.search(n) or is_kind(n) for n in others)
    priced = priced or names_kinds([names])  # "Bike | ½ day | day | week | deposit"
    return any(told) and (told[0] or not priced)


def _are_goods(found: Sequence[Row], body: Sequence[Sequence[str]]) -> bool:
    """Whether most rows have a price, and less than half of them tell of conditions or days."""
    asked = [one for one in body if sum(bool(cell) for cell in one) > 1]
    tests = (is_condition, is_hours, is_country, is_day)
    told = sum(any(test(one.name) for test in tests) for one in found)
    return len(found) >= MOST * len(asked) and 2 * told < len(found)


def _asking(names: list[str], body: list[list[str]], home: str, listed: bool) -> list[int]:
    """The columns that ask prices; those with the tax, where some are without."""
    width = len(names)
    # A heading across a table says the same in each column.
    body = [one for one in body if len({cell for cell in one if cell}) > 1] or body
    prices = [place for place in range(width) if _asks(body, names[place], place, home)]
    if listed and not prices:
        cells_of = {p: [one[p] for one in body if one[p] not in DASH] for p in range(1, width)}
        prices = all_asking({p: (names[p], told) for p, told in cells_of.items() if names[p]})
        prices = without_counts(names, body, prices)
    if len(prices) > 1 and any(GROSS.search(names[place]) for place in prices):
        return [place for place in prices if not NET.search(names[place])] or prices
    return prices


def _told(names: list[str], body: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """A table without the columns that are the shop's own business: what a thing cost it, and what
    those who work there write down for each other."""
    own: dict[int, str] = {}
    hold_back(names, body, own)
    meanings = {place: own.get(place, PROPERTY) for place in range(len(names))}
    told_notes(names, body, meanings, {})
    places = [place for place, meaning in meanings.items() if meaning != IGNORED]
    return [names[p] for p in places], [[one[p] for p in places] for one in body]


def state_column(names: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """The column that says whether something can be had, or how many; -1 where none does."""
    meanings = dict.fromkeys(range(len(names)), PROPERTY)
    whole = [one for one in body if sum(bool(cell) for cell in one) > 1]
    stock_by_words(names, whole, meanings)
    return next((p for p, m in meanings.items() if m in ("availability", "stock")), -1)


def left_column(names: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """The column that counts what is left of places or pieces; -1 where none does."""
    called = (p for p, name in enumerate(names) if counts_left(name) or is_stock(name))
    return next((p for p in called if _are_states([one[p] for one in body])), -1)


def _are_states(cells: Sequence[str]) -> bool:
    """Whether all cells that say anything, and most do, are states or counts."""
    told = [cell for cell in cells if cell not in DASH]
    return 2 * len(told) > len(cells) and all(map(state_of, told))


def _header(cells: list[list[str]], home: str) -> list[str]:
    """The first row, where it has no price and what stands below it has."""
    first = cells[0]
    if len(cells) < 2 or any(PRICE.search(cell) for cell in first):
        return []
    filled = sum(bool(cell) for cell in first)
    if filled < 2 or len(set(first)) == 1:
        return []
    known = any(_known(name) for name in first)
    # "Barrel | free" above "Wetsuit | 150 Kč" is a row as those are, and "1-9" how many are taken.
    if not known and any(_is_asked(cell, home) for cell in first[1:]):
        return []
    below = any(reading(cell, home) for one in cells[1:4] for cell in one[1:])
    return first if known or (below and filled >= len(first) - 1) else []


def names_kinds(grid: Sequence[Sequence[str]]) -> bool:
    """Whether a table's header names two kinds of prices or more that are no sizes: hours and days,
    seasons, who pays. Sizes may be those of a body or of a thing."""
    names = grid[0] if grid else ()
    kinds = [name for name in names[1:] if is_kind(name) and not is_sized(name)]
    return sum(name.casefold() not in SIZE for name in kinds) > 1


def names_prices(grid: Sequence[Sequence[str]]) -> bool:
    """Whether a table's header says what is sold and what it costs."""
    names = grid[0] if grid else ()
    titled = any(
        not {folded(name), unaccented(folded(name))}.isdisjoint(FIELDS["title"]) for name in names
    )
    return titled and any(_PRICED_NAME.search(name) or _FEE.search(name) for name in names)


def _signed(body: Sequence[Sequence[str]]) -> bool:
    """Whether most rows hold an amount with its currency: no table of hours does."""
    told = [one for one in body if any((m := PRICE.search(c)) and not m["c"] for c in one)]
    return 2 * len(told) > len(body)


def _known(name: str) -> bool:
    told = {folded(name), unaccented(folded(name))}
    return any(not told.isdisjoint(FIELDS[field]) for field in ("title", "price")) or bool(
        _PRICED_NAME.search(name)
    )


def _asks(body: list[list[str]], name: str, place: int, home: str) -> bool:
    """Whether a column asks prices: by its cells, of which one at least is an amount."""
    told = folded(name)
    if (told in INTERNAL and not is_kind(name)) or (INTERNAL_WORDS - {"preis", "price"}) & set(
        told.split()
    ):
        return False
    # That something is gone is said in a price's place.
    cells = [one[place] for one in body if one[place] not in DASH and not is_gone(one[place])]
    prices = [cell for cell in cells if reading(cell, home) is not None]
    amounts = [cell for cell in prices if PRICE.search(cell) or _PRICED_NAME.search(name)]
    figures = [cell for cell in prices if any(map(str.isdigit, cell))]
    return bool(amounts) and len(prices) >= 0.6 * len(cells) and len(amounts) >= 0.5 * len(figures)


def name_column(body: list[list[str]], names: list[str], prices: Sequence[int]) -> int | None:
    """The column that names what is sold, which none of those of `prices` is; None: there is
    none."""
    free = [p for p in range(len(names)) if p not in prices and not _answers(body, p)]
    for place in free:
        told = {folded(names[place]), unaccented(folded(names[place]))}
        if not told.isdisjoint(FIELDS["title"]) and not _are_measures(body, place):
            return place
    for place in free:
        cells = [one[place] for one in body if one[place]]
        words = [c for c in cells if _is_name(c) and not _CODE.fullmatch(c)]
        if cells and len(words) >= 0.7 * len(cells):
            return place
    # "A4 s/w" has no word of three letters.
    alone = free[0] if len(free) == 1 else None
    named = alone is not None and all(any(map(str.isalpha, one[alone])) for one in body)
    return alone if named else None


def _are_measures(body: list[list[str]], place: int) -> bool:
    """Whether a column that is called as names are holds how long or how much: "Termin" of "2
    days"."""
    cells = [one[place] for one in body if one[place] not in DASH]
    return bool(cells) and not any(map(_is_name, (re.sub(r"^\d+ \w+$", "", c) for c in cells)))


def _answers(body: list[list[str]], place: int) -> bool:
    """Whether a column says yes or no and names nothing: "Courses" of a membership."""
    cells = [one[place] for one in body if one[place] not in DASH]
    return bool(cells) and all(is_plain(cell) for cell in cells)


def _is_name(cell: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,60}", cell)
    return bool(words) and not (cell[0].isdigit() and is_date(words))


def _read(
    body: list[list[str]], names: list[str], prices: list[int], title: int, first: int
) -> Iterator[Row]:
    group = above = ""
    stated = state_column(names, body)
    stated = left_column(names, body) if stated < 0 else stated
    for number, one in enumerate(body, first):
        filled = {cell for cell in one if cell}
        if is_remark(one):
            continue
        if len(filled) == 1 and not any(PRICE.search(cell) for cell in filled):
            group, above = filled.pop(), ""
            continue
        own, _, beside = one[title].partition("\n")
        above = own or above
        asked = (p for p in prices if one[p] not in DASH and not is_none(one[p]))
        told = (_choice(names[p], one[p]) for p in asked)
        # Of a column alone nothing is chosen; of several a row may fill one.
        choices = tuple(told) if len(prices) > 1 else tuple(("", price) for _, price in told)
        if not above or not choices:
            continue
        code = next(
            (one[p] for p in range(title) if _CODE.fullmatch(one[p]) and not is_unit(names[p])), ""
        )
        others = tuple(
            (line(names[p]), one[p])
            for p in range(len(names))
            if p != title and p not in prices and one[p] not in DASH and one[p] != code
        )
        if beside:
            others = (*others, ("", line(beside)))
        state = state_of(one[stated]) if stated >= 0 else ""
        yield Row(number, group, above, code, choices, others, state, sort_of(names[title]))


def _is_asked(cell: str, home: str) -> bool:
    """Whether a cell is a price with its sign, or says one in words: "free"."""
    signed = PRICE.search(cell) is not None or not any(map(str.isdigit, cell))
    return signed and reading(cell, home) is not None


def is_remark(cells: Sequence[str]) -> bool:
    """Whether a row across a table is a sentence ("All prices include tax."), and no heading of
    the rows below."""
    filled = {text for cell in cells if (text := line(cell))}
    if len(filled) != 1:
        return False
    text = filled.pop()
    return text.startswith("*") or (text[-1] in ".!" and len(text.split()) >= REMARK)


def _choice(name: str, cell: str) -> tuple[str, str]:
    """What is chosen, and its price; with what it is asked for, where the column says so."""
    told = label(name) or name
    words = told.rpartition("\n")[2].casefold().split()
    counted = len(words) == 2 and words[0] in PER and is_unit(words[1])
    said = counted and any(char.isdigit() for char in cell) and "/" not in cell
    return told, f"{cell} / {words[1]}" if said else cell
