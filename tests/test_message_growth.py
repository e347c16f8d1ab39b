"""What a message costs grows no faster than the message, whatever is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.answering.asking import asked_of
from agent.answering.shelf import Shelf, open_shelf
from agent.grounding.orders import asked_beside
from agent.grounding.values import amounts, links, numbers
from agent.understanding.language import language_of
from agent.understanding.query import Query
from catalog.contacts import hidden
from catalog.lookup import Catalog
from catalog.measures import measures
from catalog.text import tokens
from tests.adversarial import too_slow

WORKS: dict[str, Callable[[str], object]] = {
    "tokens": lambda text: tokens(text, ("en", "de")),
    "measures": lambda text: list(measures(text)),
    "language": lambda text: language_of(text, "en", ("en", "de")),
    "orders": asked_beside,
    "contacts": lambda text: hidden(text, ()),
    "asked": lambda text: asked_of(Query("en"), text),
    "amounts": lambda text: list(amounts(text)),
    "numbers": lambda text: list(numbers(text)),
    "links": lambda text: list(links(text)),
}


@pytest.fixture(scope="module")
def shelf(demo_state: Path) -> Shelf:
    return open_shelf(Catalog.open(demo_state), ("en", "de"), None, None)


@pytest.mark.parametrize("name", WORKS)
def test_each_step_grows_with_the_text(name: str) -> None:
    assert too_slow(WORKS[name]) == {}


def test_reading_grows_with_the_text(shelf: Shelf) -> None:
    assert too_slow(lambda text: shelf.reader.read(text, "en")) == {}
