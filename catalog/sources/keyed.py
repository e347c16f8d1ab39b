"""JSON whose goods stand under their names: {"Starters": {"Soup": {"price": 5.2}}}, with the names
above them as their category.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.sources.json_choices import VARIATION
from catalog.sources.json_lifted import asks, is_title

MOST = 4 << 20
"""Characters of such a file: a person keeps it by hand."""

DEEPEST = 5
"""Names within each other."""

NAME = 150
"""Characters of a name."""


def named_things(held: Any) -> list[dict[str, Any]]:
    """The goods that stand under their names, a size of them each; none where there are none."""
    while isinstance(held, dict):
        inside = [one for one in held.values() if isinstance(one, dict)]
        if len(inside) != 1 or any(_price_of(one) for one in inside[0].values()):
            break
        held = inside[0]
    return list(_below(held, ())) if isinstance(held, dict) else []


def _below(held: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if len(above) > DEEPEST:
        return
    for name, one in held.items():
        if not isinstance(one, dict) or len(name) > NAME:
            continue
        if key := _price_of(one):
            yield from _thing(name, one, key, above)
        else:
            yield from _below(one, (*above, name.replace(">", " ").replace(",", " ")))


def _price_of(held: Any) -> str:
    """The key under which an object without a name of its own says what it costs."""
    if not isinstance(held, dict) or not {"name", "title"}.isdisjoint(held):
        return ""
    return next((key for key, value in held.items() if asks(key) and _is_told(value)), "")


def _is_told(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value) and all(isinstance(v, str) and v[:1].isdigit() for v in value.values())
    return isinstance(value, str) and any(map(str.isdigit, value))


def _thing(
    name: str, one: Mapping[str, Any], key: str, above: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    told = {"title": name, "category": " > ".join(above)}
    if any(map(is_title, one)):  # the key is its number, and what holds all numbers is no group
        told = {"title": "", "category": " > ".join(above[1:])}
    told = {k: v for k, v in told.items() if v and k not in one}
    rest = {k: v for k, v in one.items() if k != key}
    if not isinstance(one[key], dict):
        yield {**told, **rest, "price": one[key]}
        return
    for size, price in one[key].items():
        yield {**told, **rest, VARIATION: size, "price": price}
