"""Which columns hold the price, what it was before and what it is while a sale lasts, by the words
of their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.sources.column_names import GROSS, NET
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.meanings import PROPERTY
from catalog.sources.own_prices import amount_of
from catalog.sources.price_kinds import is_kind, label, says_price
from catalog.sources.sums import holds_sums, is_amount
from catalog.sources.words import WINDOW, folded

MOST = 0.6
"""The share of a column's cells that must be amounts."""

ASKED = frozenset((Says.PRICE, Says.SELL))
"""What says that customers pay it."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_PERCENT = re.compile(r"%|\bprozent\b|\bpercent\b")


def named_prices(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    asks: Sequence[int],
    listed: Sequence[int],
    meanings: dict[int, str],
) -> None:
    """The price, what it was before, and what it is while a sale lasts: each where one column
    alone may be it, of all that ask one (`listed`: those that ask one each, as "Bottle price" and
    "Case of 6" do)."""
    told = {place: _says(header[place]) for place in (*asks, *listed)}
    for meaning, kind in (("list_price", Says.FORMER), ("sale_price", Says.REDUCED)):
        found = [p for p, words in told.items() if kind in words and words & ASKED]
        if len(found) == 1 and meaning not in meanings.values():
            meanings[found[0]] = meaning
    former = _usual(sample, meanings)
    if former is not None:
        meanings[former] = "price"
    beside = {Says.FORMER, Says.REDUCED}
    usual = [p for p, words in told.items() if not (words & beside and words & ASKED)]
    gross = [p for p in usual if not _is_net(header[p])]
    found = gross or usual
    if "list_price" in meanings.values():  # "Case of 12" costs something else
        found = [p for p in found if not _is_pack(header[p])]
    if len(found) == 1 and "price" not in meanings.values() and "prices" not in meanings.values():
        meanings[found[0]] = "price"


def _usual(sample: Sequence[Sequence[str]], meanings: Mapping[int, str]) -> int | None:
    """The column of former prices where it has what is asked for all that is not reduced: "Regular
    price" beside a "Sale price" of a few."""
    places = {m: p for p, m in meanings.items()}
    if "price" in places or not {"list_price", "sale_price"} <= places.keys():
        return None
    usual, reduced = places["list_price"], places["sale_price"]
    alone = any(row[usual].strip() and not row[reduced].strip() for row in sample)
    return usual if alone and all(row[usual].strip() for row in sample) else None


def _is_pack(name: str) -> bool:
    return is_kind(name) and any(map(str.isdigit, name))


def _says(name: str) -> frozenset[Says]:
    """What a column's name says of prices: "Action CHF" too, which a sale and a currency name, and
    "statt EUR", which says what was asked before."""
    told = says(name)
    words = folded(label(name)).split()
    if bool(words) and WINDOW["sale"].issuperset(words) and says_price(name):
        return told | {Says.REDUCED, Says.PRICE}
    return told | {Says.PRICE} if Says.FORMER in told and says_price(name) else told


def speaks_of_price(name: str, cells: Sequence[str]) -> bool:
    """Whether a column's name speaks of what customers pay, and its cells are amounts."""
    told = _says(name)
    if told & KEPT_BACK or not told & ASKED or _PERCENT.search(name.casefold()):
        return False
    amounts = sum(map(is_amount, cells))
    years = all(map(_YEAR.fullmatch, cells))
    return amounts >= MOST * len(cells) > 0 and not years and holds_sums(name, cells)


def _is_net(name: str) -> bool:
    said = folded(name)
    return NET.search(said) is not None and GROSS.search(said) is None


def sale_beside(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What a few goods are reduced to, where a column is called a sale alone ("Aktion / Action")
    and holds less than the price beside it."""
    price = next((p for p, m in meanings.items() if m == "price"), None)
    if price is None or "sale_price" in meanings.values():
        return
    for place, meaning in meanings.items():
        words = folded(label(header[place])).split()
        told = WINDOW["sale"].issuperset(words) or Says.REDUCED in says(header[place])
        if meaning != PROPERTY or not words or not told or says(header[place]) & KEPT_BACK:
            continue
        rows = [(row[place], row[price]) for row in sample if row[place].strip(" -–—")]
        pairs = [(amount_of(own), amount_of(usual)) for own, usual in rows]
        if pairs and all(own and usual and own < usual for own, usual in pairs):
            meanings[place] = "sale_price"
            return


def former_beside(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What a few goods cost before, where a column says that alone ("Förr", "Было") and holds more
    than the price beside it, which may be called what it is now ("Nu", "Сейчас")."""
    told = [says(name) for name in header]
    free = [p for p in range(len(header)) if meanings.get(p) == PROPERTY]
    free = [p for p in free if not told[p] & KEPT_BACK and any(amount_of(r[p]) for r in sample)]
    asked = [p for p, meaning in meanings.items() if meaning == "price"]
    now = asked or [p for p in free if Says.REDUCED in told[p]]
    known = [p for p, meaning in meanings.items() if meaning == "list_price"]
    found = known or [p for p in free if Says.FORMER in told[p] and p not in now]
    alone = len(found) == len(now) == 1 and not (asked and known)
    if alone and is_above(sample, found[0], now[0]):
        meanings[found[0]], meanings[now[0]] = "list_price", "price"


def is_above(sample: Sequence[Sequence[str]], former: int, price: int) -> bool:
    """Whether each sum of a column is more than what stands beside it in another."""
    told = [(row[former], row[price]) for row in sample if row[former].strip(" -–—")]
    pairs = [(amount_of(own), amount_of(usual)) for own, usual in told]
    return bool(pairs) and all(own and usual and own > usual for own, usual in pairs)
