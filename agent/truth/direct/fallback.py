"""What code says to an open question when the model's words do not hold: what retrieval found.

Not an apology: the passage that comes nearest, or the products that fit with what makes them fit;
only with neither that it is not known, and who may know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.truth.direct.contact import reach
from agent.truth.direct.described import portrait
from agent.truth.direct.fits import on_shelf, tagged_as_said, within
from agent.truth.direct.handoff import asking_where
from agent.truth.direct.lists import SHOWN, listed
from agent.truth.direct.quoting import quoted
from agent.truth.direct.room import for_people
from agent.truth.direct.said import Counter, Said
from agent.truth.direct.telling import WEIGHED, Told, best, told
from agent.truth.facts import Fact
from agent.truth.looked_for import asks_how, goods_asked
from agent.truth.passages import Answer, best_passage
from agent.truth.understand import Asked
from catalog.records import Passage, Product

HOW = 1.3
"""How much more a passage's share counts than a product's where it is asked how to do something,
and how much less where it is not."""

NEAR = 0.34
"""The share of the question's telling words from which on a passage or a product is worth it."""

SHELF = 1.25
"""By how much a product of another shelf has to tell more than the best of the shelf that is named:
"protect my backpack from rain" asks for the cover among the accessories."""


@dataclass(frozen=True, slots=True)
class Found:
    """What retrieval brings to an open question."""

    products: tuple[Product, ...] = ()
    answer: Answer | None = None
    told: float = 0.0
    """The share of the question's words that the first product holds."""
    shelf: bool = False
    """Whether the products are those of a category that the question names."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        return (self.answer.passage,) if self.answer else ()


def found_for(asked: Asked, counter: Counter) -> Found:
    """The products and the passage that an open question may be about."""
    answer = best_passage(asked, counter.find_passages)
    if asked.items:
        return Found(tuple(item.product for item in asked.items)[:SHOWN], answer)
    near = within([p for p, _ in counter.find_products(asked.text, WEIGHED)], asked.limits)
    entries = told(near, asked.content, goods_asked(asked))
    if (shelf := _shelf(near, entries, asked)) is not None:
        roomy = for_people(_products(shelf), asked)
        return Found(tuple(roomy[:SHOWN]), answer, max(NEAR, shelf[0].share), True)
    fitting = best(entries, SHOWN)
    return Found(_products(fitting), answer, fitting[0].share if fitting else 0.0)


def _shelf(near: Sequence[Product], entries: Sequence[Told], asked: Asked) -> list[Told] | None:
    """The goods of the category or the tag that the message says in full, those that tell most
    first; None where it says none, or where goods from elsewhere tell more, of that too: "protect
    my backpack from rain" asks for the cover."""
    named = on_shelf(near, asked) or tagged_as_said(near, asked)
    if not named:
        return None
    known = {entry.product.id: entry for entry in entries}
    shelf = [known.get(product.id, Told(product, 0.0, 0.0)) for product in named]
    shelf.sort(key=lambda entry: -entry.gain)
    own = {product.id for product in named}
    said = [word for word in asked.content if told(named, [word])]
    rivals = (e for e in entries if e.product.id not in own and told([e.product], said))
    rival = next(rivals, None)
    return None if rival is not None and rival.gain >= SHELF * shelf[0].gain else shelf


def composed(asked: Asked, found: Found, counter: Counter) -> Said:
    """The reply by code."""
    if asked.items:
        return portrait(asked, counter)
    answer, score = found.answer, found.answer.score if found.answer else 0.0
    if answer and (answer.sure or (asks_how(asked) and score * HOW >= max(found.told, NEAR))):
        return quoted(answer, asked)
    if not found.products and answer and score >= NEAR:
        return quoted(answer, asked)
    if found.products:
        fitting = listed(found.products, counter, opening="may_fit")
        both = answer and score >= NEAR and score * HOW >= found.told and not goods_asked(asked)
        return quoted(answer, asked).and_then(_below(fitting)) if answer and both else fitting
    unknown = Said((counter.voice.say("not_known"),), handoff=True)
    return asking_where(unknown.and_then(reach(counter)), counter)


def _below(said: Said) -> Said:
    """As a paragraph of its own."""
    first, *rest = said.sentences
    return replace(said, sentences=("\n" + first, *rest))


def _products(entries: Sequence[Told]) -> tuple[Product, ...]:
    return tuple(entry.product for entry in entries)


def values_of(products: Sequence[Product], counter: Counter) -> Said:
    """The facts about `products` that a model may be given, and their cards."""
    return listed(products, counter) if products else Said(())


def quoted_facts(asked: Asked, found: Found) -> tuple[Fact, ...]:
    """The passage's telling sentences as the fact that a model may speak from."""
    return quoted(found.answer, asked).facts if found.answer else ()
