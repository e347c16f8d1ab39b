"""Remarks in a list for customers: a column that is called "Bemerkung" or "Notes" and nothing else.

Who writes for those who work there says so ("Notes to self", "nur intern"). In a list that has
nothing else of the shop's own, plain remarks are the customers': "grip socks required", "mit
Kirschwasser". Where any cell speaks of costs, suppliers or one customer, all stay unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.meanings import IGNORED, PRICES, PROPERTY
from catalog.sources.sampled import cells_at

_OWN = KEPT_BACK | {Says.MAYBE_COST, Says.PAY, Says.OTHERS}
_PRIVATE = frozenset(
    (Says.COST, Says.SUPPLIER, Says.INTERNAL, Says.MARGIN, Says.DEALER, Says.CUSTOMERS)
)
_CONTACT = re.compile(r"@|\d[\d /-]{5,}\d")
"""An address or a telephone number."""


def told_notes(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    meanings: dict[int, str],
    given: Mapping[str, str],
) -> None:
    """Give plain remarks of a price list as a property."""
    priced = not {"price", PRICES}.isdisjoint(meanings.values())
    if not priced or "stock" in meanings.values() or any(says(name) & _OWN for name in header):
        return
    for place, meaning in list(meanings.items()):
        name = header[place]
        if meaning == IGNORED and name not in given and says(name) == {Says.NOTES}:
            cells = cells_at(sample, place)
            if len(name.split()) == 1 and not any(map(_is_private, cells)):
                meanings[place] = PROPERTY


def _is_private(cell: str) -> bool:
    return bool(says(cell) & _PRIVATE) or _CONTACT.search(cell) is not None
