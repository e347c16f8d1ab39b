"""Orders out of tables that `tresen orders ingest` has read."""

from __future__ import annotations

from agent.orders.seam import Claim
from catalog.orders.kept import KeptOrders
from catalog.orders.record import PlacedOrder


class ImportedOrders:
    """agent.orders.seam.Orders over the database. Safe from many threads."""

    def __init__(self, kept: KeptOrders) -> None:
        self._kept = kept

    def find(self, claim: Claim) -> PlacedOrder | None:
        phone = "" if claim.email else claim.phone
        return self._kept.find(claim.number, email=claim.email, phone=phone)
