"""Events in a page's data that can be booked, as products: each with its date and place. One that
is over is sold no more. https://schema.org/Event
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from catalog.sources.cells import line
from catalog.sources.linked_product import listed, text
from catalog.sources.seam import named

SOLD = "Product"
"""The type that an event is given: it is read as all products are."""

Thing = Mapping[str, Any]


def is_event(kinds: Sequence[str]) -> bool:
    return any(kind.endswith("Event") or kind == "Festival" for kind in kinds)


def event_of(thing: Thing) -> Thing | None:
    """The event as a product; None where it is over, has no name, or nothing of it is sold."""
    name, begins = line(text(thing.get("name"))), text(thing.get("startDate"))
    if (
        not name
        or not listed(thing.get("offers"))
        or _is_over(text(thing.get("endDate")) or begins)
    ):
        return None
    when = line(begins.replace("T", " ").partition("+")[0].removesuffix("Z"))
    where = "; ".join(filter(None, map(_place, listed(thing.get("location")))))
    told = {"Date": when, "Location": where}
    properties = [{"name": key, "value": value} for key, value in told.items() if value]
    own = {} if text(thing.get("sku")) else {"productID": named(f"{name} {begins[:10]}")}
    return {**thing, **own, "@type": SOLD, "additionalProperty": properties}


def _is_over(told: str) -> bool:
    try:
        ends = datetime.fromisoformat(told)
    except ValueError:
        return False  # a date that nobody can read is no reason to hide it
    if ends.tzinfo is None:
        ends = ends.replace(tzinfo=UTC)
    return ends.date() < datetime.now(UTC).date()


def _place(held: object) -> str:
    if not isinstance(held, dict):
        return line(text(held))
    address = held.get("address")
    town = address.get("addressLocality") if isinstance(address, dict) else address
    return ", ".join(dict.fromkeys(filter(None, (line(text(held.get("name"))), line(text(town))))))
