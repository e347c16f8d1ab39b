"""The cells of a price list's columns of prices: sums of thousands, a former price beside, what
stands in brackets behind a price.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.numerals import thousands_sign, without_thousands
from catalog.price_words import VAGUE, bare
from catalog.sources.cells import line
from catalog.sources.column_names import names_of
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.said_names import bracketed
from catalog.sources.words import FIELDS

FORMERLY = "statt"
"""Between a price and the one before it, as prices.toml has it."""
_FORMER = frozenset(FIELDS["list_price"])
DASH = frozenset({"", "-", "–", "—", "/", "x", "."})


def settled(body: list[list[str]]) -> list[list[str]]:
    """The rows without the sign that parts thousands, in columns that hold sums alone: what is
    clear of all of them ("150 kr.", "1.500 kr.") may be clear of none of a single one."""
    sums = [
        place
        for place in range(len(body[0]) if body else 0)
        if all(one[place] in DASH or PRICE.search(one[place]) for one in body)
    ]
    sign = thousands_sign(one[place] for one in body for place in sums)
    return [
        [without_thousands(c, sign) if n in sums else c for n, c in enumerate(one)] for one in body
    ]


def aside(
    body: list[list[str]], prices: Sequence[int], home: str
) -> tuple[list[list[str]], list[str]]:
    """The rows with their prices, and what stands in brackets behind those that are exact without:
    "65 zł / day (from 3 dogs -10 %)". Another sum there, or "(from)", belongs to the price."""
    rows, asides = [], []
    for one in body:
        told = [(place, _bracketed(one[place], home)) for place in prices]
        noted = {place: found for place, found in told if found is not None}
        rows.append([noted[n][0] if n in noted else cell for n, cell in enumerate(one)])
        asides.append("\n".join(dict.fromkeys(note for _, note in noted.values())))
    return rows, asides


def _bracketed(cell: str, home: str) -> tuple[str, str] | None:
    price, note = bracketed(line(cell))
    if not note or not PRICE.search(cell) or PRICE.search(note) or bare(note) in VAGUE:
        return None
    whole, alone = reading(line(cell), home), reading(price, home)
    if alone is None or alone.price is None:
        return None
    if whole is not None and whole.price is not None:
        # Of a note its own words are told.
        return (price, note) if whole.price == alone.price and whole.note else None
    return price, note


def is_former(name: str) -> bool:
    return not _FORMER.isdisjoint(names_of(name))


def with_former(cells: list[str], price: int, former: int, home: str) -> list[str]:
    """A row whose price is told with the former one beside it, or whose state stands there."""
    told = list(cells)
    before = reading(cells[former], home)
    if cells[price] and before is not None and before.price is not None:
        told[price] = f"{cells[price]} ({FORMERLY} {cells[former]})"
        told[former] = ""
    return told
