"""The console's door: who is let in, and that each form comes from a page of this session.

With a password whoever knows it may enter, from everywhere. Without one the door opens on the
machine that serves only, as `/preview` does. The cookie holds a random token; a token that was not
given out here opens nothing, and each login has a new one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from catalog.connections import Connections
from catalog.signs import clean
from web.console.keys import LONGEST, Keys, Session
from web.console.pages import page
from web.errors import ServerBusy, TooMany
from web.here import is_here
from web.limits import rate_of

COOKIE = "tresen_console"
_TRIES = 6
"""Logins a minute that one line may try, three of them at once."""
_PATIENCE_S = 5.0
_NAME = 40
"""Characters of a name."""
_MAX_BODY = 64 * 1024
_OPEN = ("console.files", "console.door", "console.enter")


def add_door(routes: Blueprint, keys: Callable[[], Keys], database: Connections) -> None:
    """Let in by `routes` only who may; the routes of the door itself."""
    rate = rate_of(database, "door", _TRIES)
    computing = threading.Lock()

    @routes.before_request
    def check() -> AnyResponse | None:
        request.max_content_length = _MAX_BODY
        g.session = _session(keys())
        if request.method == "POST" and not _from_here():
            return page("refused", 403)
        if request.endpoint in _OPEN:
            return None
        if g.session is None:
            # What is fetched by a script is told; a person is shown the door.
            watched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
            return Response(status=401) if watched else redirect("/console/door", 303)
        if request.method == "POST" and not g.session.proves(request.form.get("proof", "")):
            return page("refused", 403)
        return None

    @routes.get("/door")
    def door() -> AnyResponse:
        if g.session is not None:
            return redirect("/console", 303)
        return _shown(keys())

    @routes.post("/door")
    def enter() -> AnyResponse:
        name = " ".join(clean(request.form.get("name", "")).split())[:_NAME]
        password = request.form.get("password", "")
        if not name:
            return _shown(keys(), 422, "no_name")
        try:
            if keys().is_set():
                rate.take(request.remote_addr or "")
            may = _may(keys(), password, computing)
        except TooMany as exc:
            response = _shown(keys(), 429, "too_many")
            response.headers["Retry-After"] = str(round(exc.retry_after) + 1)
            return response
        if not may:
            return _shown(keys(), 403, "wrong")
        session = keys().enter(name, request.cookies.get(COOKIE, ""))
        entered = redirect("/console", 303)
        entered.set_cookie(
            COOKIE,
            session.token,
            path="/console",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return entered

    @routes.post("/leave")
    def leave() -> AnyResponse:
        if request.form.get("everywhere"):
            keys().leave_everywhere()
        else:
            keys().leave(g.session)
        response = redirect("/console/door", 303)
        response.delete_cookie(COOKIE, path="/console")
        return response


def _session(keys: Keys) -> Session | None:
    """Who asks. Without a password nobody from elsewhere is anybody."""
    token = request.cookies.get(COOKIE, "")
    session = keys.session(token) if token else None
    return session if session is not None and (is_here() or keys.is_set()) else None


def _may(keys: Keys, password: str, computing: threading.Lock) -> bool:
    """Whether whoever asks may enter. One password is computed at a time: each takes 64 MiB.

    Raises ServerBusy.
    """
    if not keys.is_set():
        return is_here()
    if not 0 < len(password) <= LONGEST:
        return False
    if not computing.acquire(timeout=_PATIENCE_S):
        raise ServerBusy("Others are at the door.", _PATIENCE_S)
    try:
        return keys.fits(password)
    finally:
        computing.release()


def _shown(keys: Keys, status: int = 200, fault: str = "") -> Response:
    has_password = keys.is_set()
    if not has_password and not is_here():
        return page("closed", 403)
    name = request.form.get("name", "")[:_NAME]
    return page("door", status, has_password=has_password, fault=fault, name=name)


def _from_here() -> bool:
    """Whether a form was sent by a page of this server. Browsers say so themselves, whatever a
    proxy does to the address; of those that do not the origin is compared."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
