"""`/api/catalog/items/<id>`: a price that changed in the shop is in the next reply.

GET, PATCH, PUT and DELETE of one product or variant, by its id or SKU, for whoever has
`[catalog] api_key`. When the answer comes, search and replies have the change. Which word holds
when the item's source is read again: catalog/edits.py.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TypeVar

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from agent.config import CatalogSection
from agent.shop import Agent
from catalog import editing
from catalog.item_fields import PatchFields, PutFields
from catalog.plain import plain
from web.errors import NoKeySet, NotJson, RequestError, WrongKey, WrongType

MAX_BODY = 512 * 1024
ROUTE = "/api/catalog/items/<path:item_id>"

_SCHEME = "bearer "
_VALUE_CHARS = 80
_TOLD = 20

Fields = TypeVar("Fields", bound=BaseModel)


def items(agent: Agent, catalog: CatalogSection) -> Blueprint:
    """The routes of one item."""
    routes = Blueprint("items", __name__)
    key = _hashed(secret) if (secret := catalog.api_key.get_secret_value()) else None

    @routes.before_request
    def admit() -> None:
        _admit(key)

    @routes.get(ROUTE)
    def show(item_id: str) -> Response:
        return _answer(editing.look(agent.catalog.database, item_id))

    @routes.patch(ROUTE)
    def patch(item_id: str) -> Response:
        place = (agent.catalog.database, agent.catalog.search, item_id)
        fields = _read(PatchFields)
        stand = editing.patch(*place, fields, business=agent.business, expected=_expected())
        agent.known()
        return _answer(stand)

    @routes.put(ROUTE)
    def put(item_id: str) -> Response:
        place = (agent.catalog.database, agent.catalog.search, item_id)
        fields = _read(PutFields)
        stand = editing.put(*place, fields, business=agent.business, expected=_expected())
        agent.known()
        return _answer(stand)

    @routes.delete(ROUTE)
    def delete(item_id: str) -> Response:
        place = (agent.catalog.database, agent.catalog.search, item_id)
        editing.delete(*place, business=agent.business, expected=_expected())
        agent.known()
        return Response(status=204)

    return routes


def _admit(key: bytes | None) -> None:
    """Raises NoKeySet, WrongKey. Hashes are compared, so that the time tells nothing of the key."""
    if key is None:
        raise NoKeySet(
            "Items cannot be changed here: set [catalog] api_key in tresen.toml, or "
            "TRESEN_CATALOG__API_KEY, to a long random text, and send it with each request."
        )
    given = request.headers.get("Authorization", "")
    if not given.lower().startswith(_SCHEME):
        raise WrongKey("There is no API key: send it as 'Authorization: Bearer <key>'.")
    if not hmac.compare_digest(_hashed(given[len(_SCHEME) :].strip()), key):
        raise WrongKey("This is not the key that [catalog] api_key names.")


def _hashed(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def _read(shape: type[Fields]) -> Fields:
    """The body as `shape`. Raises WrongType, NotJson, or RequestError with every wrong field."""
    request.max_content_length = MAX_BODY
    if not request.is_json:
        sent = request.mimetype or "nothing"
        raise WrongType(f"Content-Type says {sent}; expected application/json.", "Content-Type")
    try:
        data = from_json(request.get_data(cache=False))
    except ValueError as exc:
        raise NotJson(f"The body is not JSON: {exc}.", "body") from exc
    if not isinstance(data, dict) or not data:
        raise RequestError(f"The body is {_shown(data)}; expected an object of fields.", "body")
    try:
        return shape.model_validate(data)
    except ValidationError as exc:
        raise _named(exc) from exc


def _named(error: ValidationError) -> RequestError:
    """Everything that is wrong; the first one's place is the error's field."""
    wrong = error.errors(include_url=False, include_context=False)
    fields = [".".join(str(step) for step in entry["loc"]) for entry in wrong]
    told = [
        f"{field} is missing"
        if entry["type"] == "missing"
        else f"{field} is {_shown(entry['input'])}: {entry['msg'].removeprefix('Value error, ')}"
        for field, entry in zip(fields, wrong, strict=True)
    ]
    more = f"; and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
    return RequestError("; ".join(told[:_TOLD]) + more + ".", fields[0])


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= _VALUE_CHARS else f"{text[:_VALUE_CHARS]}…"


def _expected() -> str:
    """The tag of If-Match, without its quotes; empty where there is none."""
    return request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')


def _answer(stand: editing.Stand) -> Response:
    response = jsonify(product=plain(stand.product), variant=stand.variant or None)
    response.status_code = 201 if stand.created else 200
    response.headers["ETag"] = f'"{stand.tag}"'
    response.headers["Cache-Control"] = "no-store"
    return response
