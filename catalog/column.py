"""A column: all cells of one field, by row; what they say by value and by amount, and what kind of
things they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.ages import is_age, least_age
from catalog.allergen_columns import lists_allergens
from catalog.cells import says_nothing, yes_or_no
from catalog.clock import starts
from catalog.folding import fold
from catalog.gathered import PRICES, Cell, values_of
from catalog.levels import level_of
from catalog.measures import UNITS, Dimension, decimal_sign
from catalog.schema import Field, Kind, Role, cell_measure
from catalog.sources.list_words import REMARKS
from catalog.text import Token, tokens

Mask = NDArray[np.bool_]
Amounts = NDArray[np.float64]

CELL = 300
"""Characters of a cell that are read as a value."""

_NAME_WORDS = 4
"""Words of a name, at most."""


@dataclass(slots=True)
class Value:
    """One value of a column as it is written, with its words and its rows."""

    text: str
    tokens: tuple[Token, ...]
    rows: list[int] = dataclass_field(default_factory=list)


@dataclass
class Column:
    """All cells of one field."""

    field: Field
    values: dict[str, Value]
    """By the folded value."""
    stated: Mask
    low: Amounts
    high: Amounts
    """NaN where a row states no amount."""

    def holds(self, texts: Iterable[str]) -> Mask:
        """The rows with one of the values `texts`."""
        mask = np.zeros(len(self.stated), np.bool_)
        for text in texts:
            value = self.values.get(fold(text))
            if value is not None:
                mask[value.rows] = True
        return mask

    def wider(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The values `texts`, and those that have all words of one of them and more: "Stainless
        steel A2" of "stainless steel"."""
        asked = [tokens(text, ()) for text in texts]
        wanted = [{t.folded for t in some} for some in asked if some]
        return tuple(
            v.text
            for v in self.values.values()
            if any(w <= {t.folded for t in v.tokens} for w in wanted)
        )

    @property
    def affirmable(self) -> bool:
        """Whether a cell may say that it has none: such a field can be wished for by its name."""
        return "no" in self.values or "yes" in self.values

    @property
    def has_amounts(self) -> bool:
        """Whether any row states an amount."""
        return not bool(np.isnan(self.low).all())

    @cached_property
    def holds_years(self) -> bool:
        """Whether its numbers are years: a vintage, a year of publication."""
        held = self.low[~np.isnan(self.low)]
        years = (held > 1000) & (held < 2200)
        plain = self.field.kind is Kind.QUANTITY and not self.field.unit
        return plain and len(held) > 0 and bool(years.mean() > 0.8)

    @cached_property
    def holds_remarks(self) -> bool:
        """Whether most of its values are said in words, and no names: "sold singly, 4 needed"."""
        if self.field.kind is not Kind.NAME or self.field.role is not Role.ATTRIBUTE:
            return False
        texts = [value.text for value in self.values.values()]
        said = sum(text[:1].islower() or len(text.split()) > _NAME_WORDS for text in texts)
        return 2 * said > len(texts)

    @cached_property
    def denies(self) -> bool:
        """Whether a row that states another value thereby says no: remarks and texts tell what
        somebody thought of, and leave out the rest."""
        free = fold(self.field.name) in REMARKS or self.field.kind is Kind.TEXT
        return self.field.role is not Role.TAG and not (free or self.holds_remarks)

    @cached_property
    def lists_allergens(self) -> bool:
        """Whether it is the column that says what a dish holds of what makes ill: where a row
        leaves it empty, no other column says that something is not in it."""
        return lists_allergens(self.field.name, self.field.language)

    @cached_property
    def counts_some(self) -> bool:
        """Whether it counts what some rows have none of: parking spaces, dogs allowed, free
        places."""
        held = self.low[~np.isnan(self.low)]
        whole = bool(len(held)) and bool((held == np.floor(held)).all() and (held >= 0).all())
        counted = self.field.dimension in (Dimension.NUMBER, Dimension.PIECES, Dimension.PERSONS)
        return counted and whole and self.may_be_none

    @cached_property
    def may_be_none(self) -> bool:
        """Whether it tells how much there is of something, and of some rows that there is none:
        alcohol in percent, sugar in grams."""
        held = self.low[~np.isnan(self.low)]
        much = self.field.dimension not in (Dimension.TIME, Dimension.LENGTH, Dimension.TEMPERATURE)
        plain = self.field.kind is Kind.QUANTITY and self.field.role is Role.ATTRIBUTE
        return plain and much and bool((held == 0).any() and (held > 0).any())

    @cached_property
    def holds_levels(self) -> bool:
        """Whether its cells are classes of prices: "$", "$$", "moderate"."""
        cells = [v.text for v in self.values.values()]
        return bool(cells) and all(level_of(cell) is not None for cell in cells)

    def affirmed(self) -> Mask:
        """The rows that say anything but no."""
        if "yes" in self.values:
            return self.holds(("yes",))
        mask = self.stated.copy()
        for text, value in self.values.items():
            if yes_or_no(text) is False:
                mask[value.rows] = False
        return mask

    def between(self, low: float | None, high: float | None) -> Mask:
        """The rows whose amount may lie within both ends."""
        with np.errstate(invalid="ignore"):
            mask = ~np.isnan(self.low)
            if low is not None:
                mask &= self.high >= low - 1e-9
            if high is not None:
                mask &= self.low <= high + 1e-9
        return mask


def column_of(field: Field, cells: Iterable[Cell], rows: int, languages: tuple[str, ...]) -> Column:
    """The column of the gathered `cells`, in a catalog of so many rows."""
    role, kind, language = field.role, field.kind, field.language
    decimal = decimal_sign(language)
    stated = np.zeros(rows, np.bool_)
    low, high = np.full(rows, np.nan), np.full(rows, np.nan)
    values: dict[str, Value] = {}
    spoken = (language,) if language else languages
    parts = "head" if role is Role.CATEGORY else "none"
    for cell in cells:
        first, end, text = cell.first, cell.end, cell.text
        if kind not in (Kind.YES_NO, Kind.LIST) and says_nothing(text):
            continue
        stated[first:end] = True
        if field.is_ordered:
            if role in PRICES:
                low[first:end], high[first:end] = map(float, text.split())
                continue
            low[first:end], high[first:end] = _ends(field, text, cell.unit, decimal)
        for value in values_of(kind, text, language):
            held = values.get(fold(value))
            if held is None:
                words = tokens(value[:CELL], spoken, parts) if kind is not Kind.TEXT else ()
                held = values[fold(value)] = Value(value, words)
            held.rows.extend(range(first, end))
    counted = replace(field, stated=int(stated.sum()), distinct=len(values))
    return Column(counted, values, stated, low, high)


def _ends(field: Field, text: str, unit: str, decimal: str) -> tuple[float, float]:
    """The least and the most that a cell states; NaN where it states no amount."""
    if field.dimension is Dimension.CLOCK:
        begun = starts(text)
        return (min(begun), max(begun)) if begun else (np.nan, np.nan)
    measure = cell_measure(text, unit, field.name, decimal)
    if measure is None and is_age(field.name, field.language):
        years = least_age(text)
        size = UNITS["year"][1] if field.dimension is Dimension.TIME else 1.0
        return (np.nan, np.nan) if years is None else (years * size, np.inf)
    return (measure.low, measure.high) if measure else (np.nan, np.nan)
