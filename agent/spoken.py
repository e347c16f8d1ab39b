"""What was said, as events: words one by one, cards, sources, evidence, suggestions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agent.answering.offer import lowest
from agent.answering.said import Counter, Said, Shown
from agent.events import (
    CardShown,
    CartOffered,
    Cited,
    Compared,
    Event,
    Evidence,
    HandedOff,
    Suggested,
    TextDelta,
)
from agent.grounding.facts import STOCK_SENTENCES
from agent.grounding.render import Voice
from catalog.records import Availability, Passage

_WORD = re.compile(r"\s*\S+|\s+")


def speak(sentences: Iterable[str]) -> Iterator[Event]:
    """The sentences with a space between, word by word."""
    for number, sentence in enumerate(sentences):
        joint = " " if number and not sentence.startswith("\n") else ""
        yield from words_of(joint + sentence)


def words_of(text: str) -> Iterator[Event]:
    for word in _WORD.findall(text):
        yield TextDelta(word)


def show(said: Said, counter: Counter, handed: HandedOff | None) -> Iterator[Event]:
    """Everything beside the words."""
    for passage in said.cited:
        yield cited(passage, counter.business.url)
    for shown in {entry.product.id: entry for entry in said.shown}.values():
        link = counter.cart([shown])
        yield card(shown, counter.voice, counter.former_prices, link)
    if said.added_up and len(said.shown) > 1 and (link := counter.cart(said.shown)):
        yield CartOffered(link, sum(shown.quantity for shown in said.shown))
    if said.table is not None:
        yield Compared(said.table.goods, said.table.rows)
    if said.facts:
        yield Evidence(tuple(dict.fromkeys(said.facts)))
    if said.suggestions:
        yield Suggested(said.suggestions)
    if handed is not None:
        yield handed


def cited(passage: Passage, url: str) -> Cited:
    title = passage.heading[-1] if passage.heading else passage.origin.source
    return Cited(passage.id, passage.link or url, title)


def card(shown: Shown, voice: Voice, former_prices: bool, cart: str = "") -> CardShown:
    """The card of a product; of one variant of it where the reply speaks of one."""
    product, variant = shown.product, shown.variant
    offered = variant or lowest(product)
    title = voice.title(product)
    state = _state(shown)
    as_of = product.as_of((offered,) if offered else ())
    price = voice.dated(voice.money(offered.price), as_of) if offered and offered.price else ""
    if price and variant is None and len({v.price for v in product.variants}) > 1:
        price = voice.say("from_price", price=price)
    former = offered.list_price if offered and former_prices else None
    image = (variant.image if variant else "") or next(iter(product.images), "")
    return CardShown(
        id=product.id,
        title=title,
        price=price,
        list_price=voice.money(former) if former else "",
        availability=state.value,
        stock_text=voice.dated(voice.say(STOCK_SENTENCES[state] + "_short"), as_of),
        image=image,
        link=(variant.link if variant else "") or product.link,
        options=", ".join(voice.option(product, o) for o in variant.options) if variant else "",
        cart=cart,
        variant=variant.id if variant else "",
    )


def _state(shown: Shown) -> Availability:
    """The variant's state, or of a whole product the best that any of its variants is in."""
    if shown.variant:
        return shown.variant.availability
    states = [v.availability for v in shown.product.variants]
    return next((s for s in Availability if s in states), Availability.UNKNOWN)
