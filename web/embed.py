"""`GET /widget.js`, the embeddable chat as one script, and `GET /widget.json`, what it is to say.

The script is written as a few readable files without a build step; here they are joined, with the
style sheet, into one function that leaves one name on the page that embeds it: `window.tresen`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Blueprint, Request, Response, jsonify, request

from agent.config import Settings
from agent.shop import Agent
from web.look import appearance, model_credit
from web.product_questions import questions

# In the order in which each uses what stands before it.
SCRIPTS = (
    "settings.js",
    "wire.js",
    "talk.js",
    "watch.js",
    "elements.js",
    "message.js",
    "panel.js",
    "nudge.js",
    "start.js",
)
STYLE = "widget.css"
_COMMENT = re.compile(r"^\s*(?://[^\n]*|/\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
"""A comment on lines of its own: a quarter of what would be sent."""
_TEN_MINUTES = 600


@dataclass(frozen=True, slots=True)
class Script:
    """`etag` names this state of the script; the packed one has its own, as HTTP asks for."""

    text: bytes
    packed: bytes
    etag: str


@cache
def script() -> Script:
    """The whole script."""
    folder = files("web").joinpath("widget")
    style, *sources = (
        _COMMENT.sub("", folder.joinpath(name).read_text(encoding="utf-8"))
        for name in (STYLE, *SCRIPTS)
    )
    body = "\n".join([f"const STYLE = {json.dumps(style)};", *sources])
    text = f'(() => {{\n"use strict";\n{body}}})();\n'.encode()
    return Script(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:32])


def embed(settings: Settings, agent: Agent) -> Blueprint:
    """The two routes."""
    routes = Blueprint("embed", __name__)
    credit = model_credit(settings)

    @routes.get("/widget.js")
    def widget_script() -> Response:
        return served(script(), request)

    @routes.get("/widget.json")
    def widget_settings() -> Response:
        look = appearance(settings, request.args.get("language", ""), credit)
        if product := request.args.get("product", "")[:400]:
            own = questions(agent, product, look["language"])
            look["suggestions"] = own or look["suggestions"]
        response = jsonify(look)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return routes


def served(found: Script, asked: Request) -> Response:
    """A script for other sites' pages, packed where that is taken."""
    packs = asked.accept_encodings.quality("gzip") > 0
    body, etag = (found.packed, f"{found.etag}-gzip") if packs else (found.text, found.etag)
    response = Response(body, content_type="text/javascript; charset=utf-8")
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={_TEN_MINUTES}"
    # A page that isolates itself (COEP) loads only what says that it may be loaded.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response.make_conditional(asked)  # type: ignore[return-value]
