"""The business's own system, by Standard Webhooks in both directions.

    we send     {"type": "order.lookup", "timestamp", "data": {"number", "email" or "phone"}}
    it answers  {"type": "order.found", "data": {"number", "email" and/or "phone", "status", …}}
                or {"type": "order.unknown"}

Both are signed with one secret. The answer carries the request's own webhook-id, so that an answer
to another question cannot be put in its place; and it names whose the order is, so that a system
which looks for the number alone gives no order away.
"""

from __future__ import annotations

import binascii
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from agent.errors import OrdersDown
from agent.orders.seam import Claim
from agent.orders.wire import as_json, asked
from agent.orders_settings import SignedSection
from catalog.orders.record import LONGEST, OrderLine, PlacedOrder, Shipment
from catalog.orders.states import state_of
from catalog.records import Money

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

Text = Annotated[str, Field(max_length=200)]


class ToldShipment(BaseModel):
    carrier: Text = ""
    number: Text = ""
    link: Annotated[str, Field(max_length=2000, pattern=r"^(https?://\S+)?$")] = ""


class ToldLine(BaseModel):
    title: Text
    quantity: int = Field(1, ge=1, le=1_000_000)


class ToldOrder(BaseModel):
    """`status` in any words: those that are known (catalog/orders/states.toml) are told in the
    customer's language, others as they are."""

    number: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    email: Text = ""
    phone: Text = ""
    status: Annotated[str, Field(min_length=1, max_length=200)]
    placed: date | None = None
    shipped: date | None = None
    expected: date | None = None
    delivered: date | None = None
    shipments: tuple[ToldShipment, ...] = Field((), max_length=50)
    lines: tuple[ToldLine, ...] = Field((), max_length=50)
    total: Decimal | None = Field(None, ge=0)
    currency: str = Field("", pattern=r"^([A-Z]{3})?$")
    as_of: datetime | None = None


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: Literal["order.found", "order.unknown"]
    data: ToldOrder | None = None


class SignedOrders:
    """agent.orders.seam.Orders. Safe from many threads."""

    def __init__(self, settings: SignedSection, http: httpx2.Client, timeout_s: float) -> None:
        self._url = settings.url
        self._signing = Webhook(settings.secret.get_secret_value())
        self._http = http
        self._timeout_s = timeout_s

    def find(self, claim: Claim) -> PlacedOrder | None:
        id, now = f"order_{secrets.token_urlsafe(18)}", datetime.now(UTC)
        contact = {"email": claim.email} if claim.email else {"phone": claim.phone}
        data = {"number": claim.number, **contact}
        event = {
            "type": "order.lookup",
            "timestamp": now.isoformat(timespec="seconds"),
            "data": data,
        }
        body = json.dumps(event, ensure_ascii=False)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signing.sign(id, now, body),
        }
        raw, given = asked(
            self._http, "POST", self._url, self._timeout_s, headers, content=body.encode()
        )
        self._verify(raw, given, id)
        try:
            answer = Answer.model_validate(as_json(raw))
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(step) for step in first["loc"])
            raise OrdersDown(f"the order system's answer: {field}: {first['msg']}") from exc
        told = answer.data if answer.type == "order.found" else None
        if told is None or not claim.holds(told.number, told.email, told.phone):
            return None
        return _order(told, httpx2.URL(self._url).host, now)

    def _verify(self, raw: bytes, headers: Mapping[str, str], id: str) -> None:
        if any(not headers.get(name) for name in HEADERS):
            raise OrdersDown(
                "the order system's answer is not signed (webhook-id, -timestamp, -signature)"
            )
        if headers["webhook-id"] != id:
            raise OrdersDown("the order system's answer has another webhook-id than the request")
        try:
            self._signing.verify(raw, {n: headers[n] for n in HEADERS}, json_parse=False)
        except (WebhookVerificationError, ValueError, binascii.Error) as exc:
            raise OrdersDown(f"the order system's signature does not hold ({exc})") from exc


def _order(told: ToldOrder, source: str, now: datetime) -> PlacedOrder:
    total = Money(told.total, told.currency) if told.total is not None and told.currency else None
    as_of = told.as_of or now
    plain: dict[str, Any] = told.model_dump(include={"placed", "shipped", "expected", "delivered"})
    return PlacedOrder(
        number=told.number,
        state=state_of(told.status),
        source=source,
        as_of=as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC),
        words=told.status,
        shipments=tuple(Shipment(s.carrier, s.number, s.link) for s in told.shipments),
        lines=tuple(OrderLine(one.title, one.quantity) for one in told.lines),
        total=total,
        **plain,
    )
