"""The Universal Commerce Protocol over REST, and the profiles that say so.

https://ucp.dev/2026-08-25/specification/shopping/catalog/rest
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from agent.config import Settings
from catalog.errors import TresenError
from web.agents.callers import named_in
from web.agents.errors import STATUS, Fault, UcpError, as_ucp
from web.agents.operations import ASK, LOOKUP, PRODUCT, SEARCH, Asking, Operation, Operations
from web.agents.versions import CURRENT, DATED, REST, WELL_KNOWN, Version, profile, version_of
from web.bodies import json_body, json_object

_HELD_S = 300
"""How long a profile may be kept by whoever read it; the protocol asks for a minute at least."""
_ROUTES = {
    "/catalog/search": SEARCH,
    "/catalog/lookup": LOOKUP,
    "/catalog/product": PRODUCT,
}
_ID_CHARS = 128


def rest(operations: Operations, settings: Settings) -> Blueprint:
    """The routes."""
    routes = Blueprint("ucp", __name__)

    @routes.get(WELL_KNOWN)
    def current() -> Response:
        return _published(profile(CURRENT, operations.base))

    @routes.get(f"{WELL_KNOWN}/<version>")
    def of_version(version: str) -> Response:
        named = version_of(version)
        if named is None or named is CURRENT:
            return _refused(UcpError(Fault.VERSION_UNSUPPORTED, f"There is no {version[:40]!r}."))
        return _published(profile(named, operations.base))

    def told(operation: Operation, asked: Version) -> Response:
        profile_of = named_in(request.headers.get("UCP-Agent", ""))
        once = request.headers.get("Idempotency-Key", "")[:_ID_CHARS]
        body = json_object(json_body())
        answer = operations.answer(Asking(operation, body, asked, profile_of, _plain(once)))
        response = jsonify(answer)
        response.headers["Cache-Control"] = "no-store"
        return response

    for path, operation in _ROUTES.items():
        name = operation.name

        def now(operation: Operation = operation) -> Response:
            return told(operation, CURRENT)

        def then(version: str, operation: Operation = operation) -> Response:
            return told(operation, _dated(version))

        routes.add_url_rule(f"{REST}{path}", name, now, methods=["POST"])
        routes.add_url_rule(f"{REST}/<version>{path}", f"{name}_of", then, methods=["POST"])

    def ask() -> Response:
        return told(ASK, Version.DRAFT)

    routes.add_url_rule(f"{REST}/ask", "ask", ask, methods=["POST"])
    routes.add_url_rule(f"{REST}/{Version.DRAFT.value}/ask", "ask_of_draft", ask, methods=["POST"])

    @routes.route(f"{REST}/<path:operation>", methods=["POST"])
    def unknown(operation: str) -> Response:
        raise UcpError(Fault.UNKNOWN_OPERATION, f"There is no operation {operation[:80]!r} here.")

    def refused(error: TresenError) -> Response:
        return _refused(as_ucp(error), settings.business.url)

    def too_large(error: RequestEntityTooLarge) -> Response:
        return _refused(UcpError(Fault.REQUEST_TOO_LARGE, "The body is too long."))

    routes.register_error_handler(TresenError, refused)
    routes.register_error_handler(RequestEntityTooLarge, too_large)
    return routes


def _dated(version: str) -> Version:
    named = version_of(version)
    if named not in DATED:
        told = " and ".join(DATED)
        raise UcpError(
            Fault.VERSION_UNSUPPORTED, f"Version {version[:40]!r} is not supported; {told} are."
        )
    return named


def _plain(text: str) -> str:
    return text if text.isascii() and text.isprintable() and " " not in text else ""


def _published(told: dict[str, Any]) -> Response:
    """A profile, as its readers may keep it. Its text is the same for the same profile."""
    body = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
    response = Response(body, mimetype="application/json")
    response.headers["Cache-Control"] = f"public, max-age={_HELD_S}"
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.make_conditional(request)
    return response


def _refused(error: UcpError, continue_url: str = "") -> Response:
    status = STATUS[error.fault]
    severity = "recoverable" if status in (400, 429, 503) else "unrecoverable"
    message = {"type": "error", "code": error.fault.value, "content": str(error)}
    told = {
        "ucp": {"version": CURRENT.value, "status": "error"},
        "code": error.fault.value,
        "content": str(error),
        "messages": [{**message, "severity": severity}],
    }
    response = jsonify({**told, "continue_url": continue_url} if continue_url else told)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response
