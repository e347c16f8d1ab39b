"""What a chat request may look like, and the one message that is taken from it.

Two shapes are understood: `{"message", "conversation"?, "messageId"?}`, and the chat request of
Vercel's AI SDK (`id`, `messages`, `trigger`, `messageId`; source: its `DefaultChatTransport`).
Of the latter's messages only the last one of the user is read: the server trusts its own history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from web.errors import NotJson, RequestError, WrongType

# What names a conversation or a message: printable, and no longer than anybody's id.
Id = Annotated[str, Field(max_length=128, pattern=r"^[\x21-\x7e]*$")]

Body = TypeVar("Body", bound=BaseModel)

HEADER = "X-Tresen-Visitor"
# A message has at most some thousand characters, but the AI SDK sends the whole conversation.
MAX_BODY = 512 * 1024
_SECRET = re.compile(r"^[\w-]{16,128}$", re.ASCII)
_VALUE_CHARS = 80
PAGE = 300
"""Characters of a page's path."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One message as it was sent. `chosen` says that the client made the conversation's id."""

    text: str
    conversation: str
    message_id: str
    chosen: bool
    product: str = ""
    page: str = ""


class PlainRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    message: str
    conversation: Id = ""
    messageId: Id = ""
    product: Annotated[str, Field(max_length=400)] = ""
    """What the page shows that it is asked from: an id, a variant's, an article number."""
    page: Annotated[str, Field(max_length=PAGE)] = ""
    """The path of that page, without what stands behind a "?": for the owner, in the console."""


class ThumbRequest(BaseModel):
    """What a customer thinks of the reply to the message `messageId`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    messageId: Annotated[Id, Field(min_length=1)]
    thumb: Literal["up", "down", "none"]


class ClickRequest(BaseModel):
    """A product that was shown has been opened."""

    model_config = ConfigDict(extra="forbid", strict=True)

    product: Annotated[str, Field(min_length=1, max_length=400)]


class SdkMessage(BaseModel):
    """Parts that are no text (files, tools, own data) pass; they are not read."""

    id: Id = ""
    role: Literal["system", "user", "assistant"]
    parts: list[dict[str, Any]]


class SdkRequest(BaseModel):
    """Further keys pass, since a page may send its own with each request; none of them is read."""

    id: Annotated[Id, Field(min_length=1)]
    messages: list[SdkMessage]
    trigger: Literal["submit-message", "regenerate-message"] = "submit-message"
    messageId: str | None = None


def read(raw: bytes) -> Asked:
    """The message in the body `raw`. Raises NotJson, or RequestError with the field and value."""
    data = json_object(raw)
    if "messages" in data:
        return _of_sdk(validated(SdkRequest, data))
    plain = validated(PlainRequest, data)
    return Asked(
        plain.message,
        plain.conversation,
        plain.messageId,
        chosen=False,
        product=plain.product,
        page=plain.page,
    )


def json_body() -> bytes:
    """The body of the request that is being served. Raises WrongType where it is not JSON."""
    request.max_content_length = MAX_BODY
    if not request.is_json:
        sent = request.mimetype or "nothing"
        raise WrongType(f"Content-Type says {sent}; expected application/json.", "Content-Type")
    return request.get_data(cache=False)


def json_object(raw: bytes) -> dict[str, Any]:
    """The object that `raw` is. Raises NotJson, and RequestError for another JSON value."""
    try:
        data = from_json(raw)
    except ValueError as exc:
        raise NotJson(f"The body is not JSON: {exc}.", "body") from exc
    if not isinstance(data, dict):
        raise RequestError(f"The body is {shown(data)}; expected an object.", "body")
    return data


def validated(kind: type[Body], data: dict[str, Any]) -> Body:
    """`data` as `kind`. Raises RequestError with the first thing that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as exc:
        raise _named(exc) from exc


def visitor_secret() -> str:
    """The visitor's secret from the request's header; empty where there is none."""
    value = request.headers.get(HEADER, "")
    if value and not is_secret(value):
        raise RequestError(f"{HEADER} must be 16 to 128 letters, digits, '-' or '_'.", HEADER)
    return value


def is_secret(value: str) -> bool:
    """Whether `value` can be a visitor's secret."""
    return bool(_SECRET.match(value))


def wanted_language(languages: Sequence[str]) -> str:
    """The one of `languages` that the client likes best; empty where it likes none of them."""
    return request.accept_languages.best_match(languages) or ""


def _of_sdk(request: SdkRequest) -> Asked:
    """A regenerated message keeps its id, so a retry after a cut gets the reply that was lost."""
    place = next(
        (i for i in reversed(range(len(request.messages))) if request.messages[i].role == "user"),
        None,
    )
    if place is None:
        raise RequestError("There is no message with the role 'user'.", "messages")
    message = request.messages[place]
    texts = [part.get("text") for part in message.parts if part.get("type") == "text"]
    field = f"messages.{place}.parts"
    if not texts:
        kinds = ", ".join(sorted({str(part.get("type")) for part in message.parts})) or "none"
        raise RequestError(f"No part is of type 'text' (there are: {kinds[:_VALUE_CHARS]}).", field)
    if not all(isinstance(text, str) for text in texts):
        raise RequestError("A part of type 'text' has no text.", field)
    return Asked("\n".join(map(str, texts)), request.id, message.id, chosen=True)


def _named(error: ValidationError) -> RequestError:
    """The first thing wrong, with its place and value."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(step) for step in first["loc"])
    if first["type"] == "missing":
        return RequestError(f"{field} is missing.", field)
    return RequestError(f"{field} is {shown(first['input'])}: {first['msg']}.", field)


def shown(value: object) -> str:
    """`value` for an error's text: short, and without what could break a line."""
    text = ascii(value)
    return text if len(text) <= _VALUE_CHARS else f"{text[:_VALUE_CHARS]}…"
