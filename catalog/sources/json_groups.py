"""Categories that stand in a list of their own, and are named by the goods by their numbers:
{"categories": [{"id": 3, "name": "Cats"}], "goods": [{"category_id": 3, …}]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.sources.column_words import Says, says
from catalog.sources.json_lifted import asks, is_title, lifted
from catalog.sources.words import FIELDS, folded

_OWN = ("id", "uuid", "_id", "nr", "no", "key", "code", "slug")
_ENDS = frozenset(("id", "ids", "nr", "no", "key", "code", "uuid", "ref"))
_NAMES = frozenset(FIELDS["category"]) | {
    *("category", "categories", "section", "sections", "menu category"),
}

_GROUPS = frozenset((Says.CATEGORY, Says.KINDS))


def group_of(key: str, held: Any) -> tuple[str, str] | None:
    """(id, name) of an object that is a category which others name by its id. What lists things
    itself is a section of them."""
    if not isinstance(held, dict):
        return None
    kind = folded(str(held.get("type", ""))) or folded(key)
    inside = lifted(held)
    name = next((v for k, v in inside.items() if is_title(k) and isinstance(v, str)), "")
    id_ = next((held[own] for own in _OWN if held.get(own) is not None), None)
    if not name or id_ is None or not _is_group(kind):
        return None
    if any(map(_is_list, inside.values())) or any(map(asks, inside)):
        return None
    return str(id_), name


def _is_group(name: str) -> bool:
    return name in _NAMES or not _GROUPS.isdisjoint(says(name))


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def in_group(held: dict[str, Any], groups: Mapping[str, str]) -> dict[str, Any]:
    """An object with its category's name in the place of its id."""
    for key, value in held.items():
        if not _names_group(key):
            continue
        ids = value if isinstance(value, list) else [value]
        first = next((one.get("id") if isinstance(one, dict) else one for one in ids), None)
        if str(first) in groups:
            rest = {name: v for name, v in held.items() if name != key}
            return {**rest, "category": groups[str(first)]}
    return held


def _names_group(key: str) -> bool:
    """ "category_id", "rubrik", "kategori_nr"."""
    words = folded(key).split()
    if len(words) > 1 and words[-1] in _ENDS:
        words = words[:-1]
    name = " ".join(words)
    return _is_group(name) or folded(key) in ("categoryid", "categoryids")
