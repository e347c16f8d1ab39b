"""`GET /console/live`: tells an open page, within a second, that there is something new.

A page then fetches itself anew and puts in what has changed, so what it shows is made in one place
only. Each open page takes one thread of the server, so there are few; a page that gets none asks
every few seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from flask import Blueprint, Response, current_app, g, request

from web.console.keys import Keys
from web.console.talks import Talks
from web.limits import Places
from web.stream import HEADERS, HEARTBEAT

_PLACES = 12
_EVERY_S = 0.7
_HEARTBEATS = 5
"""Looks between two of them: only a write tells that the other side has gone."""
_LASTS_S = 900.0
"""Then the browser begins a new one."""


def add_live(routes: Blueprint, talks: Callable[[], Talks], keys: Callable[[], Keys]) -> None:
    """The route."""
    places = Places(_PLACES)

    @routes.get("/live")
    def live() -> Response:
        give_back = places.take()
        token = g.session.token
        lists, kept = talks(), keys()
        gone = request.environ.get("waitress.client_disconnected", lambda: False)
        told = _changes(lists, lambda: gone() or kept.session(token) is None)
        headers = {name: value for name, value in HEADERS.items() if not name.startswith("x-")}
        response = current_app.response_class(told, headers=headers)
        response.call_on_close(give_back)
        return response


def _changes(talks: Talks, ended: Callable[[], bool]) -> Iterator[bytes]:
    yield b"retry: 2000\n\n"
    mark, end, looks = talks.mark(), time.monotonic() + _LASTS_S, 0
    while time.monotonic() < end and not ended():
        now = talks.mark()
        looks += 1
        if now != mark:
            mark = now
            yield b"event: changed\ndata: 1\n\n"
        elif looks % _HEARTBEATS == 0:
            yield HEARTBEAT
        time.sleep(_EVERY_S)
