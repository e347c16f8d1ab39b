"""How many a price is for, where a column says it: of "PE" 100 beside "ME" M the price of 62,50 is
that of 100 metres. Read without it, it would be told as the price of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.price_units import is_unit
from catalog.sources.cells import line
from catalog.sources.column_words import Says, says
from catalog.sources.money import Exact
from catalog.sources.sampled import cells_at
from catalog.sources.words import COUNTED_IN, folded

PRICES = ("price", "sale_price", "list_price")
WORD = 3
"""Letters of a unit that no list has: "stuks"."""

_COUNT = re.compile(r"(10{0,5})(?:[.,]0{1,3})?")


@dataclass(frozen=True, slots=True)
class PriceCount:
    """The columns of how many a price is for, and of what these are: -1 where there is none."""

    count: int = -1
    unit: int = -1

    def rewrite(self, said: dict[str, str], cells: Sequence[str]) -> bool:
        """Write with the prices of a row what they are for; whether they are for more than one."""
        match = _COUNT.fullmatch(cells[self.count].strip()) if self.count >= 0 else None
        if match is None or match[1] == "1":
            return False
        unit = line(cells[self.unit]) if self.unit >= 0 else ""
        known = unit.isalpha() and (is_unit(unit) or len(unit) >= WORD)
        for name in PRICES:
            price = line(said.get(name, ""))
            if not any(map(str.isdigit, price)) or "/" in price:
                continue
            if isinstance(said[name], Exact):
                price = f"{Decimal(said[name]):.4f}"
            if known:
                said[name] = f"{price} / {match[1]} {unit}"
            elif name == "price":
                said["price_words"] = f"{line(said.pop(name))} / {match[1]} {unit}".strip()
            else:
                del said[name]  # beside a price in words it would be told as that of one
        return True


NO_COUNT = PriceCount()


def are_counts(cells: Sequence[str]) -> bool:
    """Whether cells say how many a price is for: 1, 10, 100, 1000."""
    return all(_COUNT.fullmatch(cell) for cell in cells)


def count_by_cells(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The column that speaks of prices and holds 1 beside 100 or 1000 alone ("Aantal per prijs"):
    of how many they are, where another column holds them."""
    if "price_count" in meanings.values():
        return
    speaking = [
        p for p, m in meanings.items() if m == "attribute" and Says.PRICE in says(header[p])
    ]
    found = [p for p in speaking if _are_such_counts(cells_at(sample, p))]
    if len(found) == 1 and (len(speaking) > 1 or "price" in meanings.values()):
        meanings[found[0]] = "price_count"


def _are_such_counts(cells: Sequence[str]) -> bool:
    told = {match[1] for cell in cells if (match := _COUNT.fullmatch(cell))}
    return bool(cells) and are_counts(cells) and "1" in told and max(map(len, told)) > 2


def count_of(header: Sequence[str], count: int | None) -> PriceCount:
    if count is None:
        return NO_COUNT
    named = (p for p, name in enumerate(header) if p != count and folded(name) in COUNTED_IN)
    return PriceCount(count, next(named, -1))
