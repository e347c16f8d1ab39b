"""What the shop tells of goods that the agent showed: put into a cart, ordered.

The link of a card in the chat carries `[figures] parameter` with a word of its talk; the shop keeps
it with the visit and sends it back, signed as Standard Webhooks has it, to `POST /webhooks/shop`:
`{"type": "cart.added" | "order.created", "data": {"reference", "items": [{"id", "quantity",
"price", "currency"}]}}`. Sent twice under one `webhook-id` it counts once.

The word tells nobody what was said: it is an HMAC of the talk's id, and opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Generator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import sqlalchemy as sa
from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field

from agent import counted
from agent.events import CardShown, CartOffered, Event, Started
from agent.figures_settings import FiguresSection
from catalog.database import Database
from catalog.editing import look
from catalog.errors import AmbiguousItem, UnknownItem
from catalog.tables import conversations, happenings
from web.bodies import json_object, validated
from web.errors import RequestError
from web.webhooks.signed import verified

_LINKS = ("link", "cart")
_LOOKED_BACK = timedelta(days=90)
_SCALE = 10_000
_MAX_BODY = 256 * 1024
_KINDS = {"cart.added": counted.What.CARTED, "order.created": counted.What.ORDERED}


class ShopItem(BaseModel):
    """`price` is of one piece, as a number or a text: "149.95"."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, Field(min_length=1, max_length=400)]
    quantity: Annotated[int, Field(ge=1, le=100_000)] = 1
    price: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$|^$")] = ""


class ShopData(BaseModel):
    model_config = ConfigDict(extra="ignore")

    reference: Annotated[str, Field(min_length=1, max_length=64)]
    items: Annotated[list[ShopItem], Field(min_length=1, max_length=200)]


class ShopEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: Literal["cart.added", "order.created"]
    data: ShopData


class References:
    """The word of each talk, and the talk of a word."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, conversation: str) -> str:
        made = hmac.new(self._secret, f"talk|{conversation}".encode(), hashlib.sha256).digest()
        return base64.b32encode(made[:10]).decode().lower()

    def talk(self, connection: sa.Connection, reference: str) -> str | None:
        """Which talk of the last 90 days has it: 10,000 are looked through in 20 ms."""
        c = conversations.c
        recent = sa.select(c.id).where(c.touched >= datetime.now(UTC) - _LOOKED_BACK)
        given = reference.encode()
        ids = connection.execute(recent).scalars()
        return next((id for id in ids if hmac.compare_digest(self.of(id).encode(), given)), None)


def linked(
    events: Iterable[Event], references: References, parameter: str
) -> Generator[Event, None, None]:
    """`events`, the links of their cards with the word of the talk in which they were begun."""
    word = ""
    try:
        for event in events:
            if isinstance(event, Started):
                word = references.of(event.conversation)
            if isinstance(event, CardShown) and word:
                links = {name: _with(getattr(event, name), parameter, word) for name in _LINKS
                         if getattr(event, name)}  # fmt: skip
                event = replace(event, **links)
            if isinstance(event, CartOffered) and word:
                event = replace(event, url=_with(event.url, parameter, word))
            yield event
    finally:
        if isinstance(events, Generator):
            events.close()


def shop_events(database: Database, settings: FiguresSection, references: References) -> Blueprint:
    """The route, where a secret is set."""
    routes = Blueprint("shop_events", __name__)
    if settings.secret is None:
        return routes
    secret = settings.secret.get_secret_value()

    @routes.post("/webhooks/shop")
    def take() -> Response:
        request.max_content_length = _MAX_BODY
        raw = request.get_data(cache=False)
        key = verified(secret, raw, request.headers)
        event = validated(ShopEvent, json_object(raw))
        products = {item.id: _product(database, item.id) for item in event.data.items}
        with database.writing(durable=True) as connection:
            talk = references.talk(connection, event.data.reference)
            if talk is None:
                shown = ascii(event.data.reference)
                raise RequestError(f"{shown} is of no talk.", "data.reference")
            _keep(connection, event, talk, f"shop:{key}", products)
        return Response(status=200, content_type="text/plain; charset=utf-8")

    return routes


def _keep(
    connection: sa.Connection, event: ShopEvent, talk: str, key: str, products: dict[str, str]
) -> None:
    same = sa.select(happenings.c.id).where(happenings.c.key.startswith(f"{key}:", autoescape=True))
    if connection.execute(same.limit(1)).first() is not None:
        return
    for place, item in enumerate(event.data.items):
        more: dict[str, Any] = {
            "item": products[item.id],
            "pieces": item.quantity,
            "key": f"{key}:{place}",
        }
        if item.price is not None and event.type == "order.created":
            more["amount"] = round(item.price * _SCALE) * item.quantity
            more["currency"] = item.currency
        counted.note(connection, _KINDS[event.type], talk, **more)


def _product(database: Database, id: str) -> str:
    """The product that `id` names, by its own id, a variant's or a number; else `id` as it is."""
    try:
        return look(database, id).product.id
    except (UnknownItem, AmbiguousItem):
        return id


def _with(link: str, parameter: str, word: str) -> str:
    parts = urlsplit(link)
    query = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != parameter
    ]
    return urlunsplit(parts._replace(query=urlencode([*query, (parameter, word)])))
