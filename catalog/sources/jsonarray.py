"""Products as a JSON list with keys of their own ([{…}], or {"products": [{…}]}), or JSON Lines:
a table whose columns are the paths of their objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.anytable import Grid, products
from catalog.sources.objects import flat, loaded, objects
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, Rejection
from catalog.sources.table import Row, shown
from catalog.sources.words import FIELDS, folded

LISTS = frozenset({"[", "{["})
LINES = frozenset({""})
KEYED = frozenset({"{"})
"""{"4410": {…}, "4411": {…}}: the keys are ids."""

VARIANTS = frozenset({"variants", "variations", "skus", "children", "offers"})
"""What holds a thing's variants: a list of objects, or an object of them by id."""

_PRICES, _TITLES = frozenset(FIELDS["price"]), frozenset(FIELDS["title"])
SECTIONS = 3
"""Sections within sections of a menu."""

MOST = 2000
"""Variants of one object that are read."""

_KEYED = re.compile(r'\s{0,200}\{\s{0,200}"[^"]{1,80}"\s{0,20}:\s{0,200}\{')
HEADED = 1000
"""Objects whose keys make the header. What only later ones have is not known as a column."""


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Raises SourceError where there is no list of objects, or none of its keys names products."""
    within = LINES if _is_lines(opened.sample) else LISTS
    header = _header(opened, within)
    if not header and within is LISTS and _KEYED.match(opened.sample.lstrip("\ufeff")):
        within = KEYED
        header = _header(opened, within)
    if not header:
        raise SourceError(
            f"{opened.source.name}: no list of objects in it. Expected products as JSON: "
            '[{"title": …}], {"products": [{…}]}, or one object on each line'
        )

    def rows() -> Iterator[Row | Rejection]:
        return _rows(opened, within, header)

    return products(opened, business, Grid(header, rows, place="item"))


def _header(opened: Opened, within: frozenset[str]) -> list[str]:
    names: dict[str, None] = {}
    for found in islice(objects(opened, within), HEADED):
        if not isinstance(found, Rejection):
            try:
                for held in _expanded(loaded(found.text)):
                    names.update((path, None) for path, _ in flat(held))
            except ValueError:
                continue  # told when its row is read
        if len(names) > opened.bounds.columns:
            break
    return list(names)


def _rows(opened: Opened, within: frozenset[str], header: list[str]) -> Iterator[Row | Rejection]:
    for found in objects(opened, within):
        if isinstance(found, Rejection):
            yield found
            continue
        try:
            told = [dict(flat(held)) for held in _expanded(loaded(found.text))]
        except ValueError as exc:
            name, reason = opened.source.name, f"not JSON: {exc}"
            yield Rejection(name, found.number, "", shown(found.text[:80]), reason)
            continue
        for said in told:
            yield Row(found.number, [said.get(name, "") for name in header])


def _expanded(held: Any) -> list[dict[str, Any]]:
    """An object once for each of its variants, with what it says of all of them; else itself."""
    if not isinstance(held, dict):
        return []
    for key in VARIANTS & held.keys():
        inside = held[key]
        told = list(inside.values()) if isinstance(inside, dict) else inside
        if isinstance(told, list) and told and all(isinstance(one, dict) for one in told):
            shared = {name: value for name, value in held.items() if name != key}
            # The thing's own id holds them together; a variant's beside it would hide it.
            return [{**one, **shared} for one in told[:MOST]]
    return _of_section(held, 0) or [held]


def _of_section(held: dict[str, Any], depth: int) -> list[dict[str, Any]]:
    """What a section of a menu lists, with its name as the category; none where it is a thing."""
    if depth > SECTIONS or any(folded(key) in _PRICES for key in held):
        return []
    found: list[dict[str, Any]] = []
    name = next((v for v in held.values() if isinstance(v, str) and len(v) < 100), "")
    for key, inside in held.items():
        if key in VARIANTS or not isinstance(inside, list):
            continue
        for one in inside[:MOST]:
            if not isinstance(one, dict):
                return []
            if any(folded(k) in _PRICES for k in one) and any(folded(k) in _TITLES for k in one):
                found.append({"category": name, **one})
            else:
                found += _of_section(one, depth + 1)
    return found


def _holds_things(held: dict[str, Any]) -> bool:
    """Whether an object is no thing, but holds some: a list of them, or each under its id."""
    listed = any(
        isinstance(v, list) and v and all(isinstance(one, dict) for one in v)
        for key, v in held.items()
        if key not in VARIANTS and "name" not in held and "title" not in held
    )
    return listed or (len(held) > 1 and all(isinstance(value, dict) for value in held.values()))


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
    version=4,
    suffixes=frozenset({".json", ".jsonl", ".ndjson"}),
    expected="a JSON list of products",
    recognizes=recognizes,
    read=read,
)
