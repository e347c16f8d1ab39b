"""What descriptions for `/openapi.json` are made of: parameters, answers in JSON, refusals."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from web.openapi import ref

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
