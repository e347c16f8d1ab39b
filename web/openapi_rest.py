"""What `/openapi.json` says of the widget's files, health and metrics."""

from __future__ import annotations

from typing import Any, Literal

from agent.events import CardShown
from web.openapi import Described
from web.openapi_parts import Problem, Told, json_of, parameter, problems
from web.openapi_paths import FactData


class Alive(Told):
    status: Literal["ok"]


class Failing(Told):
    """A source that could not be read the last time; `read` is when it last could."""

    source: str
    read: str | None
    failed: str | None


class Ready(Told):
    status: Literal["ready"]
    sources: list[Failing]
    """Only those that fail."""


class Look(Told):
    """How the widget looks and what it says, in one language."""

    name: str
    language: str
    accent: str
    position: Literal["left", "right"]
    logo: str
    greeting: str
    suggestions: list[str]
    proactive: list[dict[str, Any]]
    credit: str
    message_chars: int
    words: dict[str, Any]
    evidence: dict[str, Any]


class SearchWords(Told):
    """What the box says, in the reply's language."""

    status: str
    unchecked: str
    list: str
    ask: str


class Found(Told):
    """`filters` are the words that goods were held to, `unchecked` those that none was. `near`:
    nothing satisfies all of it, and these have its words."""

    query: str
    language: str
    answer: str
    facts: list[FactData]
    filters: list[str]
    unchecked: list[str]
    near: bool
    total: int
    goods: list[CardShown]
    words: SearchWords


def _text(description: str, kind: str) -> dict[str, Any]:
    return {"description": description, "content": {kind: {"schema": {"type": "string"}}}}


_UNCHANGED = {"description": "The one that the client has is the same."}

REST = Described(
    {
        "/widget.js": {
            "get": {
                "summary": "The chat for a website, as one script",
                "responses": {"200": _text("The script", "text/javascript"), "304": _UNCHANGED},
            }
        },
        "/search.js": {
            "get": {
                "summary": "Makes an input of a website the shop's search box, as one script",
                "responses": {"200": _text("The script", "text/javascript"), "304": _UNCHANGED},
            }
        },
        "/api/search": {
            "get": {
                "summary": "Goods for what is typed into a search box, and an answer above them",
                "description": "Read as a message of the chat is; the last word may be begun only.",
                "parameters": [
                    parameter("q", "query", "what is typed", maxLength=200),
                    parameter("language", "query", "for when the words do not tell"),
                    parameter(
                        "limit", "query", "how many goods", type="integer", minimum=1, maximum=20
                    ),
                ],
                "responses": {
                    "200": json_of("What is found", Found),
                    **problems(422, 429, 500, 503),
                },
            }
        },
        "/widget.json": {
            "get": {
                "summary": "How the widget looks and what it says",
                "parameters": [parameter("language", "query", 'the visitor\'s, as "de-AT"')],
                "responses": {"200": json_of("The look", Look)},
            }
        },
        "/healthz": {
            "get": {
                "summary": "The process answers",
                "responses": {"200": json_of("It does", Alive)},
            }
        },
        "/readyz": {
            "get": {
                "summary": "A reply could begin now",
                "responses": {"200": json_of("It could", Ready), **problems(503)},
            }
        },
        "/metrics": {
            "get": {
                "summary": "Counters in Prometheus' text format, on the machine that serves or "
                           "with a key",
                "security": [{}, {"key": []}],
                "responses": {"200": _text("The counters", "text/plain"), **problems(401, 403)},
            }
        },
        "/openapi.json": {
            "get": {
                "summary": "This document",
                "responses": {"200": {"description": "OpenAPI 3.1",
                                      "content": {"application/json": {"schema": {}}}}},
            }
        },
    },
    (Alive, Failing, Ready, Look, Found, SearchWords, FactData, CardShown, Problem),
)  # fmt: skip
