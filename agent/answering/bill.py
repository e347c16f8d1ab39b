"""A bill: so much of a row at its price, line by line, and what it comes to. Exact, in Decimal.

No words here: sums.py says it. A line without an amount is one that could not be worked out, and
the total is of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from agent.answering.lines import Told
from agent.understanding.query import Quantity
from catalog.measures import Dimension
from catalog.packs import Pack
from catalog.priced_per import Per
from catalog.records import Money, Product
from catalog.schema import Field

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Priced:
    """A price as it is told; `least` where it is the lowest of several, `units` what it is for."""

    money: Money
    told: Told
    least: bool = False
    units: tuple[Per, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a bill: so many of a product, at its price; None where that is not known."""

    product: Product
    rows: tuple[int, ...]
    count: int
    price: Priced | None
    usual: Field | None = None
    """The column whose price was asked for and is not stated: the usual price is taken."""
    quantities: tuple[Quantity, ...] = ()
    """How much of it, of what its price is for."""
    unfit: tuple[Quantity, ...] = ()
    """What was said of how much, and the price is not for."""
    pack: Pack | None = None
    """What is counted in packs, where the row says how many pieces are in one."""
    surcharge: Field | None = None
    """What is paid beside the price, where that is what this line tells: a deposit."""

    @property
    def times(self) -> Decimal:
        """How often its price is to be paid."""
        if self.price is None:
            return Decimal(self.count)
        sizes = {per.dimension: per.size for per in self.price.units}
        times = Decimal(self.count)
        for quantity in self.quantities:
            times *= ratio(quantity.base, sizes[quantity.dimension])
        return times

    @property
    def amount(self) -> Money | None:
        if self.price is None:
            return None
        money = self.price.money
        return Money(rounded(money.amount * self.times, money.amount), money.currency)


def worked(
    units: Sequence[Per], count: int, said: Sequence[Quantity]
) -> tuple[int, tuple[Quantity, ...], tuple[Quantity, ...]]:
    """How many pieces are left to count, the quantities that the price is for, and those that it
    is not for. Of what is said twice of one dimension the first holds: "2,5 m, 150 cm wide"."""
    priced = {per.dimension for per in units}
    taken: list[Quantity] = []
    unfit: list[Quantity] = []
    for quantity in said:
        if quantity.dimension not in priced:
            if not quantity.counted and quantity.dimension is not Dimension.PERSONS:
                unfit.append(quantity)
        elif all(t.dimension is not quantity.dimension for t in taken):
            taken.append(quantity)
            if quantity.counted and not Decimal(count) % quantity.value:
                count = int(Decimal(count) / quantity.value)
    return count, tuple(taken), tuple(unfit)


def total(lines: Sequence[Line]) -> Money | None:
    """What the lines that are known come to; None where none is, or they are of two currencies."""
    amounts = [line.amount for line in lines if line.amount is not None]
    if len({m.currency for m in amounts}) != 1:
        return None
    return Money(sum((m.amount for m in amounts[1:]), amounts[0].amount), amounts[0].currency)


def ratio(amount: float, size: float) -> Decimal:
    """How often `size` goes into `amount`, both in one unit."""
    return Decimal(str(round(amount / size, 6))).normalize()


def rounded(amount: Decimal, like: Decimal) -> Decimal:
    """To the cent, or finer where the price is told finer."""
    finer = min(_CENT, Decimal(1).scaleb(int(like.as_tuple().exponent)))
    return amount.quantize(finer, ROUND_HALF_UP)
