"""Figures: their routes. Each number opens the list of what was counted; all of it is a CSV too."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from agent.counted import What
from agent.grounding.render import Voice
from agent.shop import Agent
from web.console.figures import PERIODS, Counts
from web.console.pages import page, wanted
from web.console.plots import stacked
from web.restock.kept import Kept

_HEADINGS = ("day", "what", "lane", "reason", "item", "count", "pieces", "amount", "currency")
_LANES = {
    "code": ("direct", "fallback"),
    "model": ("composed",),
    "person": ("person",),
    "nobody": ("",),
}
"""Which lanes the outcomes of a message are."""
_OF_GOODS = (What.ABOUT, What.SHOWN, What.CLICKED, What.CARTED, What.ORDERED, What.SOLD_OUT)
_ITEM = 400


def add_figures(routes: Blueprint, agent: Agent) -> None:
    """The routes."""

    def counts() -> Counts:
        return Counts(agent.catalog.database)

    @routes.get("/figures")
    def figures() -> AnyResponse:
        found = counts().figures(_days())
        voice = _voice(agent)
        titles = _titles(agent, [item for item, _ in found.sold_out])
        waits = Kept(agent.catalog.database, agent.settings.mail).counts()
        earned = [voice.money(money) for money in found.earned]
        return page("figures", found=found, plot=stacked(found.by_day), periods=PERIODS,
                    titles=titles, earned=earned, waits=waits)  # fmt: skip

    @routes.get("/figures/<what>")
    def listed(what: str) -> AnyResponse:
        kind = _kind(what)
        lane, days = request.args.get("lane", ""), _days()
        item = request.args.get("item", "")[:_ITEM]
        reason = request.args.get("reason", "")[:_ITEM]
        if kind in _OF_GOODS and not item:
            items = counts().items(kind, days)
            titles = _titles(agent, [id for id, _ in items])
            return page("figure_items", what=kind, items=items, titles=titles, days=days)
        rows = counts().happened(kind, days, _LANES.get(lane, ()), item, reason)
        if kind is What.ANSWERED and lane == "person":
            more = counts().happened(What.HANDED, days, _LANES["person"])
            rows = sorted([*rows, *more], key=lambda row: row.at, reverse=True)
        titles = _titles(agent, [item]) if kind in _OF_GOODS else {}
        return page("figure_list", what=kind, lane=lane if lane in _LANES else "", rows=rows,
                    item=titles.get(item, item), reason=reason, days=days)  # fmt: skip

    @routes.get("/figures.csv")
    def table() -> Response:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(_HEADINGS)
        writer.writerows([_cell(value) for value in row] for row in counts().table(_days()))
        headers = {
            "Content-Disposition": 'attachment; filename="figures.csv"',
            "Cache-Control": "no-store",
        }
        return Response(out.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")


def _days() -> int:
    given = request.args.get("days", "")
    return int(given) if given in map(str, PERIODS) else PERIODS[1]


def _kind(what: str) -> What:
    try:
        return What(what)
    except ValueError as exc:
        raise NotFound from exc


def _titles(agent: Agent, ids: Sequence[str]) -> dict[str, str]:
    voice = _voice(agent)
    return {product.id: voice.title(product) for product in agent.products(ids)}


def _voice(agent: Agent) -> Voice:
    language = wanted()
    spoken = language if language in agent.offered else agent.offered[0]
    return Voice(spoken, "", agent.business.currency)


def _cell(value: object) -> object:
    """What a spreadsheet would run as a formula is a text in it."""
    text = value if isinstance(value, str) else ""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else value
