"""The Model Context Protocol at one address, for three kinds of clients.

2026-07-28  stateless; whoever claims it in a header or in `_meta` is held to its headers
            https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
before it   `initialize` first, without a session
bare        JSON-RPC without any header, as the Universal Commerce Protocol's clients send it

Each request is one POST and its answer one JSON object.
"""

from __future__ import annotations

import json
from importlib.metadata import version as installed
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from pydantic import ValidationError

from agent.config import Settings
from web.addresses import is_loopback
from web.agents.errors import RPC, STATUS, Fault, UcpError
from web.agents.mcp_messages import (
    LEGACY,
    PREFIX,
    SUPPORTED,
    Code,
    Era,
    Message,
    RpcError,
    failed,
    id_of,
    message_of,
    read_object,
    reply,
)
from web.agents.operations import OPERATIONS, Asking, Meta, Operations
from web.agents.tools import tools
from web.agents.versions import CURRENT, MCP, REST, Version, version_of
from web.bodies import shown
from web.origins import allowlist
from web.words import messages

_HOUR_MS = 3_600_000


def mcp(operations: Operations, settings: Settings) -> Blueprint:
    """The routes."""
    routes = Blueprint("mcp", __name__)
    server = Server(operations, settings)

    @routes.post(MCP)
    def current() -> Response:
        return server.serve(CURRENT)

    @routes.post(f"{REST}/<version>/mcp")
    def of_version(version: str) -> Response:
        return server.serve(version_of(version) or CURRENT)

    return routes


class Server:
    """Answers messages. Safe from many threads."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        self._operations = operations
        self._origins = allowlist(settings) | {settings.ucp.url.rstrip("/").lower()}
        self._tools = tools(settings.ucp)
        business = settings.business
        words = messages(business.languages[0])["agents"]
        self._instructions = words["instructions"].format(name=business.name)
        self._info = {"name": "tresen", "title": business.name, "version": installed("tresen")}

    def serve(self, asked: Version) -> Response:
        """The answer to the request that is being served."""
        id: str | int | None = None
        era = Era.LEGACY
        try:
            self._admit()
            held = read_object()
            id = id_of(held)
            message = message_of(held, id)
            era = message.era
            if message.id is None:
                return Response(status=202)
            result = self._result(message, asked)
        except RpcError as exc:
            return failed(id, exc)
        if era is Era.MODERN:
            own = {f"{PREFIX}serverInfo": self._info}
            result = {"resultType": "complete", **result, "_meta": own}
        return reply({"jsonrpc": "2.0", "id": id, "result": result}, 200)

    def _admit(self) -> None:
        """No page of another origin may speak to a server on its visitor's own machine, nor one
        whose name leads to it by a DNS that was changed meanwhile."""
        origin = request.headers.get("Origin", "").lower()
        own = urlsplit(request.host_url)
        here = {f"{own.scheme}://{own.netloc}"} if is_loopback(own.hostname or "") else set()
        if origin and origin not in self._origins | here:
            raise RpcError(Code.REQUEST, f"Origin {origin[:100]} is not allowed.", 403)

    def _result(self, message: Message, asked: Version) -> dict[str, Any]:
        match message.method, message.era:
            case "server/discover", _:
                return {
                    "supportedVersions": list(SUPPORTED),
                    "capabilities": {"tools": {}},
                    "instructions": self._instructions,
                    "ttlMs": _HOUR_MS,
                    "cacheScope": "public",
                }
            case "initialize", Era.LEGACY:
                wanted = message.params.get("protocolVersion")
                return {
                    "protocolVersion": wanted if wanted in LEGACY else LEGACY[0],
                    "capabilities": {"tools": {}},
                    "serverInfo": self._info,
                    "instructions": self._instructions,
                }
            case "ping", Era.LEGACY:
                return {}
            case "tools/list", era:
                listed: dict[str, Any] = {"tools": self._tools}
                return listed | (
                    {"ttlMs": _HOUR_MS, "cacheScope": "public"} if era is Era.MODERN else {}
                )
            case "tools/call", _:
                return self._call(message.params, asked)
        status = 404 if message.era is Era.MODERN else 200
        raise RpcError(Code.METHOD, f"Method not found: {message.method[:100]}", status)

    def _call(self, params: dict[str, Any], asked: Version) -> dict[str, Any]:
        name, arguments = params.get("name"), params.get("arguments", {})
        operation = next((one for one in OPERATIONS if one.name == name), None)
        if operation is None:
            raise RpcError(Code.PARAMS, f"Unknown tool: {shown(name)}")
        if not isinstance(arguments, dict):
            raise RpcError(Code.PARAMS, f"arguments is {shown(arguments)}; expected an object.")
        names_itself = "meta" in arguments
        try:
            meta = _meta(arguments)
            profile = meta.agent.profile if meta.agent else ""
            body = _body(arguments, operation.inside)
            told = self._operations.answer(Asking(operation, body, asked, profile, meta.once))
        except UcpError as exc:
            if RPC[exc.fault] == Code.PARAMS and not names_itself:
                # To a model that calls a tool, what is wrong with its arguments is a result that
                # it reads; the commerce protocol's clients, who name themselves, get an error.
                return {"content": [{"type": "text", "text": str(exc)}], "isError": True}
            raise self._ucp(exc) from exc
        text = json.dumps(told, ensure_ascii=False)
        return {"content": [{"type": "text", "text": text}], "structuredContent": told}

    def _ucp(self, error: UcpError) -> RpcError:
        """An error of the commerce protocol. What is wrong with arguments is an answer like any
        other to JSON-RPC; all else has its own status."""
        code = RPC[error.fault]
        status = 200 if code == Code.PARAMS else STATUS[error.fault]
        data: dict[str, Any] = {"code": error.fault.value, "content": str(error)}
        if url := self._operations.settings.business.url:
            data["continue_url"] = url
        if error.retry_after is not None:
            data["retry_after"] = max(1, round(error.retry_after))
        found = RpcError(code, str(error), status, data)
        found.retry_after = error.retry_after
        return found


def _meta(arguments: dict[str, Any]) -> Meta:
    try:
        return Meta.model_validate(arguments.get("meta") or {})
    except ValidationError as exc:
        place = ".".join(str(step) for step in exc.errors()[0]["loc"])
        text = f"arguments.meta.{place}: {exc.errors()[0]['msg']}."
        raise UcpError(Fault.INVALID_REQUEST, text) from exc


def _body(arguments: dict[str, Any], inside: str) -> dict[str, Any]:
    held = arguments.get(inside)
    if not isinstance(held, dict):
        text = f"arguments.{inside} is {shown(held)}; expected an object."
        raise UcpError(Fault.INVALID_REQUEST, text)
    return held
