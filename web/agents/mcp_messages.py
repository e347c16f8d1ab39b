"""Messages of the Model Context Protocol: read and held to the specification, and written.

https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http, "Server
Validation".
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from web.bodies import json_body, shown
from web.errors import NotJson, RequestError, WebError

MODERN = "2026-07-28"
LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
SUPPORTED = (MODERN, *LEGACY)

PREFIX = "io.modelcontextprotocol/"
_ENCODED = "=?base64?"


class Code(IntEnum):
    """JSON-RPC's codes, and those of the Model Context Protocol."""

    PARSE = -32700
    REQUEST = -32600
    METHOD = -32601
    PARAMS = -32602
    HEADER = -32020
    VERSION = -32022


class Era(StrEnum):
    """What a client speaks."""

    MODERN = "modern"
    LEGACY = "legacy"


class RpcError(WebError):
    """An error of a message; `status` is HTTP's."""

    def __init__(self, code: int, text: str, status: int = 200, data: Any = None) -> None:
        super().__init__(text)
        self.code, self.status, self.data = code, status, data
        self.retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `id` is None for a notification."""

    id: str | int | None
    method: str
    params: dict[str, Any]
    era: Era


# -- reading -------------------------------------------------------------------------------------


def read_object() -> dict[str, Any]:
    """The object in the request's body. Raises RpcError."""
    try:
        held = json.loads(json_body())
    except NotJson as exc:
        raise RpcError(Code.PARSE, str(exc), 400) from exc
    except RequestEntityTooLarge as exc:
        raise RpcError(Code.REQUEST, "The body is too long.", 413) from exc
    except RequestError as exc:
        raise RpcError(Code.REQUEST, str(exc), 415) from exc
    except (ValueError, RecursionError) as exc:
        raise RpcError(Code.PARSE, "The body is not JSON.", 400) from exc
    if not isinstance(held, dict):
        raise RpcError(Code.REQUEST, f"The body is {shown(held)}; expected one message.", 400)
    return held


def id_of(held: dict[str, Any]) -> str | int | None:
    """The id that an answer has to repeat; None for a notification. Raises RpcError."""
    found = held.get("id")
    if "id" in held and (isinstance(found, bool) or not isinstance(found, str | int)):
        raise RpcError(Code.REQUEST, f"id is {shown(found)}; expected a text or a number.", 400)
    return found


def message_of(held: dict[str, Any], id: str | int | None) -> Message:
    """The message in `held`, of the era that its sender claims. Raises RpcError."""
    method, params = held.get("method"), held.get("params", {})
    if held.get("jsonrpc") != "2.0" or not isinstance(method, str):
        raise RpcError(Code.REQUEST, 'Expected {"jsonrpc": "2.0", "method": …}.', 400)
    if not isinstance(params, dict):
        raise RpcError(Code.PARAMS, f"params is {shown(params)}; expected an object.", 400)
    meta = params.get("_meta")
    meta = meta if isinstance(meta, dict) else {}
    claimed = meta.get(f"{PREFIX}protocolVersion")
    header = request.headers.get("MCP-Protocol-Version", "")
    if claimed is None and (not header or header in LEGACY):
        return Message(id, method, params, Era.LEGACY)
    if id is not None:
        _hold(method, params, meta, header)
    return Message(id, method, params, Era.MODERN)


def _hold(method: str, params: dict[str, Any], meta: dict[str, Any], header: str) -> None:
    """Holds a request of 2026-07-28 to its headers and fields. Raises RpcError."""
    claimed = meta.get(f"{PREFIX}protocolVersion")
    if not isinstance(claimed, str) or not isinstance(
        meta.get(f"{PREFIX}clientCapabilities"), dict
    ):
        wanted = f"{PREFIX}protocolVersion and {PREFIX}clientCapabilities"
        raise RpcError(Code.PARAMS, f"params._meta: expected {wanted}.", 400)
    named = params.get("name") if method in ("tools/call", "prompts/get") else params.get("uri")
    mirrored = {"MCP-Protocol-Version": claimed, "Mcp-Method": method}
    if method in ("tools/call", "prompts/get", "resources/read"):
        mirrored["Mcp-Name"] = named if isinstance(named, str) else ""
    for name, value in mirrored.items():
        given = header if name == "MCP-Protocol-Version" else request.headers.get(name, "")
        if _decoded(given.strip()) != value:
            text = f"Header mismatch: {name} is {shown(given)}, the body says {shown(value)}"
            raise RpcError(Code.HEADER, text, 400)
    if claimed != MODERN:
        data = {"supported": list(SUPPORTED), "requested": claimed[:40]}
        raise RpcError(Code.VERSION, "Unsupported protocol version", 400, data)


def _decoded(value: str) -> str | None:
    """A header's value, out of "=?base64?…?=" where it is written so; None where that is broken."""
    if not (value.startswith(_ENCODED) and value.endswith("?=")):
        return value
    try:
        packed = value.removeprefix(_ENCODED).removesuffix("?=")
        return base64.b64decode(packed, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


# -- writing -------------------------------------------------------------------------------------


def failed(id: str | int | None, error: RpcError) -> Response:
    """The answer that says what is wrong."""
    told: dict[str, Any] = {"code": error.code, "message": str(error)}
    if error.data is not None:
        told["data"] = error.data
    body: dict[str, Any] = {"jsonrpc": "2.0", "error": told}
    response = reply(body if id is None else {**body, "id": id}, error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def reply(body: dict[str, Any], status: int) -> Response:
    """`body` as an answer that nobody keeps."""
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
