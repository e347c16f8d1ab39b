"""The demo shop's website: its page, its pictures, its products as JSON and one by one.

A business has a website of its own; only `tresen demo` serves this one.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_from_directory
from markupsafe import Markup

from agent.answering.said import Shown
from agent.events import CardShown
from agent.grounding.render import Voice
from agent.shop import Agent
from agent.spoken import card
from catalog.records import Product
from catalog.survey import titles
from web.agents.goods import Writing
from web.agents.linked import in_page, linked
from web.words import choose, messages

_DESCRIBED = 5000
_CARD = ("id", "title", "price", "list_price", "image", "link", "availability")


def demo_shop(agent: Agent, folder: Path) -> Blueprint:
    """The routes. `folder` holds the demo shop's catalog and its pictures."""
    routes = Blueprint("demo_shop", __name__, template_folder="templates")
    page = Path(str(files("web").joinpath("demo")))

    @routes.get("/")
    def home() -> Response:
        return send_from_directory(page, "index.html")

    @routes.get("/demo/<path:name>")
    def static_file(name: str) -> Response:
        return send_from_directory(page, name, max_age=600)

    @routes.get("/demo/product.css")
    def product_style() -> Response:
        return send_from_directory(page.parent / "templates", "product.css", max_age=600)

    @routes.get("/demo/pictures/<path:name>")
    def picture(name: str) -> Response:
        return send_from_directory(folder / "pictures", name, max_age=3600)

    @routes.get("/demo/products.json")
    def products() -> Response:
        voice = Voice(_language(agent))
        ids = dict.fromkeys(product_id for product_id, _ in titles(agent.catalog.database))
        return jsonify([_listed(agent, p, voice) for p in agent.catalog.products(list(ids))])

    @routes.get("/robots.txt")
    def robots() -> Response:
        text = f"User-agent: *\nAllow: /\nSitemap: {_here()}/sitemap.xml\n"
        return Response(text, content_type="text/plain; charset=utf-8")

    @routes.get("/sitemap.xml")
    def sitemap() -> Response:
        ids = dict.fromkeys(product_id for product_id, _ in titles(agent.catalog.database))
        pages = [f"{_here()}/", *(f"{_here()}/products/{quote(id)}" for id in ids)]
        told = "".join(f"<url><loc>{page}</loc></url>" for page in pages)
        site = "http://www.sitemaps.org/schemas/sitemap/0.9"
        text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{site}">{told}</urlset>'
        return Response(text, content_type="application/xml")

    @routes.get("/p/<handle>")
    @routes.get("/products/<handle>")
    def product(handle: str) -> str:
        language = _language(agent)
        words = messages(language)["page"]
        found = agent.catalog.products([handle])
        if not found:
            abort(404, words["not_found"])
        voice = Voice(language)
        former = agent.settings.truth.former_prices
        writing = Writing(Voice(language), _here(), former, described=_DESCRIBED)
        return render_template(
            "product.html",
            linked=Markup(in_page(linked(found[0], writing))),
            address=f"{_here()}/products/{quote(handle)}",
            card=_card(agent, found[0], voice),
            text=found[0].text(language),
            product=found[0],
            voice=voice,
            words=words,
            business=agent.business,
        )

    return routes


def _here() -> str:
    return request.host_url.rstrip("/")


def _language(agent: Agent) -> str:
    """What the address asks for, else what the browser likes best."""
    asked = request.args.get("language") or request.args.get("lang")
    liked = request.accept_languages.best_match(agent.business.languages)
    return choose(asked or liked or "", agent.business.languages)


def _card(agent: Agent, product: Product, voice: Voice) -> CardShown:
    return card(Shown(product), voice, agent.settings.truth.former_prices)


def _listed(agent: Agent, product: Product, voice: Voice) -> dict[str, Any]:
    shown = asdict(_card(agent, product, voice))
    return {key: shown[key] for key in _CARD}
