"""Whether rows or something written answers an ask."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from agent.answering.passages import Ranked
from agent.answering.shelf import Shelf
from agent.understanding.query import About, Act, Ask
from catalog.text import Token


class Route(StrEnum):
    ROWS = "rows"
    PASSAGE = "passage"
    BOTH = "both"
    BUSINESS = "business"
    NOTHING = "nothing"


def features(ask: Ask, ranks: Sequence[Ranked]) -> list[float]:
    """What the choice between rows and passages is learned from."""
    best = ranks[0] if ranks else None
    second = ranks[1].score if len(ranks) > 1 else 0.0
    return [
        1.0,
        ask.explained,
        best.words if best else 0.0,
        best.headed if best else 0.0,
        (best.cosine - 0.8) * 10 if best and best.cosine else 0.0,
        (best.score - second) if best else 0.0,
        float(bool(ask.targets)),
        float(any(t.exact for t in ask.targets)),
        min(3.0, len([c for c in ask.conditions if c.hard])),
        float(bool(ask.fields)),
        float(ask.order is not None or ask.relative is not None),
        float(ask.asks_price),
        float(ask.asks_stock),
        float(ask.classed),
        min(4.0, sum(len(u.split()) for u in ask.unused)),
        float(ask.act is Act.CHECK),
        float(ask.act in (Act.COUNT, Act.SUM, Act.COMPARE)),
        float(ask.more),
        float(ask.about is not None),
        float(any("title" in c.fields for c in ask.conditions)),
    ]


def choose(ask: Ask, ranks: Sequence[Ranked], shelf: Shelf, spoken: Sequence[Token]) -> Route:
    """Where the answer of `ask` is looked for."""
    best = ranks[0] if ranks else None
    if ask.about is not None and not ask.targets:
        if best is None or not (best.cosine > 0.875 or best.headed > 0.5):
            return Route.BUSINESS
        if ask.about is About.ORDER:
            return Route.BUSINESS
        return Route.PASSAGE
    rows = 1.6 * ask.explained + 0.5 * bool(ask.targets) + 0.25 * len(ask.conditions) + 0.3 * bool(ask.order)
    rows += 0.4 * bool(ask.fields and ask.targets) + 0.5 * (ask.asks_price and bool(ask.targets)) + ask.more
    if best is None:
        return Route.ROWS
    written = 1.2 * best.words + 0.5 * best.headed + (best.cosine - 0.8) * 14 if best.cosine else 2 * best.words
    return Route.ROWS if rows >= written else Route.PASSAGE
