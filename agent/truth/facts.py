"""Facts: a value, of what, from where, as of when, and how it is written for the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.records import Availability, Money


@dataclass(frozen=True, slots=True)
class Fact:
    """One true statement. `text` is `value` as it is written in the customer's locale."""

    item: str
    """What it is about, as the customer reads it: "Fjell 2, blue"; the business; a heading."""
    field: str
    """price, list_price, availability, hours, email, phone, passage, attribute:weight, ..."""
    value: Money | Availability | Decimal | str
    text: str
    source: str
    as_of: datetime
    item_id: str = ""
    """The product's id, or the passage's; empty for the business."""
    place: str = ""
    """Where in the source: "row 12"."""
