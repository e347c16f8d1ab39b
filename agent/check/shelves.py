"""Shelves that customers ask for by name: the innermost categories, and what is of their kind."""

from __future__ import annotations

import re

from agent.check.asking import Asking
from agent.check.reading import folded
from catalog.records import Product

_JOINED = re.compile(r"[&/,]|\b(?:and|und)\b")


def shelf(a: Asking) -> str | None:
    """The innermost category of some product; none that is two things ("Care and repair")."""
    found = {
        p.text(a.language).category[-1]
        for p in a.ground.held.values()
        if a.language in p.texts and p.text(a.language).category
    }
    return a.maybe(sorted(s for s in found if not _JOINED.search(s)))


def common_shelf(a: Asking, product: Product) -> str:
    """The shelf that `product` is on, where customers would name it; empty where there is none."""
    path = product.text(a.language).category
    return path[-1] if path and not _JOINED.search(path[-1]) else ""


def on_shelf(a: Asking, shelf: str) -> list[Product]:
    return [p for p in a.ground.held.values() if shelf in p.text(a.language).category]


def is_kin(a: Asking, shelf: str, product: Product) -> bool:
    """Whether it may also be offered for it: its name, or the end of it, in a title, category or
    tag. Anything may where no shelf is named."""
    if not shelf:
        return True
    stem, text = folded(shelf).split()[-1][:5], product.text(a.language)
    return stem in folded(" ".join((text.title, *text.category, *text.tags)))


def kin(a: Asking, shelf: str) -> list[Product]:
    return [p for p in a.ground.held.values() if is_kin(a, shelf, p)]
