"""Tables that are the shop's own records and no list of goods: an order book, customers, who has
paid. Read as goods they would tell customers' names to everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog.kept_tables import toml_table
from catalog.sources.column_words import Says, says
from catalog.sources.contents import is_price
from catalog.sources.sampled import cells_at, mostly
from catalog.sources.words import FIELDS, folded, truth, unaccented

RECORD = " is a record of the shop's own, of its orders or customers; nothing of it is told."
"""How the report says so, behind what the table is called."""

NEARLY = 0.9
"""The share of an order book's rows that say who ordered."""

SHORT = 4
"""Characters of what somebody ticks off with."""

_CONTACT = re.compile(r"[^\s@]{1,64}@[^\s@]{1,100}|\+?\(?0?\d[\d /()-]{6,20}\d")
"""An address of e-mail, or a telephone number."""

_HELD: dict[str, Any] = toml_table(Path(__file__).with_suffix(".toml"))


def _names(key: str) -> frozenset[str]:
    told = (folded(name) for name in _HELD[key])
    return frozenset(spelled for name in told for spelled in (name, unaccented(name)))


_CUSTOMER, _SOMEBODY, _PAID, _DATE, _SHEETS = map(
    _names, ("customer", "somebody", "paid", "date", "sheets")
)
_PRICES = frozenset(FIELDS["price"])


def is_own_record(header: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Whether a table's columns say who bought something, and when, whether it was paid, or where
    to reach them.

    In a list of goods a few are sold to somebody; in an order book every row has its customer. A
    name alone may be that of goods, and "paid" what these cost the shop: it takes a column where
    this is ticked off, and none of prices.
    """
    named = [folded(name) for name in header]
    ticked = [p for p, n in enumerate(named) if n in _PAID and _is_ticked(cells_at(sample, p))]
    reached = any(mostly(cells_at(sample, p), _is_contact) for p in range(len(header)))
    places = [place for place, name in enumerate(named) if name in _CUSTOMER]
    if any(len(cells_at(sample, place)) >= NEARLY * len(sample) for place in places):
        return bool(ticked) or reached or not _DATE.isdisjoint(named)
    somebody = not _SOMEBODY.isdisjoint(named if ticked else named[:1])
    return somebody and (bool(ticked) or reached) and not _asks(header, sample)


def is_record_sheet(name: str, header: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet is called such records ("Orders", "Kunden 2025"), and asks no prices."""
    told = " ".join(word for word in folded(name).split() if not word.isdigit())
    return told in _SHEETS and not _asks(header, sample)


def _asks(header: Sequence[str], sample: Sequence[Sequence[str]]) -> bool:
    if any(folded(name) in _PRICES or Says.PRICE in says(name) for name in header):
        return True
    return any(
        cells and all(map(is_price, cells))
        for cells in (cells_at(sample, place) for place in range(len(header)))
    )


def holds_contacts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether any cell is an address of e-mail or a telephone number alone."""
    return any(_is_contact(cell.strip()) for row in rows for cell in row)


def _is_contact(cell: str) -> bool:
    return _CONTACT.fullmatch(cell) is not None


def _is_ticked(cells: Sequence[str]) -> bool:
    """Whether cells say yes or no, each in its way: "y", "x", "✓", "nein"."""
    return all(
        truth(cell) is not None or (len(cell) <= SHORT and not any(map(str.isdigit, cell)))
        for cell in cells
    )
