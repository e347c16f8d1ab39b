"""Remarks in a list for customers: a column that is called "Bemerkung", "Notes" or "Remarks" and
nothing else.

Who writes for those who work there says so ("Notes to self", "nur intern"), or keeps what is the
shop's own in the same list: costs, suppliers, pay. Where there is nothing of that, plain remarks
are the customers': "grip socks required", "mit Kirschwasser", "lasts 8 months". Where any cell
speaks of costs, suppliers or one customer, all stay unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.list_words import REMARKS
from catalog.sources.meanings import IGNORED, PRICES, PROPERTY
from catalog.sources.sampled import cells_at

_OWN = KEPT_BACK | {Says.MAYBE_COST, Says.PAY, Says.OTHERS}
_UNSURE = (IGNORED, PROPERTY)
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
    """Give plain remarks of a price list as a property, what may be the shop's as nothing."""
    priced = not {"price", PRICES}.isdisjoint(meanings.values())
    own = any(says(name) & _OWN for name in header)
    plain = priced and not own
    for place, meaning in list(meanings.items()):
        name = header[place]
        if meaning not in _UNSURE or name in given or name.strip().casefold() not in REMARKS:
            continue
        if any(map(_is_private, cells_at(sample, place))):
            meanings[place] = IGNORED
        elif plain:
            meanings[place] = PROPERTY


def _is_private(cell: str) -> bool:
    return bool(says(cell) & _PRIVATE) or _CONTACT.search(cell) is not None
