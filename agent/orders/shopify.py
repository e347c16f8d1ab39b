"""Orders in a Shopify shop, by its GraphQL Admin API with a token of the scope `read_orders`.

One query by the order's name ("#1042"); whose it is, is compared here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import httpx2
from pydantic import BaseModel, Field, ValidationError

from agent.errors import OrdersDown
from agent.orders.seam import Claim
from agent.orders.wire import as_json, asked
from agent.orders_settings import ShopifySection
from catalog.orders.record import OrderLine, OrderState, PlacedOrder, Shipment, folded_number
from catalog.orders.states import state_of
from catalog.records import Money

_QUERY = """query Orders($query: String!) { orders(first: 10, query: $query) { nodes {
  name email phone createdAt cancelledAt displayFinancialStatus displayFulfillmentStatus
  totalPriceSet { shopMoney { amount currencyCode } }
  lineItems(first: 50) { nodes { title quantity } }
  fulfillments(first: 20) { createdAt deliveredAt estimatedDeliveryAt displayStatus
    trackingInfo(first: 10) { company number url } } } } }"""


class _Tracking(BaseModel):
    company: str | None = None
    number: str | None = None
    url: str | None = None


class _Fulfillment(BaseModel):
    created: datetime | None = Field(None, alias="createdAt")
    delivered: datetime | None = Field(None, alias="deliveredAt")
    expected: datetime | None = Field(None, alias="estimatedDeliveryAt")
    tracking: list[_Tracking] = Field([], alias="trackingInfo")


class _Line(BaseModel):
    title: str
    quantity: int = 1


class _Lines(BaseModel):
    nodes: list[_Line] = []


class _Amount(BaseModel):
    amount: Decimal
    currency: str = Field(alias="currencyCode")


class _Total(BaseModel):
    shop: _Amount = Field(alias="shopMoney")


class _Node(BaseModel):
    name: str
    email: str | None = None
    phone: str | None = None
    created: datetime | None = Field(None, alias="createdAt")
    cancelled: datetime | None = Field(None, alias="cancelledAt")
    payment: str | None = Field(None, alias="displayFinancialStatus")
    state: str | None = Field(None, alias="displayFulfillmentStatus")
    total: _Total | None = Field(None, alias="totalPriceSet")
    lines: _Lines = Field(_Lines(), alias="lineItems")
    fulfillments: list[_Fulfillment] = []


class _Orders(BaseModel):
    nodes: list[_Node]


class _Data(BaseModel):
    orders: _Orders


class _Answer(BaseModel):
    data: _Data | None = None


class ShopifyOrders:
    """agent.orders.seam.Orders. Safe from many threads."""

    def __init__(self, settings: ShopifySection, http: httpx2.Client, timeout_s: float) -> None:
        self._url = f"{settings.url}/admin/api/{settings.version}/graphql.json"
        self._headers = {
            "Content-Type": "application/json",
            "X-Shopify-Access-Token": settings.token.get_secret_value(),
        }
        self._http = http
        self._timeout_s = timeout_s

    def find(self, claim: Claim) -> PlacedOrder | None:
        now = datetime.now(UTC)
        # A number as the search takes it: nothing in it can end the term.
        named = "".join(c for c in claim.number if c.isalnum() or c in "-_")
        body = {"query": _QUERY, "variables": {"query": f'name:"{named}"'}}
        raw, _ = asked(
            self._http, "POST", self._url, self._timeout_s, self._headers,
            content=json.dumps(body).encode(),
        )  # fmt: skip
        try:
            answer = _Answer.model_validate(as_json(raw))
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(step) for step in first["loc"])
            raise OrdersDown(f"the shop's answer: {field}: {first['msg']}") from exc
        if answer.data is None:
            raise OrdersDown("the shop answered with errors: does the token have read_orders?")
        for node in answer.data.orders.nodes:
            if claim.holds(node.name, node.email or "", node.phone or ""):
                return _order(node, httpx2.URL(self._url).host, now)
        return None


def _order(node: _Node, source: str, now: datetime) -> PlacedOrder:
    sent = node.fulfillments
    state = _state(node)
    total = node.total.shop if node.total else None
    return PlacedOrder(
        number=folded_number(node.name),
        state=state,
        source=source,
        as_of=now,
        words=(node.state or "").replace("_", " ").lower(),
        placed=node.created.date() if node.created else None,
        shipped=next((f.created.date() for f in sent if f.created), None),
        expected=next((f.expected.date() for f in sent if f.expected), None),
        delivered=next((f.delivered.date() for f in sent if f.delivered), None),
        shipments=tuple(_shipments(sent)),
        lines=tuple(OrderLine(one.title[:200], max(1, one.quantity)) for one in node.lines.nodes),
        total=Money(total.amount, total.currency) if total else None,
    )


def _state(node: _Node) -> OrderState:
    payment = state_of(node.payment or "")
    if node.cancelled:
        return OrderState.CANCELLED
    if payment in (OrderState.REFUNDED, OrderState.CANCELLED):
        return payment
    if node.fulfillments and all(f.delivered for f in node.fulfillments):
        return OrderState.DELIVERED
    state = state_of(node.state or "")
    if state is OrderState.PREPARING and payment is OrderState.UNPAID:
        return payment
    return state


def _shipments(sent: list[_Fulfillment]) -> Iterator[Shipment]:
    for one in sent:
        for parcel in one.tracking:
            link = parcel.url or ""
            link = link if link.startswith(("https://", "http://")) else ""
            shipment = Shipment((parcel.company or "")[:200], (parcel.number or "")[:200], link)
            if shipment != Shipment():
                yield shipment
