"""A shop's own price beside the recommended one, where few goods have their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from catalog.sources.cells import BadCell
from catalog.sources.money import money


def own_price(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """Where most goods have the recommended price alone, it is what is asked for them, and the
    shop's own, where it stands and is less, is what a few are reduced to."""
    price, listed = (
        next((p for p, m in meanings.items() if m == name), None)
        for name in ("price", "list_price")
    )
    if price is None or listed is None or "sale_price" in meanings.values():
        return
    rows = [row for row in sample if max(price, listed) < len(row)]
    both = [row for row in rows if row[price].strip()]
    alone = [row for row in rows if row[listed].strip() and not row[price].strip()]
    if not both or len(alone) <= len(both) or not all(row[listed].strip() for row in rows):
        return
    pairs = [(amount_of(row[price]), amount_of(row[listed])) for row in both]
    if all(own is not None and usual is not None and own < usual for own, usual in pairs):
        meanings[listed], meanings[price] = "price", "sale_price"


_AROUND = re.compile(r"^[^\d]{1,5}(?=\d)|(?<=[\d,.-])\s?[^\W\d_]{1,4}\.?$|\s?[^\w\s.,-]$")
"""A currency before or behind an amount: of "69 kr" no country is known."""


def amount_of(cell: str) -> Decimal | None:
    try:
        told = money(_AROUND.sub("", cell.strip()), "", "EUR")
    except BadCell:
        return None
    return told.amount if told is not None else None
