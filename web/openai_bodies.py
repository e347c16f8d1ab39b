"""What a request to `/v1/chat/completions` may look like, and what is taken from it.

Source: OpenAI's API reference, "Create chat completion". Asked is the last message of the user. The
model, its rules and how it draws are the business's: `temperature`, `max_tokens`, `stop`, `seed`,
`tools` and the like pass unread, and so do messages of the roles system, developer and tool. What
would have to change the form of the reply (`n`, `response_format`) is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from web.bodies import Id, json_object, validated
from web.errors import RequestError, UnknownModel

MODEL = "tresen"
"""The one model there is: the agent. What writes its words is the business's choice."""


def _text(content: Any) -> str:
    """The text of a message's content: a string, or a list of parts, of which text is read."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise ValueError("expected a string or a list of parts")
    texts = [part.get("text") for part in content if part.get("type") == "text"]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a part of type 'text' has no text")
    return "\n".join(map(str, texts))


_CONTENT_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"type": {"type": "string"}, "text": {"type": "string"}},
                "required": ["type", "text"],
            },
        },
        {"type": "null"},
    ]
}
Content = Annotated[str, BeforeValidator(_text), WithJsonSchema(_CONTENT_SCHEMA)]


class ChatMessage(BaseModel):
    """Of the user's last one the text is asked; those before are only compared (transcripts.py)."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content = ""


class StreamOptions(BaseModel):
    model_config = ConfigDict(strict=True)

    include_usage: bool = False


class ResponseFormat(BaseModel):
    type: Literal["text"]


class CompletionRequest(BaseModel):
    """`conversation` is ours (`extra_body` in OpenAI's client). Further keys pass unread."""

    model_config = ConfigDict(strict=True)

    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    model: str = MODEL
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    response_format: ResponseFormat | None = None
    conversation: Id = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked, and how the reply is to be written.

    `place` names the message that is asked; `before` is what was said before it, as the client has
    it: (role, text) of the user's and the assistant's messages.
    """

    text: str
    place: str
    before: tuple[tuple[str, str], ...]
    conversation: str
    streamed: bool
    with_usage: bool


def read_completion(raw: bytes) -> Wanted:
    """What the body `raw` asks for. Raises NotJson, UnknownModel, or RequestError with a field."""
    body = validated(CompletionRequest, json_object(raw))
    if body.model != MODEL:
        raise UnknownModel(
            f"There is no model {body.model[:80]!r} here; the one there is is {MODEL!r}.", "model"
        )
    if body.stream_options is not None and not body.stream:
        raise RequestError("stream_options is only for stream = true.", "stream_options")
    roles = [message.role for message in body.messages]
    if "user" not in roles:
        raise RequestError("There is no message with the role 'user'.", "messages")
    last = len(roles) - 1 - roles[::-1].index("user")
    text, place = body.messages[last].content, f"messages.{last}.content"
    if not text.strip():
        raise RequestError(f"{place} has no text.", place)
    before = tuple(
        (message.role, message.content.strip())
        for message in body.messages[:last]
        if message.role in ("user", "assistant")
    )
    usage = body.stream_options is not None and body.stream_options.include_usage
    return Wanted(text, place, before, body.conversation, bool(body.stream), usage)
