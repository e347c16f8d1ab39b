"""The one table from any error to an HTTP answer.

Every answer that is not the wanted one is `{"error": {"code", "message", "field"}}`: `code` is for
programs and stable, `message` for the person who reads it, `field` the part of the request that is
meant (null where there is none). Under /v1/ it is OpenAI's `{"error": {"message", "type", "param",
"code"}}`. The texts are for developers; what customers read is the widget's.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from agent.errors import (
    AgentBusy,
    ConversationBusy,
    EngineDown,
    EngineOverloaded,
    MessageError,
    ModelError,
    UnknownConversation,
)
from catalog.errors import (
    AmbiguousItem,
    CatalogBusy,
    DatabaseBusy,
    EditError,
    OutdatedItem,
    TresenError,
    UnknownItem,
)
from web.errors import (
    Forged,
    NoKeySet,
    NotBegun,
    NotJson,
    RequestError,
    ServerBusy,
    TooMany,
    UnknownModel,
    Unsigned,
    WrongKey,
    WrongType,
)

log = logging.getLogger("tresen.web")

# The first class that fits counts, so the narrower ones stand first.
TABLE: tuple[tuple[type[TresenError], int, str], ...] = (
    (NotJson, 400, "not_json"),
    (WrongType, 415, "wrong_content_type"),
    (UnknownModel, 404, "model_not_found"),
    (WrongKey, 401, "invalid_api_key"),
    (NoKeySet, 403, "no_api_key"),
    (UnknownItem, 404, "unknown_item"),
    (AmbiguousItem, 409, "ambiguous_item"),
    (OutdatedItem, 412, "item_changed"),
    (EditError, 422, "invalid_item"),
    (CatalogBusy, 503, "catalog_busy"),
    (DatabaseBusy, 503, "database_busy"),
    (Unsigned, 401, "signature_missing"),
    (Forged, 403, "signature_wrong"),
    (RequestError, 422, "invalid_request"),
    (UnknownConversation, 404, "unknown_conversation"),
    (ConversationBusy, 409, "conversation_busy"),
    (MessageError, 422, "invalid_message"),
    (ServerBusy, 429, "overloaded"),
    (TooMany, 429, "too_many_messages"),
    (AgentBusy, 429, "overloaded"),
    (EngineOverloaded, 429, "overloaded"),
    (EngineDown, 503, "engine_down"),
    (ModelError, 503, "generation_failed"),
    (TresenError, 500, "internal"),
)

_FAILED = {"overloaded": 429, "engine_down": 503, "generation_failed": 503, "internal": 500}

# How soon to come back where the error itself does not know.
RETRY_AFTER: Mapping[str, float] = {"conversation_busy": 1, "engine_down": 3, "overloaded": 5}


def register(app: Flask) -> None:
    """Answer every error of `app` by the table."""
    app.register_error_handler(TresenError, _known)
    app.register_error_handler(NotBegun, _not_begun)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def problem(
    status: int,
    code: str,
    message: str,
    *,
    field: str | None = None,
    retry_after: float | None = None,
) -> Response:
    """The JSON answer of `status`, with Retry-After in whole seconds where it is known."""
    if request.path.startswith("/v1/"):
        # OpenAI's clients know a wrong field by 400, and read these keys.
        status = 400 if status == 422 else status
        body = openai_error(status, code, message, field)
    else:
        body = {"code": code, "message": message, "field": field}
    response = jsonify(error=body)
    response.status_code = status
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    wait = retry_after if retry_after is not None else RETRY_AFTER.get(code)
    if wait is not None:
        response.headers["Retry-After"] = str(max(1, math.ceil(wait)))
    response.headers["Cache-Control"] = "no-store"
    return response


def openai_error(status: int, code: str, message: str, param: str | None) -> dict[str, Any]:
    """The inside of an error as OpenAI's API writes it."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    if status == 429:
        kind = "rate_limit_error"
    return {"message": message, "type": kind, "param": param, "code": code}


def _not_begun(error: NotBegun) -> Response:
    failed = error.failed
    return problem(_FAILED[failed.code], failed.code, failed.text, retry_after=failed.retry_after)


def _known(error: TresenError) -> Response:
    status, code = next((s, c) for kind, s, c in TABLE if isinstance(error, kind))
    if status >= 500:
        log.warning("request failed code=%s error=%s", code, type(error).__name__)
    if code == "internal":
        # Its text may name paths and settings: for the log and the owner, not for visitors.
        log.error("%s", error)
        return problem(status, code, "The server could not do this; its log says why.")
    return problem(
        status,
        code,
        str(error),
        field=getattr(error, "field", None),
        retry_after=getattr(error, "retry_after", None),
    )


def _too_large(error: RequestEntityTooLarge) -> Response:
    sent, most = request.content_length, request.max_content_length
    return problem(413, "too_large", f"The body has {sent} bytes; at most {most}.", field="body")


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    code = error.name.lower().replace(" ", "_")
    response = problem(status, code, error.description or error.name)
    for name, value in error.get_headers():
        if name == "Allow":  # says which methods a route does take
            response.headers[name] = value
    return response


def _unknown(error: Exception) -> Response:
    log.error("request failed code=internal", exc_info=error)
    return problem(500, "internal", "The server could not do this; its log says why.")
