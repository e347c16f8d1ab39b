"""`POST /api/chat`: one message in, the reply's stream out; and what was said before.

Who may read a conversation: an id that the server made is unguessable, so knowing it is enough. An
id that the client made (the AI SDK's, the widget's) counts only together with the visitor's secret,
from the header X-Tresen-Visitor or the first-party cookie, so that a guessed id opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, jsonify, request

from agent.answer import Incoming
from agent.attending import holder, person_s
from agent.conversation_rows import stored_id
from agent.errors import UnknownConversation
from agent.events import Started
from agent.turns import PERSON, Turn
from web import stream
from web.bodies import (
    ClickRequest,
    ThumbRequest,
    is_secret,
    json_body,
    json_object,
    read,
    validated,
    visitor_secret,
    wanted_language,
)
from web.desk import Desk, begin
from web.mail.talks import note_history
from web.product_questions import named

COOKIE = "tresen_visitor"
_YEAR = 365 * 24 * 3600
_THUMBS = {"up": 1, "none": 0, "down": -1}

Read = TypeVar("Read")


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
        def read(visitor: str) -> list[Turn]:
            agent = desk.agent
            found = agent.history(conversation, visitor)
            if any(turn.lane == PERSON for turn in found):
                names = (conversation, stored_id(conversation, visitor))
                note_history(agent.catalog.database, names, found)
            return found

        turns = _of_visitor(read)
        messages = [message for turn in turns for message in _messages(turn, desk)]
        response = jsonify(conversation=conversation, messages=messages)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post("/api/conversations/<conversation>/thumbs")
    def thumbs(conversation: str) -> Response:
        asked = validated(ThumbRequest, json_object(json_body()))
        desk.rate.take(request.remote_addr or "")

        def keep(visitor: str) -> None:
            kept = desk.agent.conversations
            kept.thumb(conversation, visitor, asked.messageId, _THUMBS[asked.thumb])

        _of_visitor(keep)
        return Response(status=204)

    @routes.post("/api/conversations/<conversation>/clicks")
    def clicks(conversation: str) -> Response:
        asked = validated(ClickRequest, json_object(json_body()))
        desk.rate.take(request.remote_addr or "")
        kept = desk.agent.conversations
        _of_visitor(lambda visitor: kept.click(conversation, visitor, asked.product))
        return Response(status=204)

    @routes.get("/api/conversations/<conversation>/presence")
    def presence(conversation: str) -> Response:
        """Asked every few seconds by each open chat, so it reads no turn."""
        glance = _of_visitor(partial(desk.agent.conversations.glance, conversation))
        name = holder(glance.attendant, glance.attended, person_s(desk.agent))
        response = jsonify(person=name, told=glance.told)
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
        about=named(desk.agent, asked.product) if asked.product else (),
        page=asked.page,
    )
    return incoming, cookie


def _of_visitor(read: Callable[[str], Read]) -> Read:
    """What `read` finds for whoever asks, by their secret. Raises UnknownConversation."""
    visitor = visitor_secret()
    if visitor:
        return read(visitor)
    try:
        return read("")
    except UnknownConversation:
        cookie = _cookie_visitor()
        if not cookie:
            raise
        return read(cookie)


def _messages(turn: Turn, desk: Desk) -> Iterator[dict[str, Any]]:
    """A turn as two of the AI SDK's messages; as one where nobody had asked, or nobody answered."""
    metadata = {"created": turn.created.isoformat(), "finished": turn.finished is not None}
    if turn.message:
        said = [{"type": "text", "text": turn.message}]
        yield {"id": turn.message_id, "role": "user", "parts": said, "metadata": metadata}
    if turn.message and not turn.reply and turn.lane == PERSON:
        return
    parts = stream.message_parts(turn.reply, desk.shown(turn.events))
    reply = next(
        (e.message for e in turn.events if isinstance(e, Started)), f"reply-{turn.position}"
    )
    yield {"id": reply, "role": "assistant", "parts": parts, "metadata": metadata}


def _cookie_visitor() -> str:
    value = request.cookies.get(COOKIE, "")
    return value if is_secret(value) else ""
