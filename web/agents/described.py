"""What `/openapi.json` says of the routes for agents."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from web.agents.nlweb import NLWebRequest
from web.agents.requests import AskRequest, LookupRequest, ProductRequest, SearchRequest
from web.agents.versions import MCP, REST, WELL_KNOWN
from web.openapi import Described, ref
from web.openapi_parts import json_of, parameter

_AGENT = parameter("UCP-Agent", "header", 'the caller: profile="https://…/profile.json"')
_LANGUAGE = parameter("Accept-Language", "header", "where the context names no language")
_VERSION = parameter("version", "path", "a release: 2026-04-08, 2026-08-25")


class Open(BaseModel):
    """An object of a protocol that others extend."""

    model_config = ConfigDict(extra="allow")


class UcpMeta(Open):
    version: str
    status: Literal["success", "error"] = "success"


class UcpAnswer(Open):
    """As https://ucp.dev describes it."""

    ucp: UcpMeta
    messages: list[dict[str, Any]] = []


class UcpProblem(Open):
    """A request that could not be served; `code` is one of the protocol's error codes."""

    ucp: UcpMeta
    code: str
    content: str = Field(description="for whoever reads it")


class UcpProfile(Open):
    ucp: UcpMeta


class RpcMessage(Open):
    jsonrpc: Literal["2.0"]
    method: str
    id: str | int = 0
    params: dict[str, Any] = {}


class RpcAnswer(Open):
    jsonrpc: Literal["2.0"]


class NLWebAnswer(Open):
    about: dict[str, Any] = Field(alias="_meta")


class LinkedData(Open):
    context: Literal["https://schema.org"] = Field(alias="@context")


def _refused(*codes: int, model: type[Any] = UcpProblem) -> dict[str, Any]:
    again = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return {
        str(code): json_of(_MEANINGS[code], model)
        | ({"headers": again} if code in (429, 503) else {})
        for code in codes
    }


_MEANINGS = {
    400: "A field of the request cannot be used, or its caller's profile may not be fetched.",
    403: "A page of another origin.",
    404: "There is no such operation.",
    409: "A reply is being written in this conversation.",
    413: "The body is too long.",
    415: "The body is not declared as application/json.",
    422: "The caller's profile is none, or of another release.",
    424: "The caller's profile cannot be reached.",
    429: "Too many at once.",
    500: "The server's fault; its log says more.",
    503: "The caller's profile cannot be fetched now.",
}


def _operation(
    summary: str, model: type[Any], answer: type[Any], refused: dict[str, Any], *places: Any
) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": ref(model)}}}
    return {
        "post": {
            "summary": summary,
            "parameters": list(places),
            "requestBody": body,
            "responses": {"200": json_of("The answer", answer), **refused},
        }
    }


_OF_UCP = _refused(400, 404, 409, 422, 424, 429, 500, 503)
_OF_RPC = {"202": {"description": "A notification."}} | _refused(
    400, 403, 404, 409, 413, 415, 422, 424, 429, 500, 503, model=RpcAnswer
)
_OPERATIONS: dict[str, tuple[str, type[Any]]] = {
    "/catalog/search": ("Find goods by words and filters", SearchRequest),
    "/catalog/lookup": ("Read goods by their identifiers", LookupRequest),
    "/catalog/product": ("Read one product in detail", ProductRequest),
}
_UNKNOWN = parameter("operation", "path", "any other")


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for path, (summary, model) in _OPERATIONS.items():
        told = (summary, model, UcpAnswer, _OF_UCP)
        paths[f"{REST}{path}"] = _operation(*told, _AGENT, _LANGUAGE)
        paths[f"{REST}/{{version}}{path}"] = _operation(*told, _VERSION, _AGENT, _LANGUAGE)
    for path in (f"{REST}/ask", f"{REST}/draft/ask"):
        summary = "Ask in words (a draft of the protocol)"
        paths[path] = _operation(summary, AskRequest, UcpAnswer, _OF_UCP, _AGENT, _LANGUAGE)
    paths[f"{REST}/{{operation}}"] = _operation(
        "No operation of the protocol that is here", Open, UcpAnswer, _OF_UCP, _UNKNOWN
    )
    for path, places in ((MCP, ()), (f"{REST}/{{version}}/mcp", (_VERSION,))):
        summary = "The Model Context Protocol"
        paths[path] = _operation(summary, RpcMessage, RpcAnswer, _OF_RPC, *places)
    unchanged = {"304": {"description": "The one that the client has is the same."}}
    profile = {"200": json_of("The profile", UcpProfile), **unchanged}
    paths[WELL_KNOWN] = {
        "get": {
            "summary": "What is spoken here: the profile of the Universal Commerce Protocol",
            "responses": profile,
        }
    }
    paths[f"{WELL_KNOWN}/{{version}}"] = {
        "get": {
            "summary": "The profile of an older release, or of the draft",
            "parameters": [_VERSION],
            "responses": {**profile, **_refused(422)},
        }
    }
    paths["/api/linked-data/{item}"] = {
        "get": {
            "summary": "A product as schema.org's linked data",
            "parameters": [parameter("item", "path", "its id, a variant's, or an article number")],
            "responses": {
                "200": {
                    "description": "The product",
                    "content": {"application/ld+json": {"schema": ref(LinkedData)}},
                },
                **unchanged,
                **_refused(404, 429, 500, 503, model=Open),
            },
        }
    }
    text = {"content": {"text/markdown": {"schema": {"type": "string"}}}}
    paths["/llms.txt"] = {
        "get": {
            "summary": "The business on one page",
            "responses": {"200": {"description": "Markdown", **text}, **unchanged}
            | _refused(429, 500, 503, model=NLWebAnswer),
        }
    }
    paths["/ask"] = _operation(
        "Ask in words, as NLWeb does", NLWebRequest, NLWebAnswer,
        _refused(400, 409, 429, 500, 503, model=NLWebAnswer), _LANGUAGE,
    )  # fmt: skip
    return paths


AGENTS = Described(
    _paths(),
    (SearchRequest, LookupRequest, ProductRequest, AskRequest, NLWebRequest, UcpAnswer, UcpProblem,
     UcpProfile, RpcMessage, RpcAnswer, NLWebAnswer, LinkedData, Open),
)  # fmt: skip
