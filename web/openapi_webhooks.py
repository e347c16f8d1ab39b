"""What `/openapi.json` says of the webhooks: one address for each channel of the settings."""

from __future__ import annotations

from typing import Any

from web.openapi import Described, ref
from web.openapi_parts import Problem, json_of, parameter, problems
from web.shop_events import ShopEvent
from web.webhooks.generic import GenericEvent

_CHANNELS = ("whatsapp", "messenger", "instagram", "telegram", "generic")
_META = "whatsapp, messenger and instagram"
_CHANNEL = parameter("channel", "path", "an open channel", enum=list(_CHANNELS))


def _signature(name: str, description: str) -> dict[str, Any]:
    return parameter(name, "header", description)


_HANDSHAKE = {
    "summary": "The handshake of Meta's platforms",
    "description": f"For {_META}; the other channels have none, and answer 403.",
    "parameters": [
        parameter("hub.mode", "query", "subscribe"),
        parameter("hub.verify_token", "query", "verify_token of the settings"),
        parameter("hub.challenge", "query", "what is to be given back"),
    ],
    "responses": {
        "200": {
            "description": "hub.challenge, as it came",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        "403": json_of("hub.mode or hub.verify_token is not what is expected.", Problem),
        **problems(404, 500),
    },
}

_DELIVERY = {
    "summary": "What a platform delivers, signed",
    "description": "Each thing is kept once, however often it is delivered, and then acknowledged; "
    "the reply is sent to the platform afterwards. The bodies are the platforms' own; that of "
    "`generic` is described here, and is told of its mistakes. What is not understood of another's "
    "is logged and acknowledged, since the same would come again.",
    "parameters": [
        _signature("X-Hub-Signature-256", f"{_META}: sha256=, HMAC of the body by app_secret"),
        _signature("X-Telegram-Bot-Api-Secret-Token", "telegram: secret_token of the settings"),
        _signature("webhook-id", "generic: the event's id, the same at each attempt"),
        _signature("webhook-timestamp", "generic: seconds; within five minutes of now"),
        _signature("webhook-signature", "generic: v1,<base64>, as Standard Webhooks has it"),
    ],
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {"anyOf": [ref(GenericEvent), {"type": "object"}]},
            }
        }
    },
    "responses": {
        "200": {
            "description": "It is kept, and will be answered.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        "401": json_of("The signature is missing.", Problem),
        "403": json_of("The signature is not this body's.", Problem),
        **problems(400, 404, 413, 422, 500, 503),
    },
}

_SHOP = {
    "summary": "What the shop tells of goods that were shown: put into a cart, ordered",
    "description": "Signed with [figures] secret. `reference` is what the link of a card carries.",
    "parameters": [
        _signature("webhook-id", "the event's id, the same at each attempt"),
        _signature("webhook-timestamp", "seconds; within five minutes of now"),
        _signature("webhook-signature", "v1,<base64>, as Standard Webhooks has it"),
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": ref(ShopEvent)}},
    },
    "responses": {
        "200": {
            "description": "It is counted, once.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        "401": json_of("The signature is missing.", Problem),
        "403": json_of("The signature is not this body's.", Problem),
        **problems(400, 413, 422, 500, 503),
    },
}

WEBHOOKS = Described(
    {
        "/webhooks/{channel}": {"parameters": [_CHANNEL], "get": _HANDSHAKE, "post": _DELIVERY},
        "/webhooks/shop": {"post": _SHOP},
    },
    (GenericEvent, ShopEvent, Problem),
)
