"""A visitor's request, and the pages that its letters lead to.

A page that is only opened changes nothing: mail servers open the links of what they take in.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from agent.restocked import is_sold_out
from agent.shop import Agent
from agent.tries import Tries, key
from catalog.contacts import is_email
from catalog.errors import UnknownItem
from catalog.orders.record import folded_email
from web.bodies import json_body, json_object, shown, validated, visitor_secret, wanted_language
from web.desk import Desk
from web.embed import Script, served
from web.errors import RequestError, TooMany
from web.origins import CONTENT_POLICY
from web.restock.described import RestockRequest
from web.restock.kept import Kept, Wish
from web.restock.letters import links_of, named, words_of
from web.webhooks import Post

_OF_ADDRESS, _OF_VISITOR, _OF_LINE = 3, 10, 40
"""Requests an hour: for one address, by one visitor, over one line."""
_POLICY = CONTENT_POLICY.replace("form-action 'none'", "form-action 'self'")


def restock_routes(desk: Desk, post: Post) -> Blueprint:
    """The routes."""
    routes = Blueprint("restock", __name__, template_folder="templates")
    agent = desk.agent
    assert agent.settings.mail is not None
    kept = Kept(agent.catalog.database, agent.settings.mail)
    links = links_of(agent)
    tries = Tries(agent.catalog.database)

    @routes.post("/api/restock")
    def ask() -> Response:
        asked = validated(RestockRequest, json_object(json_body()))
        line = desk.rate.take(request.remote_addr or "")
        email = asked.email.strip()
        if not is_email(email):
            raise RequestError(f"{shown(asked.email)} is no e-mail address.", "email")
        if not _can_be_waited_for(agent, asked):
            return _answered("available", 200)
        _count(tries, email, line)
        language = wanted_language(agent.business.languages) or agent.business.languages[0]
        wish = Wish(email, links.who(email), asked.product, asked.variant, language)
        kept.ask(wish, post.outbox, datetime.now(UTC))
        post.worker.wake()
        return _answered("asked", 202)

    @routes.route("/restock/<token>", methods=["GET", "POST"])
    def confirm(token: str) -> Response:
        now = datetime.now(UTC)
        name = links.confirmed(token)
        does = kept.confirm if request.method == "POST" else kept.named
        row = does(name, now) if name else None
        if row is None:
            words = words_of(agent, wanted_language(agent.business.languages))["page"]
            return _page(agent, "", 410, words["gone"], words["gone_text"])
        words = words_of(agent, row.language)["page"]
        item = named(agent, row) or words_of(agent, row.language)["mail"]["something"]
        if row.confirmed is None:
            text = words["confirm_text"].format(item=item)
            return _page(agent, row.language, 200, words["confirm"], text, words["yes"])
        text = words["confirmed_text"].format(item=item)
        end = (f"end/{row.who}", words["end"])
        return _page(agent, row.language, 200, words["confirmed"], text, link=end)

    @routes.route("/restock/end/<who>", methods=["GET", "POST"])
    def end(who: str) -> Response:
        """The same whether or not anything waits: nobody learns it."""
        language = wanted_language(agent.business.languages)
        words = words_of(agent, language)["page"]
        if request.method == "GET":
            text = words["end_text"].format(business=agent.business.name)
            return _page(agent, language, 200, words["end"], text, words["end_yes"])
        if links.is_who(who):
            kept.end(who)
        return _page(agent, language, 200, words["ended"], words["ended_text"])

    @routes.get("/restock.js")
    def form_script() -> Response:
        return served(script(), request)

    @routes.get("/restock/page.css")
    def style() -> Response:
        text = files("web").joinpath("restock", "page.css").read_text(encoding="utf-8")
        return Response(text, headers={"Cache-Control": "public, max-age=600"}, mimetype="text/css")

    return routes


def _can_be_waited_for(agent: Agent, asked: RestockRequest) -> bool:
    """Raises UnknownItem where there is no such variant."""
    product = next(iter(agent.products([asked.product])), None)
    ids = {variant.id for variant in product.variants} | {""} if product else set()
    if product is None or asked.variant not in ids:
        field = "product" if product is None else "variant"
        raise UnknownItem(f"{shown(getattr(asked, field))}: there is no such item.", field)
    return is_sold_out(product, asked.variant)


def _count(tries: Tries, email: str, line: str) -> None:
    """Raises TooMany."""
    most = {key("restock address", folded_email(email)): _OF_ADDRESS}
    if visitor := visitor_secret():
        most[key("restock visitor", visitor)] = _OF_VISITOR
    if line:
        most[key("restock line", line)] = _OF_LINE
    if tries.begin(most) is None:
        raise TooMany("That were too many requests for now: try again in an hour.", 3600)


def _answered(status: str, code: int) -> Response:
    response = jsonify(status=status)
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    agent: Agent,
    language: str,
    status: int,
    title: str,
    text: str,
    button: str = "",
    link: tuple[str, str] | None = None,
) -> Response:
    values: Mapping[str, Any] = {
        "language": language or agent.business.languages[0],
        "business": agent.business,
        "title": title,
        "text": text,
        "button": button,
        "link": link,
    }
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    html = render_template("restock/page.html", **values)
    return Response(html, status, headers, content_type="text/html; charset=utf-8")


@cache
def script() -> Script:
    """The form, loaded when the button is pressed."""
    text = files("web").joinpath("restock", "form.js").read_bytes()
    return Script(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:32])
