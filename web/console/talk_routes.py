"""Today and Talk: their routes. Each form is sent once, however often it is pressed."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from agent.attending import Outcome, person_s
from web.console.hands import Hands
from web.console.pages import page
from web.console.talk import talk
from web.console.talks import Talks
from web.mail.talks import state

_STATUS = {Outcome.DONE: 200, Outcome.REPEATED: 200, Outcome.TAKEN: 409, Outcome.GONE: 404}


def add_talk(routes: Blueprint, talks: Callable[[], Talks], hands: Callable[[], Hands]) -> None:
    """The routes."""

    @routes.get("")
    def today() -> Response:
        lists = talks()
        fault = state(hands().agent.catalog.database).fault
        return page("today", today=lists.today(), undelivered=lists.undelivered(), fault=fault)

    @routes.get("/talks/<id>")
    def show(id: str) -> Response:
        return _shown(hands(), id)

    @routes.post("/talks/<id>/take")
    def take(id: str) -> Response:
        outcome = hands().take(id, g.session.name, request.form.get("instead_of", ""))
        return _after(hands(), id, outcome)

    @routes.post("/talks/<id>/say")
    def say(id: str) -> Response:
        text, key = request.form.get("text", "").strip(), request.form.get("key", "")
        reach = hands().reach
        messenger = reach.of(id)
        too_long = len(text) > hands().agent.settings.web.message_chars
        if not text or not 16 <= len(key) <= 64 or too_long:
            return _shown(hands(), id, 422, "too_long" if too_long else "empty", text)
        if messenger is not None and not messenger.is_open:
            return _shown(hands(), id, 409, "", text)
        outcome = hands().say(id, g.session.name, f"person:{key}", text)
        return _after(hands(), id, outcome, text)

    @routes.post("/talks/<id>/leave")
    def hand_back(id: str) -> Response:
        return _after(hands(), id, hands().leave(id, g.session.name))

    @routes.post("/handoffs/<int:number>/done")
    def done(number: int) -> Response:
        hands().agent.conversations.open_questions.finish(number)
        return redirect(url_for("console.today"), 303)


def _after(hands: Hands, id: str, outcome: Outcome, text: str = "") -> Response:
    """The talk again, by an address that can be reloaded; where nothing was done, why."""
    if outcome in (Outcome.DONE, Outcome.REPEATED):
        return redirect(url_for("console.show", id=id, _anchor="end"), 303)
    return _shown(hands, id, _STATUS[outcome], "taken", text)


def _shown(hands: Hands, id: str, status: int = 200, fault: str = "", text: str = "") -> Response:
    seconds = person_s(hands.agent)
    found = talk(hands.agent.catalog.database, id, seconds)
    if found is None:
        return page("gone", 404)
    messenger = hands.reach.of(id)
    return page(
        "talk",
        status,
        talk=found,
        messenger=messenger,
        waiting=hands.reach.waiting(messenger) if messenger else (),
        troubles=hands.reach.troubles(id, messenger),
        fault=fault,
        text=text,
        key=secrets.token_urlsafe(18),
        minutes=max(1, round(seconds / 60)),
    )
