"""A server on loopback that knows orders as three systems do: a business's own, which signs by
Standard Webhooks, a WooCommerce shop and a Shopify shop. Each checks who asks, as the real ones do.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from standardwebhooks import Webhook, WebhookVerificationError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY, KEY_SECRET, TOKEN = "ck_0123456789", "cs_0123456789", "shpat_0123456789"
ANNA = "anna.berg@post.example"
PHONE = "+49 171 2345678"

ORDER: dict[str, Any] = {
    "number": "NL-1042",
    "email": ANNA,
    "phone": PHONE,
    "status": "shipped",
    "placed": "2026-11-03",
    "shipped": "2026-11-05",
    "expected": "2026-11-09",
    "shipments": [{"carrier": "DHL", "number": "JD0146", "link": "https://dhl.example/JD0146"}],
    "lines": [{"title": "Fjell 2", "quantity": 2}],
    "total": "379.80",
    "currency": "EUR",
}

WOO: dict[str, Any] = {
    "id": 1042,
    "number": "1042",
    "status": "completed",
    "currency": "EUR",
    "date_created": "2026-11-03T10:11:12",
    "total": "379.80",
    "billing": {"first_name": "Anna", "email": ANNA, "phone": "0171 2345678"},
    "line_items": [{"name": "Fjell 2", "quantity": 2}],
    "meta_data": [
        {
            "key": "_wc_shipment_tracking_items",
            "value": [{"tracking_provider": "DHL", "tracking_number": "JD0146"}],
        }
    ],
}

SHOPIFY: dict[str, Any] = {
    "name": "#1042",
    "email": ANNA,
    "phone": None,
    "createdAt": "2026-11-03T10:11:12Z",
    "cancelledAt": None,
    "displayFinancialStatus": "PAID",
    "displayFulfillmentStatus": "FULFILLED",
    "totalPriceSet": {"shopMoney": {"amount": "379.80", "currencyCode": "EUR"}},
    "lineItems": {"nodes": [{"title": "Fjell 2", "quantity": 2}]},
    "fulfillments": [
        {
            "createdAt": "2026-11-05T08:00:00Z",
            "deliveredAt": None,
            "estimatedDeliveryAt": "2026-11-09T00:00:00Z",
            "displayStatus": "IN_TRANSIT",
            "trackingInfo": [
                {"company": "DHL", "number": "JD0146", "url": "https://dhl.example/JD0146"}
            ],
        }
    ],
}


@dataclass
class OrderSystem:
    """What it was asked. `fault` is what it does wrong; `asked` are the bodies that came in."""

    url: str = ""
    fault: str = ""
    asked: list[Any] = field(default_factory=list)
    order: dict[str, Any] = field(default_factory=lambda: dict(ORDER))

    def signed(self) -> dict[str, Any]:
        return {"signed": {"url": f"{self.url}/tresen", "secret": SECRET}}

    def woocommerce(self) -> dict[str, Any]:
        return {"woocommerce": {"url": self.url, "key": KEY, "secret": KEY_SECRET}}

    def shopify(self) -> dict[str, Any]:
        return {"shopify": {"url": self.url, "token": TOKEN}}


@contextmanager
def order_system() -> Iterator[OrderSystem]:
    system = OrderSystem()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/tresen":
                _signed(self, system, raw)
            else:
                _shopify(self, system, raw)

        def do_GET(self) -> None:
            _woocommerce(self, system)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        system.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield system
        finally:
            server.shutdown()
            thread.join()


def _send(
    to: BaseHTTPRequestHandler, status: int, raw: bytes, headers: dict[str, str] | None = None
) -> None:
    to.send_response(status)
    for name, value in (headers or {}).items():
        to.send_header(name, value)
    to.send_header("Content-Length", str(len(raw)))
    to.end_headers()
    to.wfile.write(raw)


def _signed(to: BaseHTTPRequestHandler, system: OrderSystem, raw: bytes) -> None:
    """A business's own system, as its author would write it with the library for its language."""
    signing = Webhook(SECRET)
    try:
        event = signing.verify(raw, {k.lower(): v for k, v in to.headers.items()})
    except WebhookVerificationError:
        _send(to, 401, b"")
        return
    assert event["type"] == "order.lookup"
    data = event["data"]
    system.asked.append(data)
    order = system.order
    mine = order["number"] == data["number"].upper() and (
        system.fault == "number alone"
        or order["email"] == data.get("email")
        or order["phone"].replace(" ", "") == data.get("phone")
    )
    answer = {"type": "order.found", "data": order} if mine else {"type": "order.unknown"}
    body = json.dumps(answer)
    if system.fault == "slow":
        time.sleep(4.0)
    id = "other" if system.fault == "another id" else to.headers["webhook-id"]
    if system.fault == "redirect":
        _send(to, 302, b"", {"Location": f"{system.url}/elsewhere"})
        return
    now = datetime.now(UTC)
    headers = {
        "webhook-id": id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signing.sign(id, now, body),
    }
    if system.fault == "another body":
        body = json.dumps({"type": "order.found", "data": order | {"status": "delivered"}})
    if system.fault == "endless":
        body = body + " " * (2 << 20)
    if system.fault == "no JSON":
        body = "{"
        headers["webhook-signature"] = signing.sign(id, now, body)
    status = 500 if system.fault == "error" else 200
    _send(to, status, body.encode(), {} if system.fault == "unsigned" else headers)


def _woocommerce(to: BaseHTTPRequestHandler, system: OrderSystem) -> None:
    expected = base64.b64encode(f"{KEY}:{KEY_SECRET}".encode()).decode()
    parts = urlsplit(to.path)
    if parts.path != "/wp-json/wc/v3/orders":
        _send(to, 404, b"{}")
        return
    if to.headers["Authorization"] != f"Basic {expected}":
        _send(to, 401, b"{}")
        return
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    system.asked.append(given)
    told = json.dumps(WOO)
    found = given["include"] == str(WOO["id"]) if "include" in given else given["search"] in told
    _send(to, 200, json.dumps([WOO] if found else []).encode())


def _shopify(to: BaseHTTPRequestHandler, system: OrderSystem, raw: bytes) -> None:
    if to.headers["X-Shopify-Access-Token"] != TOKEN:
        _send(to, 401, b"{}")
        return
    asked = json.loads(raw)["variables"]["query"]
    system.asked.append(asked)
    nodes = [SHOPIFY] if asked == 'name:"1042"' else []
    _send(to, 200, json.dumps({"data": {"orders": {"nodes": nodes}}}).encode())
