"""`POST /v1/chat/completions` and `GET /v1/models`: the agent for programs that speak OpenAI's API.

The agent answers as it does everywhere, and what it knows of its reply stands beside it in
`tresen`. A conversation goes on where the request names it (`conversation` in the body, or the
header X-Tresen-Conversation; an id of the client's own together with X-Tresen-Visitor), or where
its messages are word for word what was said here (transcripts.py). The client's messages are
otherwise unread: no prompt, no rule and no fact comes from them. A header Idempotency-Key makes a
message that is sent twice in one conversation have one reply.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from pydantic import TypeAdapter, ValidationError

from agent.answer import Incoming
from agent.config import Settings
from agent.errors import ConversationBusy, MessageError, UnknownConversation
from agent.events import Event, Finished
from web import stream
from web.api_keys import Keys
from web.bodies import Id, json_body, shown, visitor_secret, wanted_language
from web.desk import Begun, Desk, begin
from web.errors import NotBegun, RequestError, UnknownModel
from web.openai_bodies import MODEL, Wanted, read_completion
from web.openai_wire import Wire
from web.reply import Reply
from web.transcripts import Said, Transcripts

CONVERSATION = "X-Tresen-Conversation"
ONCE = "Idempotency-Key"
_HEADERS = {name: value for name, value in stream.HEADERS.items() if not name.startswith("x-")}
_ID: TypeAdapter[str] = TypeAdapter(Id)


def openai_api(desk: Desk, settings: Settings) -> Blueprint:
    """The routes."""
    routes = Blueprint("openai", __name__, url_prefix="/v1")
    keys = Keys(settings.web)
    transcripts = Transcripts()
    started = int(time.time())

    @routes.post("/chat/completions")
    def complete() -> Response:
        has_key = keys.check()
        wanted = read_completion(json_body())
        # A program with a key speaks for many visitors from one address.
        line = "" if has_key else desk.rate.take(request.remote_addr or "")
        named = wanted.conversation or _header_id(CONVERSATION)
        before = transcripts.find(wanted.before) if wanted.before and not named else None
        incoming, turns = _incoming(desk, wanted, named, before)
        begun = _begun(desk, replace(incoming, address=line), wanted.place)
        wire = Wire(f"chatcmpl-{secrets.token_hex(12)}", int(time.time()))
        reply = Reply()
        noted = _noted(begun.events, reply, wanted, None if named else transcripts, turns)
        if wanted.streamed:
            chunks = wire.chunks(noted, reply, wanted.with_usage)
            response = current_app.response_class(chunks, headers=_HEADERS)
            response.call_on_close(begun.close)
            return response
        try:
            for _ in noted:
                pass
        finally:
            begun.close()
        if reply.failed:
            raise NotBegun(reply.failed)
        return jsonify(wire.whole(reply))

    @routes.get("/models")
    def models() -> Response:
        keys.check()
        return jsonify(object="list", data=[_model(started, settings.business.name)])

    @routes.get("/models/<name>")
    def model(name: str) -> Response:
        keys.check()
        if name != MODEL:
            raise UnknownModel(f"There is no model {name[:80]!r} here.", "model")
        return jsonify(_model(started, settings.business.name))

    return routes


def _incoming(desk: Desk, wanted: Wanted, named: str, before: Said | None) -> tuple[Incoming, int]:
    """The message, in the conversation that is named or in a copy of what the request repeats; and
    how many turns there are in it by then."""
    conversation, turns = named, 0
    if before is not None:
        # What is no longer kept begins anew, as what was never said here does.
        with suppress(UnknownConversation):
            conversation = desk.agent.copied(before.conversation, before.turns)
            turns = before.turns
    incoming = Incoming(
        text=wanted.text,
        conversation=conversation,
        message_id=_header_id(ONCE),
        language=wanted_language(desk.agent.business.languages),
        visitor=visitor_secret() if named else "",
    )
    return incoming, turns


def _begun(desk: Desk, incoming: Incoming, place: str) -> Begun:
    """As `begin`; what is wrong with the message is said of its place in the request."""
    try:
        return begin(desk, incoming)
    except (UnknownConversation, ConversationBusy):
        raise
    except MessageError as exc:
        raise RequestError(str(exc), place) from exc


def _noted(
    events: Iterable[Event],
    reply: Reply,
    wanted: Wanted,
    transcripts: Transcripts | None,
    turns: int,
) -> Iterator[Event]:
    """Passes events on, and fills `reply`; when it is whole the client may go on with its words."""
    for event in events:
        reply.take(event)
        if isinstance(event, Finished) and transcripts is not None:
            said = (("user", wanted.text), ("assistant", reply.text))
            transcripts.note((*wanted.before, *said), Said(reply.conversation, turns + 1))
        yield event


def _header_id(name: str) -> str:
    value = request.headers.get(name, "")
    try:
        return _ID.validate_python(value)
    except ValidationError as exc:
        raise RequestError(
            f"{name} is {shown(value)}: at most 128 printable characters without spaces.", name
        ) from exc


def _model(created: int, owner: str) -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": created, "owned_by": owner}
