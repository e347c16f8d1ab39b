"""Which column of sums is the price, where no column is it by its name alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.folding import fold
from catalog.measures import UNITS
from catalog.price_units import is_measure
from catalog.sources.asking import CENTS, SUM, all_asking, may_ask
from catalog.sources.choices import priced_columns
from catalog.sources.column_names import (
    GROSS,
    NET,
    bare_of,
    bare_tax,
    measure_of,
)
from catalog.sources.contents import is_price
from catalog.sources.list_words import (
    EXTRAS,
    FEE_NAMES,
    KIND_ENDS,
    PRICE_NAMES,
    is_condition,
)
from catalog.sources.meanings import IGNORED, PRICES, PROPERTY
from catalog.sources.money import SYMBOLS
from catalog.sources.own_prices import own_price
from catalog.sources.price_kinds import is_kind, label
from catalog.sources.sampled import cells_at, told_at
from catalog.sources.sums import holds_sums, is_amount
from catalog.sources.unit_columns import price_of_piece
from catalog.sources.words import (
    folded,
)

_PRICE_WORD = re.compile(rf"\b(?:{PRICE_NAMES}|{FEE_NAMES})\b|preise?\b")


_PLAIN_SUM = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")


_USUAL = frozenset(code for codes in SYMBOLS.values() for code in codes)
"""Codes of currencies that prices have today; "PLZ" is one of old, and a German postcode."""


def other_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The price where no column is it by its name: a reduced or a former one alone, several of
    one kind, or what speaks of one."""
    own_price(sample, meanings)
    if "price" in meanings.values() and PRICES not in meanings.values():
        _in_its_place(header, sample, meanings)
    if "price" in meanings.values() or PRICES in meanings.values():
        return
    _bare_price(header, meanings)
    _gross_price(header, sample, meanings)
    if "price" in meanings.values():
        return
    reduced, former = (
        next((p for p, m in meanings.items() if m == name), None)
        for name in ("sale_price", "list_price")
    )
    if reduced is not None:
        # What is not reduced costs what stands beside.
        bare = former is not None and any(r[former] and not r[reduced] for r in sample)
        meanings[former if bare and former is not None else reduced] = "price"
        return
    found = priced_columns(header, sample, meanings)
    found = _with_neighbours(header, sample, meanings, found)
    # "€/bottle" beside "€/litre": the latter is the price of a measure.
    per = [p for p in found if "/" in header[p] and is_measure(label(header[p]))]
    if per and len(found) == len(per) + 1:
        meanings[next(p for p in found if p not in per)] = "price"
        meanings[per[0]] = "unit_price"
        return
    for place in found:
        meanings[place] = PRICES
    if PRICES not in meanings.values() and former is not None:
        meanings[former] = "price"
    elif PRICES not in meanings.values():
        _named_price(header, sample, meanings)
        price_of_piece(header, sample, meanings)


def _in_its_place(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Columns of sizes that ask prices where the price's own column is empty, and nowhere else:
    "half" and "whole" of some dishes, "price" of the others. What asks one beside it is another:
    "price_child"."""
    price = next(place for place, meaning in meanings.items() if meaning == "price")
    found = [p for p in priced_columns(header, sample, meanings) if is_kind(header[p])]
    rows = [row for row in sample if max((price, *found)) < len(row)]
    found = [p for p in found if not any(row[price].strip() and row[p].strip() for row in rows)]
    told = [(bool(row[price].strip()), any(row[p].strip() for p in found)) for row in rows]
    apart = {(True, False), (False, True)} <= set(told) and (True, True) not in told
    for place in found if len(found) > 1 and apart else ():
        meanings[place] = PRICES


def _gross_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """ "Brutto" beside "Netto", where each row's is the other with a tax: the price with it. Of
    weights the package, not a tax, makes the difference."""
    told: dict[re.Pattern[str], int] = {}
    for place, name in enumerate(header):
        said = folded(bare_of(name))
        kind = GROSS if GROSS.fullmatch(said) else NET if NET.fullmatch(said) else None
        if kind is not None and meanings.get(place) == PROPERTY:
            told.setdefault(kind, place)
    if len(told) < 2:
        return
    gross, net = told[GROSS], told[NET]
    pairs = [
        (_amount(row[gross]), _amount(row[net])) for row in sample if max(gross, net) < len(row)
    ]
    rates = {round(whole / bare, 2) for whole, bare in pairs if bare and whole}
    if rates and len(rates) <= RATES and all(1 < rate < MOST_TAXED for rate in rates):
        meanings[gross], meanings[net] = "price", IGNORED


RATES = 3
"""Rates of a tax that goods of one shop have at most."""

MOST_TAXED = 1.3
"""A price with its tax, as a multiple of what it is without."""


def _with_neighbours(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    meanings: Mapping[int, str],
    found: list[int],
) -> list[int]:
    """Columns of prices with those right beside them, or among them, whose sums are like theirs in
    each row, of whatever name: "Christmas" beside "High season"."""
    while len(found) > 1:
        sides = range(found[0] - 1, found[-1] + 2)
        free = (p for p in sides if 0 <= p < len(header) and p not in found)
        more = [p for p in free if meanings.get(p) == PROPERTY]
        more = [p for p in more if _is_like(header[p], sample, p, found)]
        if not more:
            break
        found = sorted([*found, *more])
    return found


def _is_like(name: str, sample: Sequence[Sequence[str]], place: int, found: Sequence[int]) -> bool:
    words = set(folded(name).split())
    measured = any(fold(word) in UNITS for word in words)
    if measured or not label(name) or not EXTRAS.isdisjoint(words) or is_condition(name):
        return False
    own = told_at(sample, place)
    if not may_ask(name, own, several=True):
        return False
    beside = [cell for p in found for cell in told_at(sample, p)]
    cents = all(map(CENTS.search, beside))
    if any(map(is_price, beside)) or (cents and not all(map(CENTS.search, own))):
        return False  # what asks a price here is written otherwise
    told = [[_amount(row[p]) for p in (place, *found) if p < len(row)] for row in sample]
    rows = [
        (one[0], sums) for one in told if one and one[0] and (sums := list(filter(None, one[1:])))
    ]
    far, least = (3, 0) if cents else (2, LEAST)
    return any(own > least for own, _ in rows) and all(
        min(sums) / far <= own <= far * max(sums) for own, sums in rows
    )


_BLANKS = re.compile(r"[ '’\u00a0\u202f]")
LEAST = 20
"""What a whole number may be at most that counts something beside prices."""


def _amount(cell: str) -> float:
    match = SUM.fullmatch(cell.strip())
    bare = _BLANKS.sub("", cell.strip()).rstrip(".,-").replace(",", ".")
    return float(bare) if match else 0.0


def _bare_price(header: Sequence[str], meanings: dict[int, str]) -> None:
    """ "base_price" without a measure, where nothing else is the price, is that."""
    place = next((p for p, meaning in meanings.items() if meaning == "unit_price"), None)
    measured = {"measure", "base_measure"}.isdisjoint(meanings.values())
    if place is not None and measured and not measure_of(header[place]):
        meanings[place] = "price"


def listed_prices(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The prices of a table that is called a list of prices, where no column's name says them: the
    columns of amounts that count nothing else."""
    if not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    free = [place for place in range(len(header)) if meanings.get(place) == PROPERTY]
    found = all_asking({p: (header[p], told_at(sample, p)) for p in free})
    found = without_counts(header, sample, found)
    labels = [label(header[place]) for place in found]
    if len(found) == 1:
        meanings[found[0]] = "price"
    elif all(labels) and len(set(labels)) == len(labels):
        meanings.update(dict.fromkeys(found, PRICES))


def without_counts(
    header: Sequence[str], sample: Sequence[Sequence[str]], places: Sequence[int]
) -> list[int]:
    """The columns of prices without one that counts: "Osobe" of 2 and 4 beside 55 and 130."""
    return [p for p in places if is_kind(header[p]) or not _counts(sample, p, places)]


def _counts(sample: Sequence[Sequence[str]], place: int, places: Sequence[int]) -> bool:
    cells = cells_at(sample, place)
    if len(places) < 2 or not all(re.fullmatch(r"[0-9]{1,2}", cell) for cell in cells):
        return False
    below = []
    for row in sample:
        others = [row[p].strip() for p in places if p != place and p < len(row)]
        sums = [float(told.replace(",", ".")) for told in others if _PLAIN_SUM.fullmatch(told)]
        if sums and place < len(row) and row[place].strip():
            below.append(2 * int(row[place]) < min(sums))
    return bool(below) and all(below)


def _named_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Where no column is the price by its name alone: of those that hold amounts the first whose
    name says most that it is one. The others stay properties."""
    ranked = sorted(
        (rank, place)
        for place, name in enumerate(header)
        if (meanings.get(place) == PROPERTY or name in SYMBOLS)
        and (rank := _speaks_of_price(name)) is not None
    )
    for _, place in ranked:
        cells = cells_at(sample, place)
        if sum(map(is_amount, cells)) >= 0.6 * len(cells) > 0 and holds_sums(header[place], cells):
            meanings[place] = "price"
            return


def _speaks_of_price(name: str) -> int | None:
    """How surely a name speaks of a price, the least the most; None where it does not: "Inc VAT",
    "EUR", "price per night (EUR)" and "Check-up price", "Kursgebühr", "Ex VAT"."""
    said = folded(bare_of(name))
    if name.strip() in SYMBOLS or name.strip() in _USUAL:
        return 1
    if (tax := bare_tax(folded(name))) is not None:
        return 0 if tax else 4
    if _PRICE_WORD.search(said):
        return 2
    ends = (word for word in said.split() if word.endswith(KIND_ENDS) and word not in KIND_ENDS)
    return 3 if any(ends) and not is_condition(name) else None
