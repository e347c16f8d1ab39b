"""Words beside a price that say whether something can be had: "sold out", "in stock"."""

from __future__ import annotations

from catalog.records import Availability
from catalog.sources.cells import BadCell
from catalog.sources.words import availability, truth

STATE = 40
"""Characters of what says that something is gone."""

ONE_WORD = 7
"""Letters of a word that says a state by itself."""


def is_gone(text: str) -> bool:
    """Whether words say that something is sold out, full or let. A no alone says anything."""
    bare = text.strip(" .!()[]*_–—-")
    if not 4 <= len(bare) <= STATE or any(map(str.isdigit, bare)) or truth(bare) is not None:
        return False
    try:
        return availability(bare) is Availability.OUT_OF_STOCK
    except BadCell:
        return False


def says_state(text: str) -> bool:
    """Whether words in brackets say that something is there: "in stock", "auf Lager", "vorrätig".
    Short ones say anything: "free", "open"."""
    bare = text.strip(" .!")
    if len(bare) > STATE or any(map(str.isdigit, bare)) or truth(bare) is not None:
        return False
    if " " not in bare and len(bare) < ONE_WORD:
        return False
    try:
        return availability(bare) is Availability.IN_STOCK
    except BadCell:
        return False
