"""The money of a table's columns: its currency, the sign of thousands, whether it is in hundredths,
whether the tax is in it.

All of a column together says what one cell cannot: "1.050" is above a thousand beside "12,50".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from catalog.numerals import thousands_sign, without_thousands
from catalog.price_words import is_none
from catalog.sources.cell_sayings import is_gone, says_words
from catalog.sources.cells import BadCell, line
from catalog.sources.column_names import (
    GROSS,
    LONGEST,
    NET,
    is_minor,
    least_of,
    measure_of,
    unit_of,
)
from catalog.sources.money import CODES, Exact, currency, is_currency
from catalog.sources.sampled import cells_at
from catalog.sources.words import folded

LEAST_COINS = 50
"""Hundredths that the cheapest of a list costs at least, where its amounts are hundredths."""

_SUMS = frozenset(("price", "sale_price", "list_price"))
_WHOLE = re.compile(r"[0-9]{1,9}")
_CODES_OF = frozenset(("currency", "currencyId", "currency_code", "currencyCode"))


@dataclass(frozen=True, slots=True)
class ColumnMoney:
    """What a table's columns say of all their amounts."""

    currency: str = ""
    tax_included: bool | None = None
    thousands: str = ""
    """The sign that parts thousands in its prices, where they tell."""
    minor: frozenset[str] = frozenset()
    """Those of its prices that are written in hundredths."""
    least: str = ""
    """What its price's column says of all its amounts, where they are the least: "ab"."""
    sayings: frozenset[str] = frozenset()
    """What several cells of its price's column say in place of a price: "in the basic fee"."""
    measure: str = ""
    """What a unit price is for, where its column's name says so: "100 g"."""

    def rewrite(self, said: dict[str, str]) -> None:
        """Write the prices of a row as if each said for itself what their columns say."""
        if (asked := line(said.get("price", ""))) in self.sayings or says_words(asked):
            said["price_words"] = line(said.pop("price"))
        elif is_gone(asked):
            said["availability"] = said.pop("price")  # "sold out", where the price stood
        for name in _SUMS.intersection(said) if self.thousands else ():
            if type(said[name]) is str:
                said[name] = without_thousands(said[name], self.thousands)
        for name in self.minor.intersection(said):
            said[name] = _whole(said[name], said.get("currency", "") or self.currency)
        if self.least and (asked := said.get("price", "").strip())[:1].isdigit():
            said["price"] = f"{self.least} {asked}"

    def guessed(self, called: Mapping[str, str], header: Sequence[str]) -> str:
        """The column of prices that only its figures say to count hundredths; empty: none.
        `called`: field to the name of its column."""
        names = (called[name] for name in self.minor)
        return next((n for n in names if not is_minor(n) and not _count_coins(n, header)), "")


UNSAID = ColumnMoney()


def money_of(
    header: Sequence[str],
    fields: Mapping[str, int],
    choices: Sequence[int],
    sample: Sequence[Sequence[str]],
    given: Mapping[str, str],
) -> ColumnMoney:
    """`fields`: field to column. `choices`: the columns of prices, where there are several.
    `given`: column to what the owner calls it."""
    price = fields.get("price")
    measured_by = fields.get("unit_price", price)
    called = header[price] if price is not None else ""
    told = folded(called)
    return ColumnMoney(
        currency=_currency(header, [price] if price is not None else choices, sample),
        tax_included=True if GROSS.search(told) else False if NET.search(told) else None,
        thousands=_thousands(fields, choices, sample),
        minor=frozenset(_minor(header, fields, sample, given)),
        least=least_of(called) if price is not None else "",
        sayings=_sayings(cells_at(sample, price)) if price is not None else frozenset(),
        measure=measure_of(header[measured_by]) if measured_by is not None else "",
    )


def _currency(
    header: Sequence[str],
    places: Sequence[int],
    sample: Sequence[Sequence[str]],
) -> str:
    """The currency that the names of the columns of prices say, or all their cells that name
    one."""
    told: list[str] = []
    for place in places:
        told += filter(None, [unit_of(header[place])])
        told += [w for w in re.split(r"[\s_()]+", header[place]) if w in CODES or w == "€"]
        for row in sample:
            words = re.findall(r"[^\d\s.,'’+\-–]+", row[place])
            # "sur devis" is French, and no Soviet roubles.
            told += [w for w in words if is_currency(w)]
    found = set()
    for sign in told:
        try:
            found.add(currency(sign, ""))
        except BadCell:
            continue
    return found.pop() if len(found) == 1 else ""


def _thousands(
    fields: Mapping[str, int],
    choices: Sequence[int],
    sample: Sequence[Sequence[str]],
) -> str:
    places = [place for name, place in fields.items() if name in _SUMS]
    places += choices
    return thousands_sign(row[place] for row in sample for place in places if place < len(row))


def _minor(
    header: Sequence[str],
    fields: Mapping[str, int],
    sample: Sequence[Sequence[str]],
    given: Mapping[str, str],
) -> Iterator[str]:
    """Prices whose columns are called hundredths, and hold whole numbers alone. What an owner calls
    a price is taken as it is written, where only its figures would say so."""
    for name in _SUMS & fields.keys():
        cells = [row[fields[name]].strip() for row in sample]
        if not all(not cell or _WHOLE.fullmatch(cell) for cell in cells):
            continue
        own = header[fields[name]]
        typed = any(isinstance(row[fields[name]], Exact) for row in sample)
        coins = typed and _are_coins(own, header, [int(c) for c in cells if c])
        if is_minor(own) or (coins and (own not in given or _count_coins(own, header))):
            yield name


def _are_coins(name: str, header: Sequence[str], amounts: Sequence[int]) -> bool:
    """Whether whole numbers beside their currency, as programs hand on money, count its smallest
    coins: {"price_money": {"amount": 1250, "currency": "EUR"}}. Nothing costs a few of them."""
    path, _, last = name.rpartition(".")
    beside = {told.removeprefix(f"{path}.") for told in header if told.startswith(f"{path}.")}
    if not path or last not in ("amount", "value") or beside.isdisjoint(_CODES_OF):
        return False
    if _count_coins(name, header):
        return True
    return bool(amounts) and min(filter(None, amounts), default=0) >= LEAST_COINS


def _count_coins(name: str, header: Sequence[str]) -> bool:
    """Whether the names beside an amount say that it counts coins: no guess then."""
    path = name.rpartition(".")[0]
    own = path.rpartition(".")[2]
    return own.endswith(("money", "Money")) or not {
        f"{path}.currencyId",
        f"{path}.scale",
    }.isdisjoint(header)


def _sayings(cells: Sequence[str]) -> frozenset[str]:
    """The words that stand for a price more than once: what is written once may be a slip."""
    worded = [line(c) for c in cells if len(c) <= LONGEST and not any(map(str.isdigit, c))]
    return frozenset(w for w, times in Counter(worded).items() if times > 1 and not is_none(w))


def _whole(hundredths: str, code: str) -> str:
    """An amount of a currency's smallest coins in the currency itself: 1250 of EUR is 12.50."""
    try:
        places = get_currency_precision(currency(code, "")) if code else 2
    except BadCell:
        places = 2
    return f"{Decimal(hundredths).scaleb(-places):f}"
