"""Categories that stand in a list of their own, and are named by the goods by their numbers:
{"categories": [{"id": 3, "name": "Cats"}], "goods": [{"category_id": 3, …}]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.sources.column_words import Says, says
from catalog.sources.json_lifted import asks, is_title, lifted
from catalog.sources.list_words import is_list
from catalog.sources.words import FIELDS, folded

LONGEST = 60
"""Characters of what a group is called."""

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
    if not name or id_ is None or not is_group(kind):
        return None
    if any(map(_is_list, inside.values())) or any(map(asks, inside)):
        return None
    return str(id_), name


def is_group(name: str) -> bool:
    """Whether a folded name is what categories are called."""
    return name in _NAMES or not _GROUPS.isdisjoint(says(name))


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def in_group(held: dict[str, Any], groups: Mapping[str, str]) -> dict[str, Any]:
    """An object with its category's name in the place of its id."""
    for key, value in held.items():
        if not names_group(key):
            continue
        ids = value if isinstance(value, list) else [value]
        first = next((one.get("id") if isinstance(one, dict) else one for one in ids), None)
        if str(first) in groups:
            rest = {name: v for name, v in held.items() if name != key}
            return {**rest, "category": groups[str(first)]}
    return held


def names_group(key: str) -> bool:
    """ "category_id", "rubrik", "kategori_nr"."""
    words = folded(key).split()
    if len(words) > 1 and words[-1] in _ENDS:
        words = words[:-1]
    name = " ".join(words)
    return is_group(name) or folded(key) in ("categoryid", "categoryids")


def is_section(key: str, within: bool) -> bool:
    """Whether the key of a list is what people call a group of its goods: "Hot drinks". What a
    program calls its lists ("services", "extra_items") is none; `within` an object of its own
    ({"menu": {"starters": […], "mains": […]}}) it is one also in small letters."""
    if is_list(key) or "_" in key or len(key) > LONGEST:
        return False
    return key[:1].isupper() or " " in key or (within and key.islower())


def in_section(told: dict[str, str], key: str) -> dict[str, str]:
    """What a thing says, with the list that it stands in as its category, where it says none."""
    if any(is_group(folded(name)) for name in told):
        return told
    return {**told, "category": key.replace(">", " ").replace(",", " ")}
