"""The catalog as columns: every field of every variant, ready to be filtered, ordered and counted.

One row is one variant. A column knows for each of its values the rows that hold it, for each amount
its two ends, and for each row whether it says anything at all: what a row does not state is neither
true nor false of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog.cell_words import cell_words
from catalog.cells import says_nothing, yes_or_no
from catalog.corrections import Corrections
from catalog.gathered import PRICES, Cell, Gathered, Key, amounts, values_of
from catalog.levels import level_of
from catalog.measures import Dimension, decimal_sign
from catalog.records import Availability, Product, ProductText
from catalog.schema import Field, Kind, Role, Schema, cell_measure
from catalog.text import Token, fold, phrases, tokens

Mask = NDArray[np.bool_]
Amounts = NDArray[np.float64]

DESCRIBED = 20_000
"""Products above which descriptions are left to the index on disk: their words are most of all."""

_NEARLY_ALL, _SAME_FIELDS = 0.9, 3
"""Rows are of one sort where nine in ten state each of three fields."""

_WEIGHED = 200_000
"""Words whose weight is kept: those of a large catalog's titles."""

CELL = 300
"""Characters of a cell that are read as a value."""


@dataclass(slots=True)
class Value:
    """One value of a column as it is written, with its words and its rows."""

    text: str
    tokens: tuple[Token, ...]
    rows: list[int] = field(default_factory=list)


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
        return self.field.kind is Kind.QUANTITY and len(held) > 0 and bool(years.mean() > 0.8)

    @cached_property
    def holds_remarks(self) -> bool:
        """Whether most of its values are said in words, and no names: "sold singly, 4 needed"."""
        if self.field.kind is not Kind.NAME or self.field.role is not Role.ATTRIBUTE:
            return False
        texts = [value.text for value in self.values.values()]
        said = sum(text[:1].islower() or len(text.split()) > _NAME_WORDS for text in texts)
        return 2 * said > len(texts)

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


_NAME_WORDS = 4
"""Words of a name, at most."""


class Columns:
    """One state of the whole catalog. Rows and products keep their numbers while it lives."""

    def __init__(
        self,
        products: Sequence[Product],
        languages: Sequence[str],
        corrections: Corrections | None = None,
    ) -> None:
        corrections = corrections or Corrections()
        products = list(map(corrections.shown, products))
        self.languages = tuple(dict.fromkeys([*languages, *(k for p in products for k in p.texts)]))
        self.ids = [p.id for p in products]
        self.number = {id: n for n, id in enumerate(self.ids)}
        self.starts = np.zeros(len(products) + 1, np.int64)
        self.starts[1:] = np.cumsum([len(p.variants) for p in products])
        self.rows = int(self.starts[-1])
        self.product_of = np.repeat(np.arange(len(products)), np.diff(self.starts))
        self.sources = [p.origin.source for p in products]
        self.variant_ids = [v.id for p in products for v in p.variants]
        """By row. A row that is read later may have its variants in another order."""
        self.titles = [p.text(languages[0] if languages else "en").title for p in products]
        made = _Making(self, corrections)
        for number, product in enumerate(products):
            made.add(number, product, described=len(products) <= DESCRIBED)
        self.columns = made.columns()
        self.schema = Schema(tuple(column.field for column in self.columns.values()))
        self.title_words = _postings(made.title_words)
        self.words = _postings(made.words)
        self.without = _postings(made.without)
        """By a word, the products that say they have none of it: "without sugar", "sugar-free"."""
        self.title_tokens = made.title_tokens
        self.weights = _weights(made, len(products))
        self._weighed: dict[frozenset[str], float] = {}

    @cached_property
    def of_one_sort(self) -> bool:
        """Whether all rows are of one sort: hardly any leaves out what others state."""
        told = (Role.ATTRIBUTE, Role.CATEGORY, Role.OPTION)
        shares = [float(c.stated.mean()) for c in self.columns.values() if c.field.role in told]
        return sum(share > _NEARLY_ALL for share in shares) >= _SAME_FIELDS

    def variants(self, product: int) -> range:
        return range(int(self.starts[product]), int(self.starts[product + 1]))

    def of_products(self, numbers: Iterable[int]) -> Mask:
        """The rows of the products `numbers`."""
        mask = np.zeros(self.rows, np.bool_)
        for number in numbers:
            mask[self.starts[number] : self.starts[number + 1]] = True
        return mask

    def products_of(self, mask: Mask) -> list[int]:
        """The products with a row in `mask`, in the catalog's order."""
        return list(dict.fromkeys(self.product_of[mask].tolist()))

    def alike(self, id: str) -> tuple[str, ...]:
        """The field, and those of its name in another place of a record: what differs within some
        products is an option of those, and a property of the others."""
        field = self.columns[id].field
        name = (field.language, fold(field.name))
        others = (c.field for c in self.columns.values() if c.field.id != id)
        return (id, *(f.id for f in others if (f.language, fold(f.name)) == name))

    def ends(self, id: str) -> tuple[Amounts, Amounts]:
        """The lowest and highest amount that each row states in a field, or in one that is
        `alike`; of "from 45 €" nobody knows more than the 45."""
        low, high = self.columns[id].low, self.columns[id].high
        for other in self.alike(id)[1:]:
            column = self.columns[other]
            low = np.where(np.isnan(low), column.low, low)
            high = np.where(np.isnan(high), column.high, high)
        return low, np.where(np.isinf(high), low, high)

    def weight(self, token: Token) -> float:
        """How telling a word is: the rarer of its keys, at most; unknown words as the rarest.

        Kept for the words of titles, which each question asks for by the thousand.
        """
        found = self._weighed.get(token.keys)
        if found is None:
            known = [self.weights[k] for k in token.keys if k in self.weights]
            found = min(known) if known else self.weights[""]
            if known and len(self._weighed) < _WEIGHED:
                self._weighed[token.keys] = found
        return found

    def knows(self, token: Token) -> bool:
        return any(k in self.weights for k in token.keys)

    def set_offers(self, product: Product) -> bool:
        """Takes the prices and stock of `product` anew; False where it is another product now."""
        number = self.number.get(product.id)
        if number is None:
            return False
        if [self.variant_ids[r] for r in self.variants(number)] != [v.id for v in product.variants]:
            return False
        for row, variant in zip(self.variants(number), product.variants, strict=True):
            for role, low, high in amounts(variant):
                column = self.columns.get(role.value)
                if column is None and low is not None:
                    return False
                if column is not None:
                    column.low[row] = np.nan if low is None else low
                    column.high[row] = np.nan if high is None else high
                    column.stated[row] = low is not None
            if not self._set_stock(row, variant.availability):
                return False
        return True

    def _set_stock(self, row: int, state: Availability) -> bool:
        stock = self.columns.get(Role.STOCK.value)
        known = state is not Availability.UNKNOWN
        if stock is None:
            return not known
        for value in stock.values.values():
            if row in value.rows:
                value.rows.remove(row)
        if known:
            stock.values.setdefault(state.value, Value(state.value, ())).rows.append(row)
        stock.stated[row] = known
        return True


class _Making:
    """Gathers the cells and words of each product, then makes columns of the cells."""

    def __init__(self, whole: Columns, corrections: Corrections) -> None:
        self.whole = whole
        self.gathered = Gathered(corrections)
        self.title_words: dict[str, set[int]] = defaultdict(set)
        self.words: dict[str, set[int]] = defaultdict(set)
        self.without: dict[str, set[int]] = defaultdict(set)
        self.title_tokens: list[list[tuple[Token, ...]]] = [[] for _ in whole.ids]

    def add(self, number: int, product: Product, described: bool) -> None:
        self.gathered.add(product)
        for language, text in product.texts.items():
            self._words(number, language, text, described)

    def _words(self, number: int, language: str, text: ProductText, described: bool) -> None:
        title = tokens(text.title, (language,))
        self.title_tokens[number].append(title)
        for key in _keys(title, (language,)):
            self.title_words[key].add(number)
            self.words[key].add(number)
        told = [*text.category, *text.tags, *(f"{a.value} {a.unit}" for a in text.attributes)]
        if described:
            told.append(text.description)
        said = tokens(" \n ".join(told), (language,))
        for key in _keys(said, (language,)):
            self.words[key].add(number)
        for key in (*_lacking(title), *_lacking(said)):
            self.without[key].add(number)

    def columns(self) -> dict[str, Column]:
        made = (self._column(key, cells) for key, cells in self.gathered.cells.items())
        return {column.field.id: column for column in made}

    def _column(self, key: Key, cells: list[Cell]) -> Column:
        field = self.gathered.field(key)
        role, kind, language = field.role, field.kind, field.language
        decimal = decimal_sign(language)
        rows = self.whole.rows
        stated = np.zeros(rows, np.bool_)
        low, high = np.full(rows, np.nan), np.full(rows, np.nan)
        values: dict[str, Value] = {}
        spoken = (language,) if language else self.whole.languages
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
                measure = cell_measure(text, cell.unit, field.name, decimal)
                low[first:end] = measure.low if measure else np.nan
                high[first:end] = measure.high if measure else np.nan
            for value in values_of(kind, text, language):
                held = values.get(fold(value))
                if held is None:
                    words = tokens(value[:CELL], spoken, parts) if kind is not Kind.TEXT else ()
                    held = values[fold(value)] = Value(value, words)
                held.rows.extend(range(first, end))
        counted = replace(field, stated=int(stated.sum()), distinct=len(values))
        return Column(counted, values, stated, low, high)


def _keys(spoken: tuple[Token, ...], languages: Sequence[str]) -> set[str]:
    found = {key for token in spoken for key in token.keys}
    for span in phrases(spoken, languages):
        found |= span.concepts
    return found


_WITHOUT, _LACKING = (frozenset(map(fold, cell_words(g))) for g in ("without", "lacking"))
_LACKING_ENDS = tuple(_LACKING)


def _lacking(words: tuple[Token, ...]) -> Iterator[str]:
    """The keys of what a text says that there is none of."""
    for at, word in enumerate(words):
        before = words[at - 1].folded if at else ""
        behind = words[at + 1].folded if at + 1 < len(words) else ""
        if before in _WITHOUT or behind in _LACKING:
            yield from (key for key in word.keys if not key.startswith("c:"))
        if not word.folded.endswith(_LACKING_ENDS):
            continue
        for end in _LACKING:
            if word.folded.endswith(end) and len(word.folded) > len(end) + 2:
                yield word.folded.removesuffix(end)


def _postings(found: dict[str, set[int]]) -> dict[str, NDArray[np.int32]]:
    return {key: np.fromiter(sorted(held), np.int32, len(held)) for key, held in found.items()}


def _weights(made: _Making, products: int) -> dict[str, float]:
    """log((N + 1) / (1 + rows that hold it)) + 0.2 by key; that of an unknown word by ''."""
    found = {
        key: float(np.log((products + 2) / (1 + len(held)))) + 0.2
        for key, held in made.words.items()
    }
    found[""] = float(np.log(products + 2)) + 0.2
    return found
