"""An order as a customer may be told of it: no name, no address, no contact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from catalog.records import Money

LONGEST = 60
"""Characters of an order's number."""

_BARE = 4
"""Digits of a number that may be given without its letters."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_APART = re.compile(r"[\s#_/.:-]+")


class OrderState(StrEnum):
    """One set of states for all shop systems."""

    UNPAID = "unpaid"
    RECEIVED = "received"
    PREPARING = "preparing"
    READY = "ready"
    """To be collected."""
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    """Of a system that does not tell sent from arrived."""
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    RETURNED = "returned"
    FAILED = "failed"
    """The payment was refused."""
    OTHER = "other"
    """A state of the shop's own, told in its words."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel on its way: whose, and where it is followed."""

    carrier: str = ""
    number: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    title: str
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """One order. What its source does not say is None or empty: unknown, never guessed."""

    number: str
    state: OrderState
    source: str
    as_of: datetime
    words: str = ""
    """The source's own word for the state."""
    placed: date | None = None
    shipped: date | None = None
    expected: date | None = None
    delivered: date | None = None
    shipments: tuple[Shipment, ...] = ()
    lines: tuple[OrderLine, ...] = ()
    total: Money | None = None
    place: str = ""


def folded_number(written: str) -> str:
    """An order's number in the one form in which two are compared: "#NL-1042" is "nl1042"."""
    return _APART.sub("", written).casefold()[:LONGEST]


def is_number(claimed: str, number: str) -> bool:
    """Whether an order's `number` is the one that a customer has `claimed`, who may leave letters
    out: "1042" for "NL-1042"."""
    given, own = folded_number(claimed), folded_number(number)
    if given == own:
        return True
    bare = given.isdecimal() and len(given) >= _BARE
    return bare and own.endswith(given) and not own.removesuffix(given).strip(_LETTERS)


def folded_email(written: str) -> str:
    return written.strip().casefold()


def folded_phone(written: str) -> str:
    """The digits by which two phone numbers are compared, however their country is written; empty
    where there are too few. "+49 (0)171 2345678" and "0171 2345678" are one."""
    digits = re.sub(r"\D", "", written)
    return digits[-9:] if len(digits) >= 8 else ""
