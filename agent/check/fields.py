"""The fields of the catalog as the check reads them, and what a row says to a condition.

Cells are read by catalog/'s own parsers (yes or no, lists, amounts); whether a row satisfies a
condition is worked out here, cell by cell, with nothing of agent/understanding or agent/answering:
a filter that errs is to be seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from catalog.cells import says_nothing, yes_or_no
from catalog.corrections import Corrections
from catalog.folding import fold
from catalog.gathered import PRICES, Cell, Gathered, Key, values_of
from catalog.measures import Dimension, decimal_sign
from catalog.records import Product
from catalog.schema import Field, Kind, cell_measure
from catalog.text import tokens


class Truth(Enum):
    """What the rows say. UNKNOWN: they do not state it, and a reply may not either."""

    TRUE = auto()
    FALSE = auto()
    UNKNOWN = auto()


class Op(Enum):
    HAS = auto()
    LACKS = auto()
    AT_LEAST = auto()
    AT_MOST = auto()


@dataclass(frozen=True, slots=True)
class Condition:
    """What one of the fields `keys` has to say. `value` is "yes" of a yes/no field, `amount` in
    its dimension's base unit."""

    keys: tuple[Key, ...]
    op: Op
    value: str = ""
    amount: float = 0.0


class Fields:
    """The fields of some products, and the cells of any product."""

    def __init__(self, products: Iterable[Product], corrections: Corrections | None = None) -> None:
        self._corrections = corrections or Corrections()
        gathered = Gathered(self._corrections)
        for product in products:
            gathered.add(product)
        self.fields: dict[Key, Field] = {key: gathered.field(key) for key in gathered.cells}
        self.rows = gathered.rows
        self.filled = {key: len(cells) for key, cells in gathered.cells.items()}
        self._cells: dict[str, dict[Key, list[Cell]]] = {}
        self._holding: dict[str, set[Key]] = defaultdict(set)
        for key, cells in gathered.cells.items():
            field = self.fields[key]
            if field.kind in (Kind.CHOICE, Kind.LIST, Kind.NAME):
                for cell in cells:
                    for value in values_of(field.kind, cell.text, field.language):
                        self._holding[fold(value)].add(key)

    def holding(self, value: str) -> list[Key]:
        """The fields that have this value in some row."""
        return sorted(self._holding.get(fold(value), ()))

    def named_like(self, key: Key) -> tuple[Key, ...]:
        """`key`, and the fields of that name in another place of a record: a column whose values
        differ within some products is an option of those and a property of the others."""
        alike = (k for k in self.fields if k != key and k[1:] == key[1:])
        return (key, *sorted(alike))

    def cells(self, product: Product, key: Key) -> Sequence[Cell]:
        """What the variants of `product` say on a field; rows are numbered from its first one."""
        held = self._cells.get(product.id)
        if held is None:
            alone = Gathered(self._corrections)
            alone.add(product)
            held = self._cells[product.id] = dict(alone.cells)
        return held.get(key, ())

    def values(self, product: Product, key: Key) -> tuple[str, ...]:
        """The values that the product has in a field, as they are written."""
        field = self.fields[key]
        found = (
            value
            for cell in self.cells(product, key)
            if field.kind in (Kind.YES_NO, Kind.LIST) or not says_nothing(cell.text)
            for value in values_of(field.kind, cell.text, field.language)
        )
        return tuple(dict.fromkeys(found))

    def ends(self, product: Product, key: Key) -> list[tuple[float, float]]:
        """From the lowest to the highest of each amount that the product states in a field."""
        return [
            found
            for cell in self.cells(product, key)
            if (found := self._span(self.fields[key], cell)) is not None
        ]

    def satisfies(self, product: Product, conditions: Sequence[Condition]) -> Truth:
        """Whether one variant of `product` has all of it."""
        rows = range(len(product.variants))
        told = [{self._said(product, row, c) for c in conditions} for row in rows]
        if any(truths <= {Truth.TRUE} for truths in told):
            return Truth.TRUE
        return Truth.FALSE if all(Truth.FALSE in truths for truths in told) else Truth.UNKNOWN

    def rows_satisfying(self, product: Product, condition: Condition) -> int:
        """How many of its variants satisfy a condition."""
        rows = range(len(product.variants))
        return sum(self._said(product, row, condition) is Truth.TRUE for row in rows)

    def _said(self, product: Product, row: int, condition: Condition) -> Truth:
        """What one variant says to one condition."""
        told = [
            truth
            for key in condition.keys
            for cell in self.cells(product, key)
            if cell.first <= row < cell.end
            and (truth := self._cell_says(self.fields[key], cell, condition)) is not Truth.UNKNOWN
        ]
        if not told:
            return Truth.UNKNOWN
        if condition.op is Op.LACKS:
            return Truth.FALSE if Truth.FALSE in told else Truth.TRUE
        return Truth.TRUE if Truth.TRUE in told else Truth.FALSE

    def _cell_says(self, field: Field, cell: Cell, condition: Condition) -> Truth:
        if condition.op in (Op.AT_LEAST, Op.AT_MOST):
            span = self._span(field, cell)
            if span is None:
                return Truth.UNKNOWN
            low, high = span
            met = (
                high >= condition.amount if condition.op is Op.AT_LEAST else low <= condition.amount
            )
            return Truth.TRUE if met else Truth.FALSE
        if field.kind is Kind.YES_NO and condition.value == "yes":
            said = yes_or_no(cell.text)
            if said is None:
                return Truth.UNKNOWN
            return Truth.TRUE if said is (condition.op is Op.HAS) else Truth.FALSE
        if field.kind is not Kind.LIST and says_nothing(cell.text):
            return Truth.UNKNOWN
        held = [fold(v) for v in values_of(field.kind, cell.text, field.language)]
        has = fold(condition.value) in held
        if not has and any(is_wider(value, condition.value) for value in held):
            return Truth.UNKNOWN
        return Truth.TRUE if has is (condition.op is Op.HAS) else Truth.FALSE

    def _span(self, field: Field, cell: Cell) -> tuple[float, float] | None:
        if field.role in PRICES:
            low, high = map(float, cell.text.split())
            return low, high
        if says_nothing(cell.text):
            return None
        decimal = decimal_sign(field.language)
        found = cell_measure(cell.text, cell.unit, field.name, decimal)
        if found is None or found.dimension not in (field.dimension, Dimension.NUMBER):
            return None
        return found.low, found.high


def is_wider(value: str, wanted: str) -> bool:
    """Whether `value` has all words of what is wanted, and more: a "Children's dentist" may be
    meant by "dentist" or not, and neither is wrong."""
    asked = {t.folded for t in tokens(wanted, ())}
    return bool(asked) and asked <= {t.folded for t in tokens(value[:300], ())}
