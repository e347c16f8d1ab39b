"""The fields of this catalog: what its customers may ask for, by name, type and values.

Made from the rows and nothing else: `vegan`, `inner diameter`, `author` and `guests` are fields as
`colour` is. A field's type is what nearly all of its cells can be read as.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from catalog.ages import is_age, least_age
from catalog.allergen_columns import lists_allergens
from catalog.cell_words import cell_words
from catalog.cells import UNKNOWN, is_plain, pieces, says_nothing, yes_or_no
from catalog.clock import are_times
from catalog.folding import fold
from catalog.levels import are_levels, level_of
from catalog.measures import UNITS, Dimension, Measure, decimal_sign, measures
from catalog.price_words import is_least
from catalog.sources.words import FIELDS, WRITTEN, folded


class Role(StrEnum):
    """Where in a record a field stands."""

    TITLE = "title"
    BRAND = "brand"
    CATEGORY = "category"
    TAG = "tag"
    OPTION = "option"
    ATTRIBUTE = "attribute"
    PRICE = "price"
    LIST_PRICE = "list_price"
    UNIT_PRICE = "unit_price"
    STOCK = "stock"
    CODE = "code"
    DESCRIPTION = "description"


class Kind(StrEnum):
    """What its cells are."""

    YES_NO = "yes/no"
    CHOICE = "choice"
    LIST = "list"
    QUANTITY = "quantity"
    MONEY = "money"
    NAME = "name"
    CODE = "code"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `id` is unique within a schema; `name` is as the rows write it."""

    id: str
    name: str
    role: Role
    kind: Kind
    language: str = ""
    """Of its name and values; empty where they are of none (prices, codes)."""
    dimension: Dimension | None = None
    unit: str = ""
    """As most cells write it."""
    stated: int = 0
    """How many rows state it."""
    distinct: int = 0
    names: tuple[str, ...] = ()
    """Further names that the owner gave it."""

    @property
    def is_ordered(self) -> bool:
        """Whether there is more or less of it: an amount, or a class of prices."""
        return self.kind in (Kind.QUANTITY, Kind.MONEY) or self.dimension is not None

    @property
    def is_number_sold(self) -> bool:
        """Whether it says how many are sold at once: cards by 100 and by 500."""
        counts = self.dimension in (Dimension.NUMBER, Dimension.PIECES)
        own = self.role in (Role.OPTION, Role.ATTRIBUTE)
        unit = UNITS.get(fold(self.name)) if self.role is Role.OPTION else None
        pieces = unit is not None and unit[0] is Dimension.PIECES  # "pieces: 500" of a price list
        return own and counts and (pieces or folded(self.name) in FIELDS["stock"])


@dataclass(frozen=True, slots=True)
class Schema:
    fields: tuple[Field, ...]

    def field(self, id: str) -> Field:
        """Raises KeyError."""
        for field in self.fields:
            if field.id == id:
                return field
        raise KeyError(id)

    def of(self, *roles: Role) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.role in roles)


_REMARK = re.compile(r"\([^()]{0,80}\)")

_MOST = 0.75
"""Of its cells have to agree with a type: a table has its slips."""

_SAMPLE = 400

_FEW_CELLS = 12
"""Of so few lists one entry that comes again is enough: "gluten, eggs" and "gluten, milk"."""


def kind_of(name: str, cells: Sequence[str], language: str) -> tuple[Kind, Dimension | None, str]:
    """The type of a field with such `cells`, its dimension and its unit."""
    some = [c for c in cells[:_SAMPLE] if c.strip()]
    if not some:
        return Kind.TEXT, None, ""
    if _share(level_of(c) is not None for c in some) >= _MOST:
        if are_levels(some):
            return Kind.CHOICE, Dimension.NUMBER, ""
        if not any(map(str.isalpha, "".join(some))):
            return Kind.QUANTITY, Dimension.NUMBER, ""
    read = [yes_or_no(c) for c in some]
    if _share(r is not None for r in read) >= 0.85 and _plain_yes_no(some):
        return Kind.YES_NO, None, ""
    some = [c for c in some if not says_nothing(c)] or some
    if lists_allergens(name, language):
        return Kind.LIST, None, ""  # however few cells name more than one
    few = len(set(map(str.lower, some))) <= max(2, 0.5 * len(some))
    if header_dimension(name) is None and are_times(some):
        return (Kind.CHOICE if few else Kind.NAME), Dimension.CLOCK, ""
    if folded(name) in WRITTEN and _share(any(map(str.isdigit, c)) for c in some) >= _MOST:
        return (Kind.CHOICE if few else Kind.CODE), None, ""
    if (quantity := _quantity(name, some, decimal_sign(language))) is not None:
        return quantity
    if _share(_is_code(c) for c in some) >= _MOST and len(set(some)) > 0.8 * len(some):
        return Kind.CODE, None, ""
    if _is_list(some, language):
        return Kind.LIST, None, ""
    words = sum(len(c.split()) for c in some) / len(some)
    if words > 8:
        return Kind.TEXT, None, ""
    return (Kind.CHOICE if few else Kind.NAME), None, ""


def measured(
    kind: Kind, name: str, cells: Sequence[str], language: str
) -> tuple[Dimension | None, str]:
    """The dimension and unit of a field whose type is told, by those cells that have any."""
    if kind not in (Kind.QUANTITY, Kind.MONEY):
        return None, ""
    decimal = decimal_sign(language)
    read = (cell_measure(c, "", name, decimal) for c in cells[:_SAMPLE])
    found = Counter((m.dimension, m.unit) for m in read if m is not None)
    dimension, unit = found.most_common(1)[0][0] if found else (Dimension.NUMBER, "")
    return (Dimension.MONEY if kind is Kind.MONEY else dimension), unit


def header_dimension(name: str) -> tuple[Dimension, float, str] | None:
    """The unit that a column's name tells: "length (mm)", "duration_min", "guests"."""
    if re.search(r"[_ ]in$|\(in\)$", name.lower()):
        return Dimension.LENGTH, 25.4, "inch"
    if (last := re.search(r"(?<=[_ ])[hglmwv]$", name.lower())) is not None:
        dimension, factor = UNITS[last[0]]
        return dimension, factor, last[0]
    words = re.findall(r"m[23](?!\w)|[^\W\d_]{1,20}[²³]?|[%€$£°\"]", name)
    if any(fold(word) in _MONEY for word in words) and "%" not in words:
        return Dimension.MONEY, 1.0, ""  # "rent per month"
    for word in (words[1:] if _says_least(words) else words)[::-1]:
        for form in (word, word.removesuffix("s")):
            found = UNITS.get(fold(form))
            plain = len(form) > 1 or not form.isalpha()
            if found is None or not (plain or f"({form})" in name or f"_{form}" in name):
                continue
            if found[0] in (Dimension.PERSONS, Dimension.STARS) and not name.lower().endswith(
                word.lower()
            ):
                continue  # a guest rating counts no guests
            return found[0], found[1], form
    return None


_MONEY = frozenset(map(fold, cell_words("money")))


def _says_least(words: Sequence[str]) -> bool:
    """The "min" of "Min age" is the least, and no minutes."""
    return len(words) > 1 and words[0].casefold() == "min"


def cell_measure(text: str, unit: str, name: str, decimal: str) -> Measure | None:
    """The amount in a cell, in base units; the unit may stand in the cell, beside it, or in the
    column's name. A class of price is a number of what dear things have more of."""
    if (level := level_of(text)) is not None:
        return Measure(level, level, Dimension.NUMBER, "", 0, len(text), level)
    found = list(measures(f"{_without_remarks(text)} {unit}".strip(), decimal))
    if not found:
        return None
    first = found[0]
    if len(found) > 1 and {m.dimension for m in found} == {first.dimension}:
        low, high = min(m.low for m in found), max(m.high for m in found)
        first = replace(first, low=low, high=high, end=found[-1].end)
    elif first.single and first.dimension is not Dimension.MONEY and is_least(text[: first.start]):
        first = replace(first, high=math.inf)  # "ab 20" persons
    told = header_dimension(name) if first.dimension is Dimension.NUMBER else None
    if told is None or told[0] is Dimension.PIECES:
        return first
    if told[0] is Dimension.TIME and 1000 < first.value < 2200:
        return first  # "Years" of 2008-2011 are no durations
    dimension, factor, written = told
    return Measure(
        first.low * factor,
        first.high * factor,
        dimension,
        written,
        first.start,
        first.end,
        first.value,
    )


def _without_remarks(cell: str) -> str:
    """A cell without what stands in brackets: "690 g (3 × 3 m), 870 g (3 × 4 m)"."""
    return _REMARK.sub(" ", cell)


def _quantity(
    name: str, cells: Sequence[str], decimal: str
) -> tuple[Kind, Dimension | None, str] | None:
    found = [(c, cell_measure(c, "", name, decimal)) for c in cells]
    held = [(c, m) for c, m in found if m is not None and _mostly(c, m)]
    # A name that says what is counted ("people") is believed where half of the cells count it.
    least = 0.5 if header_dimension(name) is not None else _MOST
    # "adults" among ages in figures is one too; beside "kids" alone it is a choice.
    worded = sum(least_age(c) is not None for c in cells) if is_age(name) else 0
    if not held or len(held) + worded < least * len(cells):
        return None
    dimensions = Counter(m.dimension for _, m in held)
    dimension, count = dimensions.most_common(1)[0]
    if count < _MOST * len(held):
        return None
    if (
        dimension is Dimension.NUMBER
        and _share(c.strip().isdigit() and len(c.strip()) >= 8 for c in cells) > 0.5
    ):
        return Kind.CODE, None, ""
    unit = Counter(m.unit for _, m in held).most_common(1)[0][0]
    kind = Kind.MONEY if dimension is Dimension.MONEY else Kind.QUANTITY
    return kind, dimension, unit


def _mostly(cell: str, measure: Measure) -> bool:
    """Whether the amount is what the cell is about: its words are few beside it."""
    plain = _without_remarks(cell)
    rest = plain[: measure.start] + plain[measure.end :]
    most = 1 if measure.dimension is Dimension.NUMBER else 2
    return len(re.findall(r"[^\W\d_]{2,40}", rest)) <= most and not re.search(r"\d", rest)


def _plain_yes_no(cells: Sequence[str]) -> bool:
    """A third of them are nothing but yes or no: numbers, or "x" and sizes, are none."""
    told = [fold(c.strip()) for c in cells]
    plain = [t for t in told if not t.isdigit() and t not in UNKNOWN and is_plain(t)]
    return len(plain) >= 0.34 * len(told)


def _is_code(cell: str) -> bool:
    plain = cell.strip()
    return (
        " " not in plain
        and any(c.isdigit() for c in plain)
        and (any(c.isalpha() for c in plain) or len(plain) >= 8)
        and len(plain) >= 3
    )


def _is_list(cells: Sequence[str], language: str) -> bool:
    cut = [pieces(c, language) for c in cells]
    several = [c for c in cut if len(c) > 1]
    alone = {fold(c[0]) for c in cut if len(c) == 1}
    # "vegan", "spicy", "vegan, spicy": what stands together stands alone elsewhere.
    joined = several and _share(fold(e) in alone for c in several for e in c) >= _MOST
    if len(several) < 0.15 * len(cells) and not joined:
        return False
    entries = [fold(entry) for c in cut for entry in c]
    short = _share(len(entry.split()) <= 4 for entry in entries)
    few = len(cells) <= _FEW_CELLS and len(set(entries)) < len(entries)
    return short >= 0.9 and (few or len(set(entries)) <= 0.75 * len(entries))


def _share(truths: Iterable[bool]) -> float:
    found = list(truths)
    return sum(found) / max(1, len(found))
