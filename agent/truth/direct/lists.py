"""What fits, what comes close, and which one is meant."""

from __future__ import annotations

from collections.abc import Sequence

from agent.truth.direct.fits import (
    all_if_unnamed,
    here,
    lowest,
    ordered,
    shelved,
    strange,
    strongly_told,
    surely_held,
    tells,
    within,
)
from agent.truth.direct.items import stock_of
from agent.truth.direct.room import for_people
from agent.truth.direct.said import Counter, Said, Shown
from agent.truth.direct.telling import told
from agent.truth.direct.warmth import for_cold
from agent.truth.facts import Fact, price_fact, stock_fact
from agent.truth.lexicon import lexicon
from agent.truth.masking import everyday_words
from agent.truth.options import Item
from agent.truth.phrases import covered
from agent.truth.render import Voice
from agent.truth.typed import as_typed
from agent.truth.understand import Asked
from agent.truth.words import inflected, tokens
from catalog.records import Product, Variant

_MOST = 60
"""So many products are weighed for a list; where there are as many, how many more is not known."""

SHOWN = 3
"""How many products a reply names; the customer asks on for more."""


def fitting(asked: Asked, counter: Counter) -> Said:
    """The products that the question describes; or that there are none, and what is close."""
    found = [p for p, _ in counter.find_products(asked.text, _MOST)]
    unheard = strange(asked, found)
    if unheard and not any(surely_held(word, found) for word in asked.content):
        found = []  # "jack wolfskin": a name that nobody has, and no slip for jackets
    strong = shelved(found, asked)
    fit = for_people(within(strong or all_if_unnamed(asked, found), asked.limits), asked)
    if fit and unheard:
        none = counter.voice.say("found_without", what=as_typed(asked.text, " ".join(unheard)))
        return _none_but(none, fit[:SHOWN], counter)
    if rated := _rated(fit, asked, counter):
        return rated
    if fit:
        return listed(ordered(fit, asked.limits), counter, counted=len(found) < _MOST)
    what = _as_typed(asked)
    filtered = strong or not asked.content  # "what is there without down?"
    none = _begun(counter.voice.say("found_none_filtered" if filtered else "found_none", what=what))
    weak = strong or [p for p in found if tells(p, asked.content) > 0]
    near = weak or [entry.product for entry in told(found, asked.content)]
    if near and _says_for_whom(asked):
        most = max(tells(product, asked.content) for product in near)
        best = [p for p in near if tells(p, asked.content) >= most - 0.45]
        return listed(ordered(best, asked.limits), counter)
    return _none_but(none, near[:2], counter)


def without_a_name(asked: Asked, counter: Counter) -> Said | None:
    """Asked about a product without its name: those that fit the words, or a question back."""
    found = [p for p, _ in counter.find_products(asked.text, 24)]
    strong = strongly_told(found, asked)
    if strong:
        if rated := _rated(strong, asked, counter):
            return rated
        called, others = _called_so(ordered(strong, asked.limits), asked, counter)
        said = listed(others, counter) if others else Said(())
        return stock_of(Item(called), counter).and_then(said) if called else said
    plain = all(word in everyday_words() for word in asked.content)
    many = asked.kind == "amount" and len(asked.content) > 1
    if not asked.content or many or (asked.kind == "attribute" and plain):
        # "I'll take two, what is that with shipping", "how many people fit in": no goods are named
        return Said((counter.voice.say("which_item"),))
    what = _as_typed(asked)
    weak = [p for p in found if tells(p, asked.content) > 0]
    return _none_but(_begun(counter.voice.say("found_none", what=what)), weak[:2], counter)


def which_one(asked: Asked, counter: Counter) -> Said:
    """Part of a name that several products share: ask back."""
    voice = counter.voice
    titles = [voice.title(product) for product in asked.close]
    if len(set(titles)) < len(titles):  # two that are called the same: told apart by their prices
        titles = [_line(product, voice) for product in asked.close]
    line = voice.say("which_one", items=voice.listed(titles, "list_or"))
    return Said(
        (line,),
        tuple(fact for product in asked.close for fact in _stated(product, voice)),
        tuple(Shown(product) for product in asked.close),
        suggestions=tuple(titles[:3]),
    )


def not_sold(asked: Asked, counter: Counter) -> Said:
    """A name that no row has: said, with the products whose names are like it."""
    close = asked.close or tuple(item.product for item in asked.items)
    none = _begun(counter.voice.say("unknown_item", name=asked.unknown))
    return _none_but(none, close[:3], counter)


def listed(
    products: Sequence[Product], counter: Counter, opening: str = "found", counted: bool = True
) -> Said:
    """Up to three products with their prices, and how many more there are; without a number where
    `products` are not all that there are."""
    voice = counter.voice
    top = products[:SHOWN]
    facts = tuple(fact for product in top for fact in _stated(product, voice))
    shown = tuple(Shown(product) for product in top)
    suggestions = tuple(voice.say("suggest_stock", item=voice.title(p)) for p in top[:2])
    if len(products) == 1 and (low := lowest(products[0])) and low.price and here(products[0]):
        line = voice.say("found_one", item=voice.title(top[0]), price=_from(top[0], low, voice))
        return Said((line,), facts, shown, suggestions=suggestions)
    lines = [f"– {_line(product, voice)}" for product in top]
    sentences = ["\n".join([voice.say(opening), *lines])]
    if len(products) > SHOWN:
        rest = len(products) - SHOWN
        key = ("found_one_more" if rest == 1 else "found_more") if counted else "found_many"
        more = voice.say(key, count=voice.number(rest))
        sentences.append("\n" + more)
    return Said(tuple(sentences), facts, shown, suggestions=suggestions)


def _rated(products: Sequence[Product], asked: Asked, counter: Counter) -> Said | None:
    rated = for_cold(products, asked, counter)
    if rated is None:
        return None
    return rated.before.and_then(listed(rated.products, counter)).and_then(rated.behind)


def _none_but(none: str, close: Sequence[Product], counter: Counter) -> Said:
    if not close:
        return Said((none,), handoff=True)
    voice = counter.voice
    lines = voice.listed([_line(product, voice) for product in close])
    return Said(
        (none, voice.say("close_to_it", items=lines)),
        tuple(fact for product in close for fact in _stated(product, voice)),
        tuple(Shown(product) for product in close),
        suggestions=tuple(voice.say("suggest_stock", item=voice.title(p)) for p in close[:2]),
        handoff=True,
    )


def _says_for_whom(asked: Asked) -> bool:
    """Whether it names no goods, but whom or what they are to be for: nobody sells "warm women"."""
    book, people = lexicon(asked.language), _people(asked.language)
    like = [pattern for patterns in book.fields.values() for pattern in patterns]
    others = [word for word in asked.content if word not in people]
    return len(others) < len(asked.content) and all(
        any(inflected(word, p.words[0].rstrip("*")) for p in like if len(p.words) == 1)
        or covered((word,), like) >= 1
        for word in others
    )


def _people(language: str) -> frozenset[str]:
    return frozenset(word for phrase in lexicon(language).phrases["people"] for word in phrase)


def _called_so(
    products: Sequence[Product], asked: Asked, counter: Counter
) -> tuple[Product | None, Sequence[Product]]:
    """The one whose whole title is asked for ("any Apple left?", with an apple and laptops), and
    the others."""
    same = [p for p in products if tokens(counter.voice.title(p)) == asked.content]
    if asked.kind != "availability" or len(same) != 1:
        return None, products
    return same[0], [p for p in products if p is not same[0]]


# -- how they are written ------------------------------------------------------------------------


def _line(product: Product, voice: Voice) -> str:
    low = lowest(product)
    title = voice.title(product)
    if low is None or low.price is None:
        return title
    gone = all(v.availability.is_gone for v in product.variants)
    key = "found_line_sold_out" if gone else "found_line"
    return voice.say(key, item=title, price=_from(product, low, voice))


def _from(product: Product, low: Variant, voice: Voice) -> str:
    money = voice.dated(voice.money(low.price), product.as_of((low,))) if low.price else ""
    several = len({v.price for v in product.variants}) > 1
    return voice.say("from_price", price=money) if several else money


def _stated(product: Product, voice: Voice) -> tuple[Fact, ...]:
    low = lowest(product)
    if low is None:
        return ()
    state = next((v for v in product.variants if v.availability.can_be_ordered), low)
    facts = (price_fact(voice, product, low, ()), stock_fact(voice, product, state, ()))
    return tuple(fact for fact in facts if fact is not None)


def _begun(sentence: str) -> str:
    """With a large letter first, also where the customer's own word opens it; but an "iPhone" is
    written so."""
    first = sentence.partition(" ")[0]
    return sentence[:1].upper() + sentence[1:] if first.islower() else sentence


def _as_typed(asked: Asked) -> str:
    """The words looked for, as the customer wrote them; of "kayaks for women" the kayaks."""
    people = _people(asked.language)
    goods = [word for word in asked.content if word not in people] or asked.content
    return as_typed(asked.text, " ".join(goods)) or asked.text.strip(" ?!.")
