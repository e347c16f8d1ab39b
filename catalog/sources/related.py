"""JSON whose objects name each other: goods in one list, their variants, prices and categories in
others, tied by type and id (JSON:API's "included") or by a key that holds the good's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.sources.json_groups import group_of
from catalog.sources.json_lifted import asks, is_title, lifted
from catalog.sources.words import FIELDS, folded

DEEPEST = 3
"""Objects within each other in which lists are looked for."""

_SKUS = frozenset(FIELDS["sku"])
_OWN_IDS = ("id", "_id", "uid", "uuid", "code", "sku")

Thing = dict[str, Any]


def related(held: Any) -> list[Thing]:
    """The goods of a document, each with what others say of it; none where none does."""
    lists = dict(_lists(held, 0))
    goods = next((key for key, ones in lists.items() if _are_goods(key, ones)), "")
    if not goods or len(lists) < 2:
        return []
    others = [one for key, ones in lists.items() if key != goods for one in ones]
    if found := _by_type(lists[goods], others):
        return found
    return next(
        (
            found
            for key, ones in lists.items()
            if key != goods and (found := _by_key(lists[goods], ones))
        ),
        [],
    )


def _lists(held: Any, depth: int) -> Iterator[tuple[str, list[Thing]]]:
    """The lists of objects that a document holds, with their keys."""
    if not isinstance(held, dict) or depth > DEEPEST:
        return
    for key, inside in held.items():
        if isinstance(inside, dict):
            yield from _lists(inside, depth + 1)
        elif isinstance(inside, list) and inside and all(isinstance(o, dict) for o in inside):
            yield key, inside


def _are_goods(key: str, ones: Sequence[Thing]) -> bool:
    """Whether a list may be of goods: all have names, and they are no categories of others."""
    if all(group_of(key, one) is not None for one in ones):
        return False
    return all(any(map(is_title, lifted(one))) for one in ones)


def _reference(held: Any) -> tuple[str, str] | None:
    """(type, id) of an object that says nothing else but a link."""
    if not isinstance(held, dict) or not {"type", "id"} <= held.keys() or len(held) > 3:
        return None
    return str(held["type"]), str(held["id"])


def _by_type(goods: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    """Goods with the objects that they name, and with those that name them."""
    known = {(str(o["type"]), str(o["id"])): o for o in others if {"type", "id"} <= o.keys()}
    if not known:
        return []
    backwards: dict[tuple[str, str], list[Thing]] = {}
    for one in known.values():
        for _, places in _references(one):
            for place in places:
                backwards.setdefault(place, []).append(one)
    found = []
    tied = False
    for one in goods:
        whole = {k: v for k, v in one.items() if k != "relationships"}
        for key, places in _references(one):
            inside = [_said(known[place]) for place in places if place in known]
            whole[key] = inside if _is_list(one, key) else (inside[0] if inside else "")
            tied = tied or bool(inside)
        own = (str(one.get("type", "")), str(one.get("id", "")))
        if own in backwards and "variants" not in whole:
            whole["variants"] = [_said(other) for other in backwards[own]]
            tied = True
        found.append(whole)
    return found if tied else []


def _references(one: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Its keys that name others, with (type, id) of each."""
    links = one.get("relationships")
    for key, value in (links if isinstance(links, dict) else {}).items():
        told = value.get("data") if isinstance(value, dict) else None
        places = [_reference(o) for o in (told if isinstance(told, list) else [told])]
        if places and all(places):
            yield key, [place for place in places if place is not None]


def _is_list(one: Mapping[str, Any], key: str) -> bool:
    return isinstance(one["relationships"][key].get("data"), list)


def _said(one: Thing) -> Thing:
    """What an object says, without what ties it."""
    return {k: v for k, v in lifted(one).items() if k not in ("type", "relationships")}


def _by_key(goods: Sequence[Thing], ones: Sequence[Thing]) -> list[Thing]:
    """Goods with the variants that hold their ids: {"prices": [{"product_id": 7, "price": …}]}."""
    if not all(any(asks(k) or folded(k) in _SKUS for k in one) for one in ones):
        return []
    for own in (key for key in goods[0] if key in _OWN_IDS or folded(key).endswith(" id")):
        ids = [str(one.get(own, "")) for one in goods]
        tie = next((k for k in ones[0] if k != own and _ties(k, ones, set(ids))), "")
        if tie and len(set(ids)) == len(ids) and "" not in ids:
            held: dict[str, list[Thing]] = {id_: [] for id_ in ids}
            for one in ones:
                held[str(one[tie])].append({k: v for k, v in one.items() if k != tie})
            pairs = zip(goods, ids, strict=True)
            return [{**one, "variants": held[id_]} for one, id_ in pairs]
    return []


def _ties(key: str, ones: Sequence[Thing], ids: set[str]) -> bool:
    told = [str(one.get(key, "")) for one in ones]
    named = folded(key).split()[-1:] != ["type"]
    return named and bool(told) and ids.issuperset(told)
