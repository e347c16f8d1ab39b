"""Lists of one JSON file that call the same by different keys ("title" of the courses, "name" of
the passes): as rows of one table they need one column for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources.words import FIELDS, folded

_ALIKE = ("title", "price", "description", "category", "brand", "stock", "availability")


def same_names(lists: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    """For each list, of its keys those that another one before it has by another name."""
    found: dict[str, dict[str, str]] = {key: {} for key in lists}
    for field in _ALIKE:
        names = frozenset(FIELDS[field])
        own = {key: [n for n in header if folded(n) in names] for key, header in lists.items()}
        first = next((name for told in own.values() for name in told), "")
        for key, told in own.items():
            if len(told) == 1 and told[0] != first and first not in lists[key]:
                found[key][told[0]] = first
    return found
