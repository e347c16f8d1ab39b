"""What code says to an open question when the model's words do not hold: what retrieval found.

Not an apology: the passage that comes nearest, or the products that fit with what makes them fit;
only with neither that it is not known, and who may know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.truth.direct.business import quoted, reach
from agent.truth.direct.handoff import asking_where
from agent.truth.direct.items import portrait
from agent.truth.direct.lists import listed, on_shelf, strongly_told, tagged, within
from agent.truth.direct.said import Counter, Said
from agent.truth.facts import Fact
from agent.truth.passages import Answer, best_passage
from agent.truth.understand import Asked
from catalog.records import Passage, Product

NEAR = 0.34
"""The share of the question's telling words from which on a passage is worth quoting."""


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brings to an open question."""

    products: tuple[Product, ...] = ()
    answer: Answer | None = None
    shelf: bool = False
    """Whether the products are those of a category that the question names."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        return (self.answer.passage,) if self.answer else ()


def found_for(asked: Asked, counter: Counter) -> Found:
    """The products and the passage that an open question may be about."""
    named = tuple(item.product for item in asked.items)
    told = [p for p, _ in counter.find_products(asked.text, 12)]
    told = within(told, asked.limits)
    shelf = () if named else tuple(on_shelf(told, asked))
    fitting = named or shelf or tuple(strongly_told(told, asked, counter.voice))
    answer = best_passage(asked, counter.find_passages)
    return Found((fitting or tuple(tagged(told, asked)))[:3], answer, bool(shelf))


def composed(asked: Asked, found: Found, counter: Counter) -> Said:
    """The reply by code."""
    if asked.items:
        return portrait(asked, counter)
    if found.shelf and not (found.answer and found.answer.sure):
        return listed(found.products, counter, opening="may_fit")
    if found.answer and found.answer.score >= NEAR:
        return quoted(found.answer, asked)
    if found.products:
        return listed(found.products, counter, opening="may_fit")
    unknown = Said((counter.voice.say("not_known"),), handoff=True)
    return asking_where(unknown.and_then(reach(counter)), counter)


def values_of(products: Sequence[Product], counter: Counter) -> Said:
    """The facts about `products` that a model may be given, and their cards."""
    return listed(products, counter) if products else Said(())


def quoted_facts(asked: Asked, found: Found) -> tuple[Fact, ...]:
    """The passage's telling sentences as the fact that a model may speak from."""
    return quoted(found.answer, asked).facts if found.answer else ()
