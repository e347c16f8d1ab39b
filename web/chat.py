"""`POST /api/chat`: one message in, the reply's stream out; and what was said before.

Who may read a conversation: an id that the server made is unguessable, so knowing it is enough. An
id that the client made (the AI SDK's, the widget's) counts only together with the visitor's secret,
from the header X-Tresen-Visitor or the first-party cookie, so that a guessed id opens nothing.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from agent.answer import Incoming
from agent.conversation import Turn
from agent.errors import UnknownConversation
from agent.events import Event, Failed, Started
from agent.shop import Agent
from web import stream
from web.bodies import VISITOR, read
from web.errors import RequestError, WrongType, problem
from web.limits import Places, Rate
from web.metrics import Metrics

# A message has at most some thousand characters, but the AI SDK sends the whole conversation.
MAX_BODY = 512 * 1024
COOKIE = "tresen_visitor"
HEADER = "X-Tresen-Visitor"
_FAILED = {"overloaded": 429, "engine_down": 503, "generation_failed": 503, "internal": 500}
_YEAR = 365 * 24 * 3600

Answer = Callable[[Agent, Incoming], Iterator[Event]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with."""

    agent: Agent
    answer: Answer
    metrics: Metrics
    rate: Rate
    places: Places


def chat(desk: Desk) -> Blueprint:
    """The routes of the chat."""
    routes = Blueprint("chat", __name__)

    @routes.post("/api/chat")
    def say() -> Response:
        incoming, cookie = _incoming(desk)
        desk.rate.take(request.remote_addr or "")
        give_back = desk.places.take()
        try:
            response = _reply(desk, incoming, give_back)
        except BaseException:
            give_back()
            raise
        if cookie:
            response.set_cookie(
                COOKIE,
                cookie,
                max_age=_YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure,
            )
        return response

    @routes.get("/api/conversations/<conversation>")
    def history(conversation: str) -> Response:
        turns = _history(desk.agent, conversation)
        messages = [message for turn in turns for message in _messages(turn)]
        response = jsonify(conversation=conversation, messages=messages)
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def _incoming(desk: Desk) -> tuple[Incoming, str]:
    """The message in the request, and the cookie to set (empty: none)."""
    request.max_content_length = MAX_BODY
    if not request.is_json:
        sent = request.mimetype or "nothing"
        raise WrongType(f"Content-Type says {sent}; expected application/json.", "Content-Type")
    asked = read(request.get_data(cache=False))
    visitor, cookie = _header_visitor(), ""
    if asked.chosen and not visitor:
        visitor = _cookie_visitor()
        if not visitor:
            visitor = cookie = secrets.token_urlsafe(24)
    incoming = Incoming(
        text=asked.text,
        conversation=asked.conversation,
        message_id=asked.message_id,
        language=_language(desk.agent.business.languages),
        visitor=visitor if asked.conversation else "",
    )
    return incoming, cookie


def _reply(desk: Desk, incoming: Incoming, give_back: Callable[[], None]) -> Response:
    """The stream, or an error's answer where the reply fails before its first word.

    The first two events are drawn before anything is sent, because only then can a refusal still
    be an HTTP status. Closing the response closes the events, which cancels the reply.
    """
    events = desk.metrics.watch(desk.answer(desk.agent, incoming))
    drawn = list(itertools.islice(events, 1))
    if drawn and isinstance(drawn[0], Started):
        drawn.extend(itertools.islice(events, 1))
    if drawn and isinstance(failed := drawn[-1], Failed):
        list(events)
        give_back()
        status = _FAILED[failed.code]
        return problem(status, failed.code, failed.text, retry_after=failed.retry_after)
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    alive = itertools.takewhile(lambda _: not gone(), itertools.chain(drawn, events))
    response = current_app.response_class(stream.write(alive), headers=stream.HEADERS)
    response.call_on_close(give_back)
    response.call_on_close(events.close)
    return response


def _history(agent: Agent, conversation: str) -> Sequence[Turn]:
    """The turns, as whoever asks may read them. Raises UnknownConversation."""
    visitor = _header_visitor()
    if visitor:
        return agent.history(conversation, visitor)
    try:
        return agent.history(conversation)
    except UnknownConversation:
        cookie = _cookie_visitor()
        if not cookie:
            raise
        return agent.history(conversation, cookie)


def _messages(turn: Turn) -> Iterator[dict[str, Any]]:
    """A turn as two of the AI SDK's messages."""
    metadata = {"created": turn.created.isoformat(), "finished": turn.finished is not None}
    said = [{"type": "text", "text": turn.message}]
    yield {"id": turn.message_id, "role": "user", "parts": said, "metadata": metadata}
    parts = stream.message_parts(turn.reply, turn.events)
    reply = next(
        (e.message for e in turn.events if isinstance(e, Started)), f"reply-{turn.position}"
    )
    yield {"id": reply, "role": "assistant", "parts": parts, "metadata": metadata}


def _header_visitor() -> str:
    value = request.headers.get(HEADER, "")
    if value and not VISITOR.match(value):
        raise RequestError(f"{HEADER} must be 16 to 128 letters, digits, '-' or '_'.", HEADER)
    return value


def _cookie_visitor() -> str:
    value = request.cookies.get(COOKIE, "")
    return value if VISITOR.match(value) else ""


def _language(languages: Sequence[str]) -> str:
    """The business's language that the client likes best; empty where it likes none of them."""
    return request.accept_languages.best_match(languages) or ""
