"""XML that a person or a shop's own program keeps: items without anything inside that repeats. It
is a table whose columns are the names of elements, so that all that tables are understood by holds
for it. What says something beside the items is told as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.errors import SourceError
from catalog.sources import words
from catalog.sources.anytable import WIDEST, columns_of
from catalog.sources.grid import Grid
from catalog.sources.json_choices import VARIATION
from catalog.sources.opening import Opened
from catalog.sources.said_beside import above_of, currency_of
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.xml_around import Beside
from catalog.sources.xml_groups import Category, grouping
from catalog.sources.xml_names import FIELD_OF, PORTALS
from catalog.sources.xml_things import Thing, things_of

MOST = 4 << 20
"""Bytes of such a file: a small business keeps it."""

_GROUP = "category"


@dataclass(slots=True)
class Held:
    """What a file holds, read whole."""

    things: list[Thing | Rejection] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    groups: dict[str, Category] = field(default_factory=dict)
    """Categories by their ids, where they stand in a list of their own."""


def held_of(opened: Opened, tag: str) -> Held | None:
    """The items of a small file; None where it is a portal's feed, or its items hold variants,
    properties or several languages, which xml_items.py reads."""
    if opened.size > MOST:
        return None
    held = Held()
    for found in things_of(opened, tag):
        if isinstance(found, Thing) and not _is_plain(found):
            return None
        if isinstance(found, Category):
            held.groups[found.id] = found
        elif isinstance(found, Beside):
            held.beside.append(found)
        else:
            held.things.append(found)
    return held


def _is_plain(thing: Thing) -> bool:
    inside = (thing.variants and not thing.ways) or thing.params or len(thing.spoken) > 1
    return not inside and PORTALS.isdisjoint(thing.said)


def grid_of(opened: Opened, held: Held) -> Grid | None:
    """The items as a table; None where no column names them."""
    told: dict[str, list[str]] = {}
    for found in held.things:
        for name, texts in found.said.items() if isinstance(found, Thing) else ():
            told.setdefault(name, []).extend(texts[:1])
    named = grouping(told, held.groups)
    held.things = [one for f in held.things for one in _ways(f, held.groups, named)]
    things = [thing for thing in held.things if isinstance(thing, Thing)]
    shared = shared_groups([thing.groups for thing in things])
    header = list(dict.fromkeys(name for thing in things for name in thing.said))
    if any(len(thing.groups) > shared for thing in things) and not _has_groups(header):
        header.append(_GROUP)
    if not header or len(header) > WIDEST:
        return None
    written = {folded: name for thing in things for folded, name in thing.written.items()}

    def rows() -> Iterator[Row | Rejection]:
        opened.rows = 0
        for thing in held.things:
            if isinstance(thing, Rejection):
                yield thing
                continue
            opened.rows = thing.number
            told = {name: _cell(name, texts) for name, texts in thing.said.items()}
            told.setdefault(_GROUP, group_path(thing.groups[shared:]))
            yield Row(thing.number, [told.get(name, "") for name in header])

    names = [written.get(name, name) for name in header]
    grid = Grid(names, rows, "item", currency_of(held.beside), above_of(held.beside))
    try:
        columns_of(opened, grid)
    except SourceError:
        return None
    return grid


def _ways(
    found: Thing | Rejection, groups: Mapping[str, Category], named: Collection[str]
) -> Iterator[Thing | Rejection]:
    """An item once for each of its prices, with its category's name in the place of its id."""
    if isinstance(found, Rejection):
        yield found
        return
    said = dict(_in_groups(found.said, groups, named))
    if not found.ways:
        yield found._replace(said=said)
    for variant in found.variants if found.ways else ():
        chosen = {_choice(name): [value] for name, value in variant.params}
        yield found._replace(said={**said, **variant.said, **chosen})


def _choice(name: str) -> str:
    """The column of what is chosen: a way that has a name is called by it."""
    titled = FIELD_OF.get(words.folded(name), ("", 0))[0] == "title"
    return VARIATION if titled else f"option_values.{name}"


def _in_groups(
    said: Mapping[str, list[str]], groups: Mapping[str, Category], named: Collection[str]
) -> Iterator[tuple[str, list[str]]]:
    for name, texts in said.items():
        if name in named and texts[0] in groups:
            yield _GROUP, [category_path(texts[0], groups)]
        else:
            yield name, texts


def category_path(id_: str, categories: Mapping[str, Category]) -> str:
    names: list[str] = []
    while (held := categories.get(id_)) is not None and len(names) < 10:
        names.insert(0, held.name.replace(">", " "))
        id_ = held.parent
    return " > ".join(filter(None, names))


def _has_groups(header: Sequence[str]) -> bool:
    return any(FIELD_OF.get(name, ("", 0))[0] == "category" for name in header)


def shared_groups(paths: Sequence[tuple[str, ...]]) -> int:
    """How many of the outermost groups all items share: they tell nothing apart, and one of them
    may be the shop."""
    for place, names in enumerate(zip(*paths, strict=False)):
        if len(set(names)) > 1:
            return place
    return min(map(len, paths), default=0)


def group_path(groups: Sequence[str]) -> str:
    return " > ".join(name.replace(">", " ").replace(",", " ") for name in groups if name)


def _cell(name: str, texts: Sequence[str]) -> str:
    meaning = FIELD_OF.get(name, ("", 0))[0]
    if meaning == "stock" and all(text.strip().isdecimal() for text in texts):
        return str(sum(map(int, texts)))  # in one place and in another
    if meaning in _ONE:
        return texts[0]  # <price currency="EUR">, <price currency="USD">
    return ("\n" if meaning in ("image", "images") else ", ").join(texts)


_ONE = frozenset(("price", "sale_price", "list_price", "currency", "sku", "gtin", "id"))
"""What a thing has one of: where it is said several times, the first holds, as in a feed."""
