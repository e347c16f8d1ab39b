"""Products as a JSON list with keys of their own ([{…}], or {"products": [{…}]}), or JSON Lines:
a table whose columns are the paths of their objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.anytable import WIDEST, products
from catalog.sources.grid import Grid
from catalog.sources.json_alike import same_names
from catalog.sources.json_choices import with_price
from catalog.sources.json_groups import group_of, in_section, is_section
from catalog.sources.json_lifted import lifted
from catalog.sources.keyed import MOST, named_things
from catalog.sources.objects import flat, loaded, objects
from catalog.sources.opening import Opened
from catalog.sources.related import related
from catalog.sources.said_beside import above_of, beside_of, currency_of, passages
from catalog.sources.seam import Format, Found, Rejection
from catalog.sources.table import Row, shown
from catalog.sources.unfolding import VARIANTS, is_thing, unfolded

LISTS = frozenset({"[", "{["})
LINES = frozenset({""})
DEEP = frozenset({"{{[", "{{{["})
"""{"data": {"bikes": [{…}]}}"""
KEYED = frozenset({"{"})
"""{"4410": {…}, "4411": {…}}: the keys are ids."""

_KEYED = re.compile(r'\s{0,200}\{\s{0,200}"[^"]{1,80}"\s{0,20}:\s{0,200}\{')
HEADED = 1000
"""Objects whose keys make the header. What only later ones have is not known as a column."""


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Raises SourceError where there is no list of objects, or none of its keys names products."""
    within = LINES if _is_lines(opened.sample) else LISTS
    held = _held(opened, within)
    if not held.header and within is LISTS:
        keyed = _KEYED.match(opened.sample.lstrip("\ufeff")) is not None
        deep = _held(opened, DEEP)
        within = DEEP if deep.sells or (deep.header and not keyed) else KEYED if keyed else LISTS
        held = deep if within is DEEP else _held(opened, within)
    tied = within is not LINES and len(held.lists) > 1
    small = opened.size <= MOST and within is not LINES
    beside = list(beside_of(_document(opened))) if small else []
    if small and (tied or not held.sells) and (things := _things(opened, held.sells)):
        things = replace(things, currency=currency_of(beside), above=above_of(beside))
        return products(opened, business, things)
    if not held.header:
        raise SourceError(
            f"{opened.source.name}: no list of objects in it. Expected products as JSON: "
            '[{"title": …}], {"products": [{…}]}, or one object on each line'
        )

    def rows() -> Iterator[Row | Rejection]:
        return _rows(opened, within, held)

    grid = Grid(held.header, rows, "item", currency_of(beside), above_of(beside))
    told = products(opened, business, grid)
    return chain(told, passages(opened, beside, "key")) if held.sells else told


def _document(opened: Opened) -> Any:
    """The whole of a small file; None where it is no JSON, which its items tell."""
    opened.rewind()
    try:
        return loaded("".join(opened.lines()))
    except ValueError:
        return None


def _things(opened: Opened, sells: bool) -> Grid | None:
    """A table of the goods that other lists tell of, else of those that stand under their names
    where no list `sells`; None where there are none."""
    held = _document(opened)
    if held is None:
        return None
    found = [one for thing in related(held) for one in unfolded(thing)]
    found = found or ([] if sells else named_things(held))
    told = [dict(flat(one)) for one in found]
    header = list(dict.fromkeys(name for one in told for name in one))
    told = [with_price(one, header) for one in told]

    def rows() -> Iterator[Row | Rejection]:
        opened.rows = 0
        for number, said in enumerate(told, 1):
            opened.rows = number
            yield Row(number, [said.get(name, "") for name in header])

    return Grid(header, rows, place="item") if told and len(header) <= WIDEST else None


class _Held(NamedTuple):
    """What a file holds: the paths of its objects, the lists in which goods stand, and the names of
    its categories by their ids."""

    header: list[str]
    keys: frozenset[str]
    sells: bool
    """Whether there is a list of things with their prices."""
    groups: dict[str, str]
    sections: frozenset[str] = frozenset()
    """The keys of lists that are called as people call groups of goods."""
    lists: frozenset[str] = frozenset()
    """The keys of all its lists of objects."""
    called: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """What the keys of a list are called in the others, by the list's."""

    def takes(self, key: str, value: Any) -> bool:
        """Whether an object is one of the goods: no category, and of no list of other things."""
        return key in self.keys and (not self.groups or group_of(key, value) is None)

    def told(self, key: str, value: Any) -> list[dict[str, str]]:
        """What an object says, once for each of its variants, by path."""
        told = [dict(flat(one)) for one in unfolded(value, self.groups)]
        if names := self.called.get(key):
            told = [{names.get(name, name): v for name, v in one.items()} for one in told]
        return [in_section(one, key) for one in told] if key in self.sections else told


def _held(opened: Opened, within: frozenset[str]) -> _Held:
    seen: dict[str, list[Any]] = {}
    for found in islice(objects(opened, within), HEADED):
        if not isinstance(found, Rejection):
            try:
                seen.setdefault(found.key, []).append(loaded(found.text))
            except ValueError:
                continue  # told when its row is read
    told = (group_of(key, one) for key, values in seen.items() for one in values)
    groups = dict(pair for pair in told if pair is not None)
    goods = [key for key, values in seen.items() if any(map(_sells, values))]
    keys = frozenset(goods if len(seen) > 1 and goods else seen)
    sections = [key for key in goods if is_section(key, within is DEEP)] if len(goods) > 1 else []
    names: dict[str, None] = {}
    held = _Held([], keys, bool(goods), groups, frozenset(sections))
    if len(keys) > 1:
        own = {
            key: list(dict.fromkeys(_names(held, key, seen[key]))) for key in seen if key in keys
        }
        held = held._replace(called=same_names(own))
    for key, values in seen.items():
        for value in values:
            for one in held.told(key, value) if held.takes(key, value) else ():
                names.update(dict.fromkeys(one))
            if len(names) > opened.bounds.columns:
                break
    return held._replace(header=list(names), lists=frozenset(seen))


def _names(held: _Held, key: str, values: list[Any]) -> Iterator[str]:
    for value in values:
        for one in held.told(key, value) if held.takes(key, value) else ():
            yield from one


def _sells(value: Any) -> bool:
    """Whether an object, or what its sections list, is a thing with a price."""
    return any(is_thing(lifted(one)) for one in (value, *unfolded(value)) if isinstance(one, dict))


def _rows(opened: Opened, within: frozenset[str], held: _Held) -> Iterator[Row | Rejection]:
    for found in objects(opened, within):
        if isinstance(found, Rejection):
            yield found
            continue
        if found.key not in held.keys:
            continue
        try:
            value = loaded(found.text)
            taken = held.takes(found.key, value)
            told = held.told(found.key, value) if taken else []
        except ValueError as exc:
            name, reason = opened.source.name, f"not JSON: {exc}"
            yield Rejection(name, found.number, "", shown(found.text[:80]), reason)
            continue
        for said in (with_price(one, held.header) for one in told):
            yield Row(found.number, [said.get(name, "") for name in held.header])


def _holds_things(held: dict[str, Any]) -> bool:
    """Whether an object is no thing, but holds some: a list of them, or each under its id."""
    listed = any(
        isinstance(v, list) and v and all(isinstance(one, dict) for one in v)
        for key, v in held.items()
        if key not in VARIANTS and "name" not in held and "title" not in held
    )
    within = any(isinstance(v, dict) and _holds_things(v) for v in held.values())
    return (
        listed
        or within
        or (len(held) > 1 and all(isinstance(value, dict) for value in held.values()))
    )


def _is_lines(sample: str) -> bool:
    """Whether the first line is an object, and the next begins another."""
    first, _, rest = sample.lstrip("\ufeff \t\r\n").partition("\n")
    if not first.startswith("{") or not first.rstrip().endswith("}"):
        return False
    try:
        held = loaded(first)
    except ValueError:
        return False
    if not rest.strip() and isinstance(held, dict) and _holds_things(held):
        return False
    return rest.lstrip().startswith("{") or '"products"' not in first


def recognizes(path: Path, sample: str) -> bool:
    if path.suffix.lower() in FORMAT.suffixes:
        return True
    begun = sample.lstrip("\ufeff \t\r\n")
    return begun.startswith(("[{", "[\n", "[\r", "[ ", '{"', "{\n", "{\r"))


FORMAT = Format(
    name="json",
    version=13,
    suffixes=frozenset({".json", ".jsonl", ".ndjson"}),
    expected="a JSON list of products",
    recognizes=recognizes,
    read=read,
)
