"""The site's own search box: `GET /api/search`, and `/search.js`, which makes one of an input."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, jsonify, request

from agent.answering.instant import Instant, instant
from agent.grounding.orders import asked_beside
from agent.shop import Agent
from agent.spoken import card
from agent.understanding.language import language_of
from agent.understanding.query import Query
from catalog.contacts import hidden
from web.desk import Desk
from web.embed import Script, served
from web.errors import RequestError
from web.limits import Rate
from web.stream import fact_data
from web.words import choose, messages

LONGEST = 200
"""Characters of a search."""
MOST = 20
_USUAL = 6
_PER_MINUTE = 10
"""So many searches for each message that a line may send: one is made of a few letters."""


def search_box(desk: Desk) -> Blueprint:
    """The two routes."""
    routes = Blueprint("search_box", __name__)
    rate = Rate(desk.agent.settings.web.messages_per_minute * _PER_MINUTE)

    @routes.get("/api/search")
    def search() -> Response:
        text = " ".join(request.args.get("q", "").replace("\0", "").split())
        if len(text) > LONGEST:
            raise RequestError(f"{len(text)} characters; a search has at most {LONGEST}.", "q")
        limit = _limit(request.args.get("limit", ""))
        line = rate.take(request.remote_addr or "")
        business = desk.agent.business
        wanted = request.args.get("language") or request.headers.get("Accept-Language", "")
        response = jsonify(found(desk.agent, text, choose(wanted, business.languages), limit, line))
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.get("/search.js")
    def search_script() -> Response:
        return served(script(), request)

    return routes


def found(agent: Agent, text: str, wanted: str, limit: int, line: str) -> dict[str, Any]:
    """What is found for `text`. Raises AgentBusy."""
    business = agent.business
    if not text:
        return _told(Instant((), 0), agent, "", wanted)
    message = asked_beside(hidden(text, (business.email, business.phone)))
    with agent.computing.seat(line, text).taken():
        shelf = agent.known().shelf
        language = language_of(message, wanted, agent.offered)
        spoken = language if language in agent.offered else agent.offered[0]
        counter = agent.counter(spoken, "search")

        def worded(words: str, most: int) -> Sequence[str]:
            return [hit.id for hit in agent.catalog.search.products(words, language, most)]

        def read(words: str) -> Query:
            return shelf.reader.read(words, language)

        result = instant(message, read, counter, shelf, worded, limit)
        return _told(result, agent, text, spoken)


def _told(result: Instant, agent: Agent, text: str, language: str) -> dict[str, Any]:
    counter = agent.counter(language, "search")
    words = messages(choose(language, agent.business.languages))["search"]
    goods = []
    for shown in result.goods:
        link = agent.cart([shown])
        goods.append(asdict(card(shown, counter.voice, counter.former_prices, link)))
    answer = result.answer
    key = "near" if result.near else {0: "none", 1: "one"}.get(result.total, "found")
    status = words[key].format(n=result.total) if text and (goods or not answer) else ""
    return {
        "query": text,
        "language": language,
        "answer": " ".join(answer.sentences).strip() if answer else "",
        "facts": [fact_data(fact) for fact in answer.facts] if answer else [],
        "filters": list(result.filters),
        "unchecked": list(result.unchecked),
        "near": result.near,
        "total": result.total,
        "goods": goods,
        "words": {
            "status": status,
            "unchecked": words["unchecked"].format(what=", ".join(result.unchecked))
            if result.unchecked
            else "",
            "list": words["list"],
            "ask": words["ask"].format(query=text),
        },
    }


def _limit(written: str) -> int:
    if not written:
        return _USUAL
    if not written.isdecimal() or not 1 <= int(written[:3]) <= MOST:
        raise RequestError(f"{ascii(written)[:20]}: expected 1 to {MOST}.", "limit")
    return int(written)


@cache
def script() -> Script:
    """The whole script, its style sheet in it."""
    folder = files("web").joinpath("search_box")
    style = folder.joinpath("search.css").read_text(encoding="utf-8")
    body = folder.joinpath("search.js").read_text(encoding="utf-8")
    text = f'(() => {{\n"use strict";\nconst STYLE = {json.dumps(style)};\n{body}}})();\n'.encode()
    return Script(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:32])
