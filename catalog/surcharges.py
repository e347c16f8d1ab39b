"""Money that is paid beside a price: a deposit, the cleaning, what sending costs.

By the words for conditions and extras that price lists are read with (sources/lists.toml).
"""

from __future__ import annotations

from functools import lru_cache

from catalog.schema import Field, Kind, Role
from catalog.sources.list_words import is_condition, is_extra


def is_surcharge(field: Field) -> bool:
    """Whether a field tells what is paid beside the price, as "Kaution" does: "Member price" is
    paid in its place."""
    beside = field.role not in (Role.PRICE, Role.LIST_PRICE, Role.UNIT_PRICE)
    return field.kind is Kind.MONEY and beside and _names_surcharge(field.name)


@lru_cache(maxsize=1024)
def _names_surcharge(name: str) -> bool:
    return is_condition(name, heading=True) or is_extra(name)
