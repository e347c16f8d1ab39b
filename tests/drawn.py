"""Catalogs that hypothesis draws: a shop of things with every kind of field, any cell of which may
be missing. The names mean nothing, so that no word list can help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from catalog.records import (
    Attribute,
    Availability,
    Money,
    Option,
    Origin,
    Product,
    ProductText,
    Variant,
)

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SHADES = ("crimson", "azure", "ochre")
STUFFS = ("wool", "linen", "oak", "brass")
SIZES = ("Small", "Medium", "Large")
STATES = (Availability.IN_STOCK, Availability.OUT_OF_STOCK, Availability.UNKNOWN)


@dataclass(frozen=True)
class Names:
    """What the fields of a drawn catalog are called."""

    shade: str = "shade"
    weight: str = "heft"
    plain: str = "washable"
    stuffs: str = "stuffs"
    size: str = "size"


PLAIN = Names()


@dataclass(frozen=True)
class Thing:
    """One product as it was drawn; None where a cell is empty."""

    id: str
    shade: str | None
    grams: int | None
    plain: bool | None
    stuffs: tuple[str, ...] | None
    variants: tuple[tuple[str, int | None, Availability], ...]
    """Size, price in whole euros, state."""

    def product(self, names: Names = PLAIN) -> Product:
        cells = (
            (names.shade, self.shade),
            (names.weight, None if self.grams is None else f"{self.grams} g"),
            (names.plain, None if self.plain is None else "yes" if self.plain else "no"),
            (names.stuffs, None if self.stuffs is None else ", ".join(self.stuffs)),
        )
        text = ProductText(
            f"Zorb {self.id}", attributes=tuple(Attribute(n, v) for n, v in cells if v is not None)
        )
        variants = tuple(
            Variant(
                f"{self.id}-{size}",
                (Option(names.size, size),),
                price=None if price is None else Money(Decimal(price), "EUR"),
                availability=state,
            )
            for size, price, state in self.variants
        )
        return Product(f"z{self.id}", {"en": text}, variants, Origin("things.csv", "row", NOW))


def _offers() -> st.SearchStrategy[tuple[tuple[str, int | None, Availability], ...]]:
    one = st.tuples(
        st.sampled_from(SIZES), st.none() | st.integers(5, 500), st.sampled_from(STATES)
    )
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda o: o[0]).map(tuple)


def things(most: int = 14) -> st.SearchStrategy[list[Thing]]:
    """Eight things or more, so that each column shows what it is of."""
    cells = st.tuples(
        st.none() | st.sampled_from(SHADES),
        st.none() | st.integers(10, 9_000),
        st.none() | st.booleans(),
        st.lists(st.sampled_from(STUFFS), min_size=2, max_size=3, unique=True).map(tuple),
        _offers(),
    )
    return st.lists(cells, min_size=8, max_size=most).map(
        lambda drawn: [Thing(str(n + 1), *cell) for n, cell in enumerate(drawn)]
    )
