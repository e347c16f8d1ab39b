"""How often an order may be asked for in vain.

Counted are a number, a contact, a talk and a line. What was found is not counted: who knows their
order may ask as often as they like.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent import tries
from agent.orders.seam import Claim
from agent.tries import key
from catalog.database import Database
from catalog.orders.record import folded_email, folded_number, folded_phone

_LINE = 4
"""So many times as much for one line: many people may share it."""


class Tries:
    """Safe from many threads and processes."""

    def __init__(self, database: Database, most: int) -> None:
        self._tries = tries.Tries(database)
        self._most = most

    def begin(self, claim: Claim, conversation: str, line: str) -> Sequence[int] | None:
        """Count a try before it is made; its rows, for `found`. None: there were too many."""
        return self._tries.begin(
            {
                key("number", folded_number(claim.number)): self._most,
                key("contact", folded_email(claim.email) or folded_phone(claim.phone)): self._most,
                key("talk", conversation): self._most,
            }
            | ({key("line", line): self._most * _LINE} if line else {})
        )

    def found(self, mine: Sequence[int]) -> None:
        """The try was not in vain, or was not made."""
        self._tries.undo(mine)
