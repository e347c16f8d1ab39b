"""What a product is like: a property of it, or the shop's own words on it."""

from __future__ import annotations

from dataclasses import replace

from agent.truth.direct.items import price_of, stock_of, suggest, together, variants_of
from agent.truth.direct.offer import Offer
from agent.truth.direct.said import Counter, Said
from agent.truth.masking import everyday_words
from agent.truth.options import Item
from agent.truth.properties import properties_for, sentence_on
from agent.truth.understand import Asked
from agent.truth.words import tokens
from catalog.records import Product


def attribute(asked: Asked, counter: Counter) -> Said:
    """The property that is asked for; without one, the product in a few words."""
    said = together(_property_of(item, asked, counter) for item in asked.items)
    return suggest(said, asked, counter, "suggest_price", "suggest_stock", "suggest_variants")


def portrait(asked: Asked, counter: Counter) -> Said:
    """Each item in the shop's own words: the telling sentence on it, and what it costs."""
    said = together(_portrayed(item, asked, counter) for item in asked.items[:2])
    return suggest(said, asked, counter, "suggest_stock", "suggest_variants", "suggest_shipping")


def _property_of(item: Item, asked: Asked, counter: Counter) -> Said:
    voice, product = counter.voice, item.product
    label, shown = voice.title(product), Offer(item, voice).shown
    asked_for = properties_for(asked.field, asked.words, product, voice)
    if asked_for:
        lines = tuple(
            voice.say("attribute", item=label, name=fact.field.partition(":")[2], value=fact.text)
            for fact in asked_for
        )
        return Said(lines, asked_for, shown)
    if _is_chosen(asked, product, counter):
        return variants_of(item, counter)
    described = sentence_on(asked, product, voice)
    priced = price_of(item, counter)
    if described:
        line = voice.say("described", item=label, text=described.text)
        said = Said((line,), (described,), shown)
        return said.and_then(priced) if _is_strange(asked, product) else said
    line = voice.say("attribute_unknown", item=label)
    return Said((line, *priced.sentences), priced.facts, shown, handoff=bool(asked.field))


def _is_chosen(asked: Asked, product: Product, counter: Counter) -> bool:
    """Whether what is asked for is one of its options: "which content does it come with?"."""
    options = {option.name for variant in product.variants for option in variant.options}
    names = [tokens(counter.voice.option_name(product, name)) for name in options]
    return any(name and set(name) <= set(asked.words) for name in names)


def _is_strange(asked: Asked, product: Product) -> bool:
    """Whether most of what is asked is in words that neither a shop's customers nor the product's
    texts know: another language. Then the price is said too."""
    own = {token for text in product.texts.values() for token in tokens(text.description)}
    strange = [w for w in asked.content if w not in everyday_words() and w not in own]
    return len(strange) * 2 >= len(asked.content) and not asked.field


def _portrayed(item: Item, asked: Asked, counter: Counter) -> Said:
    offer = Offer(item, counter.voice)
    described = sentence_on(replace(asked, field="", content=()), item.product, counter.voice)
    fitting = sentence_on(asked, item.product, counter.voice)
    facts = tuple({f.text: f for f in (described, fitting) if f is not None}.values())
    title = counter.voice.title(item.product)
    lines = [fact.text for fact in facts]
    if lines and title not in lines[0]:
        lines[0] = counter.voice.say("described", item=title, text=lines[0])
    words = Said(tuple(lines), facts, offer.shown).and_then(price_of(item, counter))
    if offer.is_here or not offer.can_be_ordered:
        return words  # where it is sold out, that stands beside the price
    return words.and_then(stock_of(item, counter))
