"""Goods: the sources with their age and what was not taken of them, and each row as the agent
speaks of it: after the owner's corrections, without what no text of a shop may order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, request
from werkzeug.wrappers import Response

from agent.grounding.facts import STOCK_SENTENCES
from agent.grounding.render import Voice
from agent.shop import Agent
from catalog.editing import look
from catalog.errors import AmbiguousItem, UnknownItem
from catalog.figures import SourceFigures, figures
from catalog.records import Product
from catalog.refused import Refused, refused
from catalog.standing import Standing, standings
from web.console.pages import page, wanted

_FOUND = 20
_ASKED = 200
"""Characters of what is searched for."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source: what it gave, when it was last read, what was not taken."""

    name: str
    given: SourceFigures | None
    standing: Standing | None
    refused: Refused | None

    @property
    def read(self) -> datetime | None:
        """When it was last read; None: never."""
        known = self.standing.succeeded if self.standing else None
        return known or (self.given.read_at if self.given else None)


def add_goods(routes: Blueprint, agent: Agent) -> None:
    """The routes."""

    @routes.get("/goods")
    def goods() -> Response:
        asked = request.args.get("q", "").strip()[:_ASKED]
        told = figures(agent.catalog.database)
        found = _found(agent, asked) if asked else []
        voice = _voice(agent)
        return page(
            "goods",
            counts=told.counts,
            sources=_sources(agent, told.sources),
            asked=asked,
            found=[(product, voice.title(product)) for product in found],
        )

    @routes.get("/goods/<path:id>")
    def item(id: str) -> Response:
        found = agent.products([id])
        if not found:
            return page("no_goods", 404, asked=id[:_ASKED])
        (product,) = found
        voice = _voice(agent)
        title = voice.title(product)
        return page("item", product=product, voice=voice, title=title, states=STOCK_SENTENCES)


def _voice(agent: Agent) -> Voice:
    language = wanted()
    spoken = language if language in agent.offered else agent.offered[0]
    return Voice(spoken, "", agent.business.currency)


def _found(agent: Agent, asked: str) -> list[Product]:
    """What `asked` names: an id, a SKU, or words, as customers find it."""
    try:
        ids = [look(agent.catalog.database, asked).product.id]
    except (UnknownItem, AmbiguousItem):
        agent.catalog.refresh()
        hits = agent.catalog.find_products(asked, agent.offered[0], _FOUND)
        ids = [product.id for product, _ in hits]
    return agent.products(ids)


def _sources(agent: Agent, given: Sequence[SourceFigures]) -> list[Source]:
    """Those that fail first, then those of which something was not taken."""
    state = agent.settings.state
    stand, left = standings(state), refused(state)
    by_name = {one.source: one for one in given}
    failing = {name for name, one in stand.items() if one.is_failing}
    names = dict.fromkeys([*by_name, *sorted(failing - by_name.keys())])
    found = [Source(n, by_name.get(n), stand.get(n), left.get(n)) for n in names]
    return sorted(found, key=lambda one: (one.name not in failing, one.refused is None))
