"""Orders in a WooCommerce shop, by its REST API (wc/v3) with a key that may read.

The number is the order's id unless a plugin counts by itself, so it is looked for twice: among the
orders that are found for the e-mail address, and by id. Both are asked whatever the first finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

import httpx2

from agent.errors import OrdersDown
from agent.orders.seam import Claim
from agent.orders.wire import as_json, asked
from agent.orders_settings import WooCommerceSection
from catalog.orders.record import OrderLine, OrderState, PlacedOrder, Shipment, folded_number
from catalog.orders.states import state_of
from catalog.records import Money

_STATES = {
    "pending": OrderState.UNPAID,
    "on-hold": OrderState.UNPAID,
    "processing": OrderState.PREPARING,
    "completed": OrderState.COMPLETED,
    "cancelled": OrderState.CANCELLED,
    "refunded": OrderState.REFUNDED,
    "failed": OrderState.FAILED,
}
_HIDDEN = ("trash", "auto-draft", "checkout-draft")
_TRACKING = "_wc_shipment_tracking_items"
"""The field of "Shipment Tracking" and of "Advanced Shipment Tracking"."""


class WooCommerceOrders:
    """agent.orders.seam.Orders. Safe from many threads."""

    def __init__(self, settings: WooCommerceSection, http: httpx2.Client, timeout_s: float) -> None:
        self._url = f"{settings.url}/wp-json/wc/v3/orders"
        self._auth = (settings.key.get_secret_value(), settings.secret.get_secret_value())
        self._http = http
        self._timeout_s = timeout_s

    def find(self, claim: Claim) -> PlacedOrder | None:
        now = datetime.now(UTC)
        by_contact = self._orders(search=claim.email or claim.number, per_page="50")
        folded = folded_number(claim.number)
        by_id = self._orders(include=folded if folded.isdigit() else "0", per_page="1")
        for order in (*by_contact, *by_id):
            billing = order.get("billing")
            if not isinstance(billing, dict) or order.get("status") in _HIDDEN:
                continue
            number = str(order.get("number") or order.get("id") or "")
            if claim.holds(number, _text(billing, "email"), _text(billing, "phone")):
                return _order(order, number, httpx2.URL(self._url).host, now)
        return None

    def _orders(self, **arguments: str) -> Iterator[Mapping[str, Any]]:
        raw, _ = asked(
            self._http, "GET", f"{self._url}?{urlencode(arguments)}", self._timeout_s, {},
            auth=self._auth,
        )  # fmt: skip
        read = as_json(raw)
        if not isinstance(read, list):
            raise OrdersDown("the shop's answer is no list of orders")
        return (entry for entry in read if isinstance(entry, dict))


def _order(order: Mapping[str, Any], number: str, source: str, now: datetime) -> PlacedOrder:
    words = _text(order, "status")
    return PlacedOrder(
        number=number,
        state=_STATES.get(words) or state_of(words),
        source=source,
        as_of=now,
        words=words.replace("-", " "),
        placed=_day(order.get("date_created")),
        shipments=tuple(_shipments(order)),
        lines=tuple(_lines(order)),
        total=_total(order),
    )


def _lines(order: Mapping[str, Any]) -> Iterator[OrderLine]:
    for line in order.get("line_items") or ():
        if isinstance(line, dict) and (title := _text(line, "name")):
            count = line.get("quantity")
            yield OrderLine(title[:200], count if isinstance(count, int) and count > 0 else 1)


def _shipments(order: Mapping[str, Any]) -> Iterator[Shipment]:
    for meta in order.get("meta_data") or ():
        if not isinstance(meta, dict) or meta.get("key") != _TRACKING:
            continue
        for item in meta["value"] if isinstance(meta.get("value"), list) else ():
            if isinstance(item, dict):
                carrier = _text(item, "tracking_provider") or _text(
                    item, "custom_tracking_provider"
                )
                link = _text(item, "custom_tracking_link")
                link = link if link.startswith(("https://", "http://")) else ""
                yield Shipment(carrier[:200], _text(item, "tracking_number")[:200], link)


def _total(order: Mapping[str, Any]) -> Money | None:
    try:
        amount, currency = Decimal(_text(order, "total")), _text(order, "currency")
    except InvalidOperation:
        return None
    return Money(amount, currency) if amount.is_finite() and len(currency) == 3 else None


def _day(written: object) -> date | None:
    try:
        return datetime.fromisoformat(str(written)).date()
    except ValueError:
        return None


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""
