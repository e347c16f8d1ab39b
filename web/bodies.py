"""What a chat request may look like, and the one message that is taken from it.

Two shapes are understood: `{"message", "conversation"?, "messageId"?}`, and the chat request of
Vercel's AI SDK (`id`, `messages`, `trigger`, `messageId`; source: its `DefaultChatTransport`).
Of the latter's messages only the last one of the user is read: the server trusts its own history.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from web.errors import NotJson, RequestError

# What names a conversation or a message: printable, and no longer than anybody's id.
Id = Annotated[str, Field(max_length=128, pattern=r"^[\x21-\x7e]*$")]

VISITOR = re.compile(r"^[\w-]{16,128}$", re.ASCII)
_VALUE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """One message as it was sent. `chosen` says that the client made the conversation's id."""

    text: str
    conversation: str
    message_id: str
    chosen: bool


class PlainRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    message: str
    conversation: Id = ""
    messageId: Id = ""


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
    try:
        data = from_json(raw)
    except ValueError as exc:
        raise NotJson(f"The body is not JSON: {exc}.", "body") from exc
    if not isinstance(data, dict):
        raise RequestError(f"The body is {_shown(data)}; expected an object.", "body")
    try:
        if "messages" in data:
            return _of_sdk(SdkRequest.model_validate(data))
        plain = PlainRequest.model_validate(data)
    except ValidationError as exc:
        raise _named(exc) from exc
    return Asked(plain.message, plain.conversation, plain.messageId, chosen=False)


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
    return RequestError(f"{field} is {_shown(first['input'])}: {first['msg']}.", field)


def _shown(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= _VALUE_CHARS else f"{text[:_VALUE_CHARS]}…"
