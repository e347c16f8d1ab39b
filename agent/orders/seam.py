"""What a system that knows orders is to the dialogue. One module for each, beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from catalog.orders.record import PlacedOrder, folded_email, folded_phone, is_number


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody who asks knows of an order. `phone` is one that their messenger vouches for,
    and there only where no `email` is."""

    number: str
    email: str = ""
    phone: str = ""

    def holds(self, number: str, email: str, phone: str) -> bool:
        """Whether an order of that number, placed with that contact, is the one that is claimed."""
        if not is_number(self.number, number):
            return False
        if self.email:
            return folded_email(email) == folded_email(self.email)
        mine = folded_phone(self.phone)
        return bool(mine) and folded_phone(phone) == mine


class Orders(Protocol):
    """A system that knows orders."""

    def find(self, claim: Claim) -> PlacedOrder | None:
        """The order, if all of the claim is its own; None whatever else is the reason.

        An order that is another's and one that is not there take as long and ask for as much.
        Raises OrdersDown.
        """
        ...
