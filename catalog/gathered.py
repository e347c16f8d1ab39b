"""Every cell of every variant, by its field: what columns and the list of fields are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalog.by_variant import by_variant
from catalog.cells import is_plain, pieces, yes_or_no
from catalog.corrections import TYPEABLE, Corrections, id_of
from catalog.folding import fold
from catalog.measures import Dimension
from catalog.price_words import is_free
from catalog.records import Attribute, Availability, Product, Variant
from catalog.schema import Field, Kind, Role, kind_of, measured
from catalog.short_lengths import long_names
from catalog.sources.seam import slug

PRICES = (Role.PRICE, Role.LIST_PRICE, Role.UNIT_PRICE)

_CHOICES = (Role.BRAND, Role.CATEGORY, Role.STOCK, Role.TAG)

Key = tuple[Role, str, str]
"""(role, language, folded name) of a field."""


class Cell(NamedTuple):
    """What the rows from `first` to `end` say."""

    first: int
    end: int
    text: str
    unit: str = ""


def _cells_of(attribute: Attribute, product: Product, first: int, end: int) -> list[Cell]:
    """One cell for all rows of a product, or one for each where its variants differ."""
    told = by_variant(attribute.value, product.variants)
    if told is None:
        return [Cell(first, end, attribute.value, attribute.unit)]
    return [Cell(row, row + 1, text, attribute.unit) for row, text in enumerate(told, first)]


class Gathered:
    """The cells of the products that were added, in their order."""

    def __init__(self, corrections: Corrections) -> None:
        self.corrections = corrections
        self.cells: dict[Key, list[Cell]] = defaultdict(list)
        self.names: dict[Key, str] = {}
        self.rows = 0

    def add(self, product: Product) -> None:
        first, end = self.rows, self.rows + len(product.variants)
        self.rows = end
        if product.brand:
            self._cell(Role.BRAND, "", "brand", Cell(first, end, product.brand))
        for language, text in product.texts.items():
            for level in text.category:
                self._cell(Role.CATEGORY, language, "category", Cell(first, end, level))
            for tag in text.tags:
                self._cell(Role.TAG, language, "tag", Cell(first, end, tag))
            for a in text.attributes:
                for cell in _cells_of(a, product, first, end):
                    self._cell(Role.ATTRIBUTE, language, a.name, cell)
        for row, variant in enumerate(product.variants, first):
            self._options(row, product, variant)
            self._offer(row, product, variant)

    def _options(self, row: int, product: Product, variant: Variant) -> None:
        own = next(iter(product.texts))
        for option in variant.options:
            self._cell(Role.OPTION, own, option.name, Cell(row, row + 1, option.value))
            for language, text in product.texts.items():
                name = dict(text.option_names).get(option.name)
                value = dict(text.option_values).get(option.value)
                if language != own and (name or value):
                    cell = Cell(row, row + 1, value or option.value)
                    self._cell(Role.OPTION, language, name or option.name, cell)

    def _offer(self, row: int, product: Product, variant: Variant) -> None:
        for role, low, high in amounts(variant):
            if low is not None:
                self._cell(role, "", role.value, Cell(row, row + 1, f"{low} {high}"))
        if variant.availability is not Availability.UNKNOWN:
            self._cell(Role.STOCK, "", "stock", Cell(row, row + 1, variant.availability.value))
        own = "" if _made_up(product.id, product) else product.id
        coded = variant.sku or variant.gtin or variant.mpn
        row_id = "" if coded else _row_id(variant)
        for code in dict.fromkeys((variant.sku, variant.gtin, variant.mpn, own, row_id)):
            self._cell(Role.CODE, "", "code", Cell(row, row + 1, code))

    def _cell(self, role: Role, language: str, name: str, cell: Cell) -> None:
        text = cell.text.strip()
        if not text:
            return
        key = (role, language, fold(name.strip()))
        self.names.setdefault(key, name.strip())
        self.cells[key].append(cell if text == cell.text else cell._replace(text=text))

    def field(self, key: Key) -> Field:
        """The field of `key`, by its cells and what the owner says of it; nothing is counted."""
        role, language, _ = key
        name = self.names[key]
        id = id_of(role, language, name)
        told = self.corrections.of(id, name)
        texts = [f"{cell.text} {cell.unit}".strip() for cell in self.cells[key]]
        kind, dimension, unit = _kind(role, name, texts, language)
        if told is not None and told.kind is not None and role in TYPEABLE:
            kind, dimension, unit = told.kind, *measured(told.kind, name, texts, language)
        names = told.names if told is not None else ()
        if dimension is Dimension.LENGTH and role in (Role.ATTRIBUTE, Role.OPTION):
            names = (*names, *long_names(name, language))
        return Field(id, name, role, kind, language, dimension, unit, names=names)


def values_of(kind: Kind, text: str, language: str) -> Iterator[str]:
    """The values that a cell of a field of `kind` holds."""
    if kind is Kind.YES_NO:
        said = yes_or_no(text)
        if said is not None:
            yield "yes" if said else "no"
        if not is_plain(text):
            yield text
    elif kind is Kind.LIST or (kind is Kind.CHOICE and (";" in text or "|" in text)):
        yield from pieces(text[:2000], language)
    else:
        yield text


def amounts(variant: Variant) -> tuple[tuple[Role, float | None, float | None], ...]:
    """The prices of a variant, from their lowest to their highest."""
    low = high = float(variant.price.amount) if variant.price else None
    if low is None and variant.price_span is not None:
        span = variant.price_span
        low = float(span.low.amount) if span.low else None
        high = float(span.high.amount) if span.high else None if low is None else float("inf")
        low = low if low is not None else 0.0 if high is not None else None
        if low is None and is_free(span.words):
            low = high = 0.0
    former = float(variant.list_price.amount) if variant.list_price else None
    unit = float(variant.unit_price.price.amount) if variant.unit_price else None
    return (
        (Role.PRICE, low, high),
        (Role.LIST_PRICE, former, former),
        (Role.UNIT_PRICE, unit, unit),
    )


def _kind(
    role: Role, name: str, texts: Sequence[str], language: str
) -> tuple[Kind, Dimension | None, str]:
    if role in PRICES:
        return Kind.MONEY, Dimension.MONEY, ""
    if role in _CHOICES:
        return Kind.CHOICE, None, ""
    if role is Role.CODE:
        return Kind.CODE, None, ""
    kind, dimension, unit = kind_of(name, texts, language)
    if role is Role.OPTION and kind in (Kind.TEXT, Kind.NAME, Kind.CODE, Kind.LIST):
        return Kind.CHOICE, dimension if dimension is Dimension.CLOCK else None, ""
    return kind, dimension, unit


_NUMBER = 4
"""Figures of a number that a customer may know; a shorter one counts rows."""


def _row_id(variant: Variant) -> str:
    """What a source calls a variant that has no code, where it is none of its options."""
    own = variant.id.rpartition(":")[2]
    options = slug("-".join(o.value for o in variant.options))
    known = any(map(str.isdigit, own)) and len(own) >= _NUMBER
    return own if known and slug(own) != options else ""  # "mon-18-00" is Mon, 18:00


def _made_up(id: str, product: Product) -> bool:
    """Whether the id is no code that a customer could know: its title, a short number."""
    plain = id.rpartition("/")[2]
    titles = {fold(t.title).replace(" ", "-") for t in product.texts.values()}
    return (
        (plain.isdigit() and len(plain) < _NUMBER)
        or fold(plain) in titles
        or ("-" in plain and not any(c.isdigit() for c in plain))
    )
