"""Remarks in a list for customers: a column that is called "Bemerkung", "Notes" or "Remarks" and
nothing else.

Who writes for those who work there says so ("Notes to self", "nur intern"). In a list that has
nothing else of the shop's own, plain remarks are the customers': "grip socks required", "mit
Kirschwasser", "lasts 8 months". A cell that speaks of costs, suppliers or one customer stays
unsaid; where every tenth does, all do; where every fourth speaks to a colleague by name ("ask Tom
for clay order"), too.

A list that says what goods cost the shop is kept for those who work there, and so are its remarks
("Lackó végzi", "kysy Arilta"), unless most of them say what customers get, and none speaks to
colleagues or names a person: "inclui exame", "até 15 km".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.list_words import REMARKS
from catalog.sources.meanings import IGNORED, PROPERTY
from catalog.sources.remark_words import (
    is_own_business,
    names_a_person,
    speaks_to_colleagues,
    speaks_to_customers,
)
from catalog.sources.sampled import cells_at, mostly

_OWN = KEPT_BACK | {Says.MAYBE_COST, Says.PAY}
_ASKED = frozenset((Says.PRICE, Says.SELL))
_UNSURE = (IGNORED, PROPERTY)
_COSTS = frozenset((Says.COST, Says.SUPPLIER, Says.MARGIN))
_PRIVATE = frozenset((*_COSTS, Says.DEALER))
_ARE_OWN = 4
"""A column is the shop's own where one in so many of its cells speaks to a colleague by name."""
_ARE_PRIVATE = 10
"""And where one in so many is of costs, suppliers or one customer."""
_CONTACT = re.compile(
    r"@|(?<![\w.,/-])(?:(?:\+|\(?0)\d[\d ()/-]{5,}\d|\d{3}[ -]\d{3,4}[ -]?\d{4})(?!\w)"
)
"""An address or a telephone number; "WI-46-7710" and "2700-6500 K" are none."""


def told_notes(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    meanings: dict[int, str],
    given: Mapping[str, str],
) -> None:
    """Give plain remarks of a price list as a property, what may be the shop's as nothing."""
    own = any(map(_is_own, header))
    costs = any(m == IGNORED and says(header[p]) & _COSTS for p, m in meanings.items())
    plain = not own
    for place, meaning in list(meanings.items()):
        name = header[place]
        if meaning not in _UNSURE or name in given or not is_remarks(name):
            continue
        cells = cells_at(sample, place)
        own_words = bool(cells) and _ARE_OWN * sum(map(_asks_somebody, cells)) >= len(cells)
        private = sum(map(is_private, cells))
        of_shop = private and (own or costs or _ARE_PRIVATE * private >= len(cells))
        if own_words or of_shop or (costs and _are_the_shops(cells)):
            meanings[place] = IGNORED
        elif plain and name.strip().casefold() in REMARKS:
            meanings[place] = PROPERTY


def _is_own(name: str) -> bool:
    """Whether a column is the shop's own, or asks a price of others than customers: the "bar" of
    "wasserdicht_bar" is a unit."""
    told = says(name)
    return bool(told & _OWN) or (Says.OTHERS in told and bool(told & _ASKED))


def is_remarks(name: str) -> bool:
    """Whether a column is called remarks or notes, of whomever, and not of those who buy."""
    told = says(name)
    if Says.CUSTOMERS in told or Says.PRICE in told:
        return False
    return name.strip().casefold() in REMARKS or Says.NOTES in told


def _are_the_shops(cells: Sequence[str]) -> bool:
    """Whether remarks beside costs are written for those who work there."""
    own = any(speaks_to_colleagues(cell) or names_a_person(cell) for cell in cells)
    return own or not mostly(cells, speaks_to_customers)


def _asks_somebody(cell: str) -> bool:
    return speaks_to_colleagues(cell) and names_a_person(cell) and not speaks_to_customers(cell)


def is_private(cell: str) -> bool:
    """Whether a remark is of costs, suppliers or one customer."""
    told = bool(says(cell) & _PRIVATE) or _CONTACT.search(cell) is not None
    return told or is_own_business(cell)
