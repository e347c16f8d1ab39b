"""Prices that fall with the number that one buys, a column for each step: "Unit Price 1+", "10+",
"100+", "Preis ab 10". The price is that of one; the others are told beside it, as they are written.
Columns that name nothing but a step in words ("ab 1 VPE", "ab 5 VPE") are kinds of prices, a
variant each (price_kinds.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.price_words import is_least
from catalog.sources.choices import is_amount_asked
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.meanings import PRICES, PROPERTY
from catalog.sources.price_kinds import label, says_price
from catalog.sources.sampled import mostly, told_at

_OPEN = re.compile(
    r"(?P<before>.{0,30}?)(?P<sign>[≥>]=?\s?)?(?<![\d.,])(?P<count>\d{1,6})\s?(?P<plus>\+)?"
    r"(?:\s[^\W\d_]{1,8}\.?)?"
)
_SIGNS = ("+", "≥", ">")
_FIGURE = re.compile(r"\d[\d ,.'’]*")


def price_of_one(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Take the first of several columns of steps as the price, where it begins at one; or the only
    other price beside those that hold from two on."""
    if not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    free = [p for p, m in sorted(meanings.items()) if m == PROPERTY and _asks(header[p], sample, p)]
    steps = {p: count for p in free if (count := _step(header[p]))}
    base = [p for p in free if p not in steps and _is_base(header[p])]
    signed = any(sign in header[p] or says_price(header[p]) for p in steps for sign in _SIGNS)
    if not base and not signed:
        return
    counts = list(steps.values())
    if counts[:1] != [1] and len(base) == 1:
        steps = {base[0]: 1, **steps}  # "Preis/m" beside "Preis/m ab 10 m"
        counts = [1, *counts]
    if len(steps) < 2 or counts[0] != 1 or counts != sorted(set(counts)):
        return
    if _falls(sample, list(steps)):
        meanings[next(iter(steps))] = "price"


def _is_base(name: str) -> bool:
    """ "Price", "Retail"."""
    return says_price(name) or Says.SELL in says(name)


def _step(name: str) -> int:
    """From how many on a price holds, by its column's name; 0 where it says nothing of it."""
    match = _OPEN.fullmatch(label(name))
    if match is None:
        return 0
    least = any(map(is_least, match["before"].casefold().split()[-1:]))
    return int(match["count"]) if match["plus"] or match["sign"] or least else 0


def _asks(name: str, sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = told_at(sample, place)
    return not says(name) & KEPT_BACK and mostly(cells, is_amount_asked)


def _falls(sample: Sequence[Sequence[str]], places: Sequence[int]) -> bool:
    """Whether no row asks more for one of many than for one of a few."""
    rows = [[sum_of(row[p]) for p in places if p < len(row)] for row in sample]
    told = [[amount for amount in row if amount] for row in rows]
    several = [row for row in told if len(row) > 1]
    return bool(several) and all(row == sorted(row, reverse=True) for row in several)


def sum_of(cell: str) -> float:
    """An amount, near enough to be compared: its last sign is of decimals, but of "1,048"."""
    match = _FIGURE.search(cell)
    bare = re.sub(r"[ '’]", "", match[0].strip(" ,.")) if match else ""
    whole, sign, rest = bare.rpartition("." if bare.rfind(".") > bare.rfind(",") else ",")
    digits = re.sub(r"\D", "", whole)
    return float(f"{digits}.{rest}") if sign else float(bare or 0)
