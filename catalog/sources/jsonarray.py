"""Products as a JSON list with keys of their own ([{…}], or {"products": [{…}]}), or JSON Lines:
a table whose columns are the paths of their objects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.anytable import Grid, products
from catalog.sources.objects import flat, loaded, objects
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, Rejection
from catalog.sources.table import Row, shown

LISTS = frozenset({"[", "{["})
LINES = frozenset({""})
HEADED = 1000
"""Objects whose keys make the header. What only later ones have is not known as a column."""


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Raises SourceError where there is no list of objects, or none of its keys names products."""
    within = LINES if _is_lines(opened.sample) else LISTS
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
                names.update((path, None) for path, _ in flat(loaded(found.text)))
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
            said = dict(flat(loaded(found.text)))
        except ValueError as exc:
            name, reason = opened.source.name, f"not JSON: {exc}"
            yield Rejection(name, found.number, "", shown(found.text[:80]), reason)
            continue
        yield Row(found.number, [said.get(name, "") for name in header])


def _is_lines(sample: str) -> bool:
    """Whether the first line is an object, and the next begins another."""
    first, _, rest = sample.lstrip("\ufeff \t\r\n").partition("\n")
    if not first.startswith("{") or not first.rstrip().endswith("}"):
        return False
    try:
        loaded(first)
    except ValueError:
        return False
    return rest.lstrip().startswith("{") or '"products"' not in first


def recognizes(path: Path, sample: str) -> bool:
    if path.suffix.lower() in FORMAT.suffixes:
        return True
    begun = sample.lstrip("\ufeff \t\r\n")
    return begun.startswith(("[{", "[\n", "[\r", "[ ", '{"', "{\n", "{\r"))


FORMAT = Format(
    name="json",
    version=2,
    suffixes=frozenset({".json", ".jsonl", ".ndjson"}),
    expected="a JSON list of products",
    recognizes=recognizes,
    read=read,
)
