"""The fields of a catalog as its owner looks at them: how often each is stated, what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.cells import says_nothing
from catalog.corrections import HIDEABLE, TYPEABLE, Correction, Corrections
from catalog.folding import fold
from catalog.gathered import PRICES, Cell, Gathered, Key, values_of
from catalog.records import Product
from catalog.schema import Field, Kind

_FREQUENT = 5
"""Values that are shown of a field."""

_ALIKE = 75
"""Percent of likeness from which a name is proposed for one that there is not."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A field, the values that most rows have, and whether the owner hides it."""

    field: Field
    values: tuple[tuple[str, int], ...]
    hidden: bool

    def to_json(self) -> dict[str, Any]:
        field = self.field
        return {
            "id": field.id,
            "name": field.name,
            "language": field.language or None,
            "names": list(field.names),
            "role": field.role.value,
            "type": field.kind.value,
            "dimension": field.dimension.value if field.dimension else None,
            "unit": field.unit,
            "rows": field.stated,
            "distinct": field.distinct,
            "values": [{"value": value, "rows": rows} for value, rows in self.values],
            "hidden": self.hidden,
        }


@dataclass(frozen=True, slots=True)
class Fields:
    """All fields, those that most rows state first; `faults` are corrections that hold nothing."""

    fields: tuple[Listed, ...]
    rows: int
    faults: tuple[str, ...]

    @classmethod
    def of(cls, products: Iterable[Product], corrections: Corrections) -> Fields:
        gathered = Gathered(corrections)
        for product in products:
            gathered.add(product)
        found = [_listed(gathered, key, cells) for key, cells in gathered.cells.items()]
        found.sort(key=lambda one: -one.field.stated)
        faults = faults_of(corrections, [one.field for one in found])
        return cls(tuple(found), gathered.rows, faults)

    def by_type(self) -> dict[str, int]:
        """How many fields of each type customers may ask for, the commonest first."""
        counted = Counter(one.field.kind.value for one in self.fields if not one.hidden)
        return dict(counted.most_common())

    def to_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "fields": [one.to_json() for one in self.fields]}


def faults_of(
    corrections: Corrections, fields: Iterable[Field], products: Sequence[Product] = ()
) -> tuple[str, ...]:
    """What is corrected and is not there, or cannot be corrected so: a sentence each.

    `products` are asked for what is hidden, where `fields` are those that customers see.
    """
    known = list(fields)
    found = []
    for given in corrections.given:
        meant = [f for f in known if corrections.of(f.id, f.name) is given]
        name = f'[catalog.fields."{given.field}"]'
        if not meant and not (given.hidden and _hides_some(given, products)):
            found.append(f"{name}: the catalog has no such field now.{_nearest(given, known)}")
        elif meant and given.hidden and not any(f.role in HIDEABLE for f in meant):
            found.append(f"{name} hidden = true: only properties, tags and the brand can be.")
        elif meant and given.kind is not None and not any(f.role in TYPEABLE for f in meant):
            found.append(f'{name} type = "{given.kind}": only a property or option can have one.')
    return tuple(found)


def _hides_some(given: Correction, products: Iterable[Product]) -> bool:
    alone = Corrections((given,))
    return any(alone.shown(product) != product for product in products)


def _nearest(given: Correction, known: list[Field]) -> str:
    from rapidfuzz import process  # where a name is wrong, and not at each start

    names = list(dict.fromkeys(field.name for field in known))
    best = process.extractOne(given.field, names, processor=fold, score_cutoff=_ALIKE)
    return f' Did you mean "{best[0]}"?' if best else ""


def _listed(gathered: Gathered, key: Key, cells: list[Cell]) -> Listed:
    field = gathered.field(key)
    counted: Counter[str] = Counter()
    written: dict[str, str] = {}
    stated = 0
    for cell in cells:
        if field.kind not in (Kind.YES_NO, Kind.LIST) and says_nothing(cell.text):
            continue
        stated += cell.end - cell.first
        for value in _values(field, cell):
            counted[fold(value)] += cell.end - cell.first
            written.setdefault(fold(value), value)
    frequent = tuple((written[value], rows) for value, rows in counted.most_common(_FREQUENT))
    whole = replace(field, stated=min(stated, gathered.rows), distinct=len(counted))
    hidden = gathered.corrections.hides(field.role, field.language, field.name)
    return Listed(whole, frequent, hidden)


def _values(field: Field, cell: Cell) -> Iterable[str]:
    if field.role in PRICES:
        low, high = cell.text.split()
        return [f"{float(low):.2f}" if low == high else f"{float(low):.2f}–{float(high):.2f}"]
    found = values_of(field.kind, cell.text, field.language)
    said = ("yes", "no") if field.kind is Kind.YES_NO else ()
    return (value if value in said else f"{value} {cell.unit}".strip() for value in found)
