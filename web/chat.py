"""`POST /api/chat`: one message in, the reply's stream out; and what was said before.

Who may read a conversation: an id that the server made is unguessable, so knowing it is enough. An
id that the client made (the AI SDK's, the widget's) counts only together with the visitor's secret,
from the header X-Tresen-Visitor or the first-party cookie, so that a guessed id opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from agent.answer import Incoming
from agent.conversation import Turn
from agent.errors import UnknownConversation
from agent.events import Started
from agent.shop import Agent
from web import stream
from web.bodies import is_secret, json_body, read, visitor_secret, wanted_language
from web.desk import Desk, begin

COOKIE = "tresen_visitor"
_YEAR = 365 * 24 * 3600


def chat(desk: Desk) -> Blueprint:
    """The routes of the chat."""
    routes = Blueprint("chat", __name__)

    @routes.post("/api/chat")
    def say() -> Response:
        incoming, cookie = _incoming(desk)
        line = desk.rate.take(request.remote_addr or "")
        begun = begin(desk, replace(incoming, address=line))
        response = current_app.response_class(stream.write(begun.events), headers=stream.HEADERS)
        response.call_on_close(begun.close)
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

    @routes.get("/api/chat/<conversation>/stream")
    def resume(conversation: str) -> Response:
        # The SDK's word for "there is nothing to resume": what was said is in the history, and a
        # message that is sent again under its id has the reply that was lost.
        return Response(status=204)

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
    asked = read(json_body())
    visitor, cookie = visitor_secret(), ""
    if asked.chosen and not visitor:
        visitor = _cookie_visitor()
        if not visitor:
            visitor = cookie = secrets.token_urlsafe(24)
    incoming = Incoming(
        text=asked.text,
        conversation=asked.conversation,
        message_id=asked.message_id,
        language=wanted_language(desk.agent.business.languages),
        visitor=visitor if asked.conversation else "",
    )
    return incoming, cookie


def _history(agent: Agent, conversation: str) -> Sequence[Turn]:
    """The turns, as whoever asks may read them. Raises UnknownConversation."""
    visitor = visitor_secret()
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
    """A turn as two of the AI SDK's messages; as one where nobody had asked."""
    metadata = {"created": turn.created.isoformat(), "finished": turn.finished is not None}
    if turn.message:
        said = [{"type": "text", "text": turn.message}]
        yield {"id": turn.message_id, "role": "user", "parts": said, "metadata": metadata}
    parts = stream.message_parts(turn.reply, turn.events)
    reply = next(
        (e.message for e in turn.events if isinstance(e, Started)), f"reply-{turn.position}"
    )
    yield {"id": reply, "role": "assistant", "parts": parts, "metadata": metadata}


def _cookie_visitor() -> str:
    value = request.cookies.get(COOKIE, "")
    return value if is_secret(value) else ""
