"""The catalog as columns: every field of every variant, ready to be filtered, ordered and counted.

One row is one variant. A column knows for each of its values the rows that hold it, for each amount
its two ends, and for each row whether it says anything at all: what a row does not state is neither
true nor false of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from catalog.column import Amounts, Mask, Value, column_of
from catalog.corrections import Corrections
from catalog.folding import fold
from catalog.gathered import Gathered, amounts
from catalog.persons import are_people
from catalog.postings import Postings
from catalog.records import Availability, Product
from catalog.schema import Kind, Role, Schema
from catalog.text import Token

DESCRIBED = 20_000
"""Products above which descriptions are left to the index on disk: their words are most of all."""

_NEARLY_ALL, _SAME_FIELDS = 0.9, 3
"""Rows are of one sort where nine in ten state each of three fields."""

_WEIGHED = 200_000
"""Words whose weight is kept: those of a large catalog's titles."""


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
        gathered, postings = Gathered(corrections), Postings(len(products))
        for number, product in enumerate(products):
            gathered.add(product)
            postings.add(number, product, described=len(products) <= DESCRIBED)
        columns = (
            column_of(gathered.field(key), cells, self.rows, self.languages)
            for key, cells in gathered.cells.items()
        )
        self.columns = {column.field.id: column for column in columns}
        self.schema = Schema(tuple(column.field for column in self.columns.values()))
        self.title_words = postings.title_words()
        self.words = postings.words()
        self.without = postings.without()
        """By a word, the products that say they have none of it: "without sugar", "sugar-free"."""
        self.title_tokens = postings.title_tokens
        self.weights = postings.weights()
        self._weighed: dict[frozenset[str], float] = {}

    @cached_property
    def of_one_sort(self) -> bool:
        """Whether all rows are of one sort: hardly any leaves out what others state."""
        told = (Role.ATTRIBUTE, Role.CATEGORY, Role.OPTION)
        shares = [float(c.stated.mean()) for c in self.columns.values() if c.field.role in told]
        return sum(share > _NEARLY_ALL for share in shares) >= _SAME_FIELDS

    @cached_property
    def sized_in_numbers(self) -> bool:
        """Whether any variants are told apart by bare numbers: "in 58" is a size then."""
        options = (self.columns[field.id] for field in self.schema.of(Role.OPTION))
        return any(value.isdigit() for column in options for value in column.values)

    @cached_property
    def table_sorts(self) -> frozenset[str]:
        """The tags (folded) that all products of a source have: what its table is called after."""
        several = {name: count for name, count in Counter(self.sources).items() if count > 1}
        least = min(several.values(), default=0)
        found: set[str] = set()
        for field in self.schema.of(Role.TAG):
            for folded, value in self.columns[field.id].values.items():
                if not several or len(value.rows) < least:
                    continue
                numbers = np.unique(self.product_of[value.rows]).tolist()
                held = Counter(self.sources[n] for n in numbers)
                if any(count == several.get(name) for name, count in held.items()):
                    found.add(folded)
        return frozenset(found)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The fields (ids) whose values are people."""
        told = (self.columns[field.id] for field in self.schema.of(Role.ATTRIBUTE, Role.OPTION))
        held = (c for c in told if c.field.kind in (Kind.CHOICE, Kind.NAME, Kind.LIST))
        return tuple(c.field.id for c in held if are_people(list(c.values.values())))

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
