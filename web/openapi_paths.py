"""What `/openapi.json` says of the chat, of `/v1`, the widget's files, health and webhooks."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.events import CardShown, Cited, HandedOff, Queued
from agent.events import Timings as TimingsShown
from web.bodies import HEADER, ClickRequest, PlainRequest, SdkRequest, ThumbRequest
from web.openai_bodies import CompletionRequest
from web.openapi import Described, ref


class Told(BaseModel):
    """What all answers share: no key that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemInside(Told):
    code: str = Field(description="for programs, and stable")
    message: str = Field(description="for whoever reads it")
    field: str | None = Field(description='the part that is meant, as "messages.0.role"')


class Problem(Told):
    error: ProblemInside


class OpenAIProblemInside(Told):
    message: str
    type: Literal["invalid_request_error", "rate_limit_error", "server_error"]
    param: str | None
    code: str


class OpenAIProblem(Told):
    error: OpenAIProblemInside


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


def json_of(description: str, model: type[Any]) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": description, "content": {"application/json": {"schema": ref(model)}}}


def problems(*codes: int, model: type[Any] = Problem) -> dict[str, Any]:
    """The refusals with these status codes."""
    again = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    found: dict[str, Any] = {}
    for code in codes:
        found[str(code)] = json_of(_MEANINGS[code], model)
        if code in (429, 503):
            found[str(code)]["headers"] = again
    return found


def parameter(name: str, place: str, description: str, **schema: Any) -> dict[str, Any]:
    """A parameter of the kind "header", "path" or "query"; only a path's is required."""
    shape = {"type": "string", **schema}
    needed = place == "path"
    return {"name": name, "in": place, "required": needed, "schema": shape,
            "description": description}  # fmt: skip


_MEANINGS = {
    400: "The body is no JSON, or (under /v1) a field of it cannot be used.",
    401: "No API key, or a wrong one.",
    403: "It is not for whoever asks, and no key opens it.",
    404: "There is no such thing, or it is another visitor's.",
    405: "The route does not take this method.",
    409: "A reply is being written in this conversation.",
    413: "The body is too large.",
    415: "The body is not declared as application/json.",
    422: "A field of the request cannot be used.",
    429: "Too many at once.",
    500: "The server's fault; its log says more.",
    503: "The model cannot be asked now.",
}
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
