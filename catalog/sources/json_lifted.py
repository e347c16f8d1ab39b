"""What a program's wrapper around an object holds ({"item_data": {…}}, {"node": {…}}), and which
keys name and price things."""

from __future__ import annotations

import re
from typing import Any

from catalog.sources.list_words import PRICE_NAMES
from catalog.sources.words import FIELDS, folded

WRAPPERS = frozenset(("node", "attributes", "fields", "data", "properties"))
"""What holds all that is said of an object, where it has no name itself."""

PRICES, TITLES = frozenset(FIELDS["price"]), frozenset(FIELDS["title"])
_PRICE_WORD = re.compile(rf"\b(?:{PRICE_NAMES})\b")


def lifted(held: dict[str, Any]) -> dict[str, Any]:
    """What a wrapper holds, with what stands beside it."""
    if any(map(is_title, held)):
        return held
    for key, inside in held.items():
        wraps = key in WRAPPERS or folded(key).endswith(" data")
        if wraps and isinstance(inside, dict) and any(map(_is_named, inside)):
            return {**{name: v for name, v in held.items() if name != key}, **lifted(inside)}
    return held


def is_title(key: str) -> bool:
    return folded(key) in TITLES


def _is_named(key: str) -> bool:
    return is_title(key) or folded(key) in PRICES


def asks(key: str) -> bool:
    """Whether a key is called a price."""
    return folded(key) in PRICES or _PRICE_WORD.search(folded(key)) is not None
