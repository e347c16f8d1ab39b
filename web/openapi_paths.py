"""What `/openapi.json` says of the chat, of `/v1`, the widget's files, health and webhooks."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from agent.events import CardShown, Cited, HandedOff, Queued
from agent.events import Timings as TimingsShown
from web.bodies import HEADER, ClickRequest, PlainRequest, SdkRequest, ThumbRequest
from web.openai_bodies import CompletionRequest
from web.openapi import Described, ref
from web.openapi_parts import OpenAIProblem, Problem, Told, json_of, parameter, problems


class FactData(Told):
    text: str = Field(description="as it is written for the customer")
    item: str
    field: str
    source: str = Field(description="an address, or the name of a file")
    place: str
    as_of: str = Field(description="ISO 8601")


class MessageMetadata(Told):
    created: str
    finished: bool


class HistoryMessage(Told):
    id: str
    role: Literal["user", "assistant"]
    parts: list[dict[str, Any]] = Field(description="as the AI SDK's UIMessage has them")
    metadata: MessageMetadata


class History(Told):
    conversation: str
    messages: list[HistoryMessage]


class PresenceNow(Told):
    person: str = Field(description="who of the business has taken the talk; empty: the agent")
    told: int = Field(description="turns with a reply: when it grows there is something new")


class Usage(Told):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: dict[str, int]


class Beside(Told):
    """Under `tresen`: what the agent knows of its reply."""

    conversation: str = Field(description="send it as `conversation` to go on in it")
    lane: Literal["direct", "composed", "fallback", "person"] | None
    language: str | None
    products: list[CardShown]
    facts: list[FactData]
    sources: list[Cited]
    suggestions: list[str]
    handoff: HandedOff | None
    timings: TimingsShown | None


class Choice(Told):
    index: int
    message: dict[str, Any]
    logprobs: None
    finish_reason: Literal["stop"]


class Completion(Told):
    id: str
    object: Literal["chat.completion"]
    created: int
    model: Literal["tresen"]
    choices: list[Choice]
    usage: Usage
    tresen: Beside


class Model(Told):
    id: Literal["tresen"]
    object: Literal["model"]
    created: int
    owned_by: str


class Models(Told):
    object: Literal["list"]
    data: list[Model]


_VISITOR = parameter(
    HEADER, "header", "the secret of a visitor, for ids of conversations that the client made",
    pattern=r"^[A-Za-z0-9_-]{16,128}$",
)  # fmt: skip
_LANGUAGE = parameter("Accept-Language", "header", "for when the message does not tell")
_STREAM = (
    "The AI SDK's UI message stream (header x-vercel-ai-ui-message-stream: v1), a server-sent "
    "event for each part: start, data-queue, text-start, text-delta, text-end, source-url, "
    "data-product (CardShown), data-cart (CartOffered), data-comparison (Compared), data-facts (a "
    "list of FactData), data-suggestions (strings), data-handoff (HandedOff), error, finish; then "
    "[DONE]. Lines that begin with a colon are heartbeats."
)


# One event of a stream; `data` is JSON, or [DONE].
_EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {"data": {"type": "string"}, "event": {"type": "string"}},
    "required": ["data"],
}


TALK = Described(
    {
        "/api/chat": {
            "post": {
                "summary": "Ask, and read the reply as it is written",
                "parameters": [_VISITOR, _LANGUAGE],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"anyOf": [ref(PlainRequest), ref(SdkRequest)]}
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": _STREAM,
                        "content": {"text/event-stream": {"schema": _EVENT}},
                    },
                    **problems(400, 404, 409, 413, 415, 422, 429, 500, 503),
                },
            }
        },
        "/api/chat/{conversation}/stream": {
            "get": {
                "summary": "Resume a stream, as the AI SDK asks for it: there is never one",
                "parameters": [parameter("conversation", "path", "its id")],
                "responses": {"204": {"description": "Nothing to resume."}},
            }
        },
        "/api/conversations/{conversation}": {
            "get": {
                "summary": "What was said in a conversation",
                "parameters": [parameter("conversation", "path", "its id"), _VISITOR],
                "responses": {"200": json_of("The messages, the oldest first", History),
                              **problems(404, 422, 500)},
            }
        },
        "/api/conversations/{conversation}/thumbs": {
            "post": {
                "summary": "What the customer thinks of a reply",
                "parameters": [parameter("conversation", "path", "its id"), _VISITOR],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ref(ThumbRequest)}},
                },
                "responses": {"204": {"description": "Kept."},
                              **problems(400, 404, 413, 415, 422, 429, 500)},
            }
        },
        "/api/conversations/{conversation}/clicks": {
            "post": {
                "summary": "The customer has opened a product that was shown in the conversation",
                "parameters": [parameter("conversation", "path", "its id"), _VISITOR],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ref(ClickRequest)}},
                },
                "responses": {"204": {"description": "Counted."},
                              **problems(400, 404, 413, 415, 422, 429, 500)},
            }
        },
        "/api/conversations/{conversation}/presence": {
            "get": {
                "summary": "Who answers now, and whether there is something new",
                "parameters": [parameter("conversation", "path", "its id"), _VISITOR],
                "responses": {"200": json_of("Both", PresenceNow), **problems(404, 422, 500)},
            }
        },
    },
    (PlainRequest, SdkRequest, ThumbRequest, ClickRequest, History, PresenceNow, Problem,
     FactData, CardShown, HandedOff, Queued),
)  # fmt: skip

_SECURED: dict[str, Any] = {"security": [{}, {"key": []}]}
V1 = Described(
    {
        "/v1/chat/completions": {
            "post": {
                "summary": "Ask, as OpenAI's API is asked",
                **_SECURED,
                "parameters": [
                    _VISITOR,
                    _LANGUAGE,
                    parameter("X-Tresen-Conversation", "header", "the conversation to go on in",
                              pattern=r"^[\x21-\x7e]*$", maxLength=128),
                    parameter("Idempotency-Key", "header", "sent twice, a message has one reply",
                              pattern=r"^[\x21-\x7e]*$", maxLength=128),
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": ref(CompletionRequest)}},
                },
                "responses": {
                    "200": {
                        "description": "The reply; with stream = true as chat.completion.chunk",
                        "content": {
                            "application/json": {"schema": ref(Completion)},
                            "text/event-stream": {"schema": _EVENT},
                        },
                    },
                    **problems(400, 401, 404, 409, 413, 415, 429, 500, 503, model=OpenAIProblem),
                },
            }
        },
        "/v1/models": {
            "get": {
                "summary": "The one model there is",
                **_SECURED,
                "responses": {"200": json_of("The list", Models),
                              **problems(401, 500, model=OpenAIProblem)},
            }
        },
        "/v1/models/{name}": {
            "get": {
                "summary": "One model",
                **_SECURED,
                "parameters": [parameter("name", "path", "its id")],
                "responses": {"200": json_of("The model", Model),
                              **problems(401, 404, 500, model=OpenAIProblem)},
            }
        },
    },
    (CompletionRequest, Completion, OpenAIProblem, Models, Model),
)  # fmt: skip
