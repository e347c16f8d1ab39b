"""What fits, what comes close, and which one is meant."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agent.truth.direct.said import Counter, Said, Shown
from agent.truth.direct.telling import told
from agent.truth.facts import Fact, price_fact, stock_fact
from agent.truth.held import holds
from agent.truth.limits import Limits
from agent.truth.masking import everyday_words
from agent.truth.render import Voice
from agent.truth.typed import as_typed
from agent.truth.understand import Asked
from agent.truth.words import in_compound, inflected, same_word, tokens
from catalog.records import Option, Product, ProductText, Variant

_MOST = 60
"""So many products are weighed for a list; where there are as many, how many more is not known."""

SHOWN = 3
"""How many products a reply names; the customer asks on for more."""


def fitting(asked: Asked, counter: Counter) -> Said:
    """The products that the question describes; or that there are none, and what is close."""
    found = [p for p, _ in counter.find_products(asked.text, _MOST)]
    strange = _strange(asked, found)
    if strange and not any(_surely_held(word, found) for word in asked.content):
        found = []  # "jack wolfskin": a name that nobody has, and no slip for jackets
    strong = _shelved(found, asked, counter.voice)
    fit = within(strong or _all_if_unnamed(asked, found), asked.limits)
    if fit and strange:
        none = counter.voice.say("found_without", what=as_typed(asked.text, " ".join(strange)))
        return _none_but(none, fit[:SHOWN], counter)
    if fit:
        ordered = _ordered(fit, asked.limits)
        return listed(ordered, counter, counted=len(found) < _MOST)
    what = _as_typed(asked)
    none = counter.voice.say("found_none_filtered" if strong else "found_none", what=what)
    weak = strong or [p for p in found if _tells(p, asked.content, counter.voice) > 0]
    near = weak or [entry.product for entry in told(found, asked.content)]
    return _none_but(none, near[:2], counter)


def without_a_name(asked: Asked, counter: Counter) -> Said | None:
    """Asked about a product without its name: those that fit the words, or a question back."""
    found = [p for p, _ in counter.find_products(asked.text, 24)]
    strong = strongly_told(found, asked, counter.voice)
    if strong:
        return listed(_ordered(strong, asked.limits), counter)
    if not asked.content:
        return Said((counter.voice.say("which_item"),))
    what = _as_typed(asked)
    weak = [p for p in found if _tells(p, asked.content, counter.voice) > 0]
    return _none_but(counter.voice.say("found_none", what=what), weak[:2], counter)


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
    none = counter.voice.say("unknown_item", name=asked.unknown)
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
    if len(products) == 1 and (low := _lowest(products[0])) and low.price and _here(products[0]):
        line = voice.say("found_one", item=voice.title(top[0]), price=_from(top[0], low, voice))
        return Said((line,), facts, shown, suggestions=suggestions)
    lines = [f"– {_line(product, voice)}" for product in top]
    sentences = ["\n".join([voice.say(opening), *lines])]
    if len(products) > SHOWN:
        count = voice.number(len(products) - SHOWN)
        more = voice.say("found_more", count=count) if counted else voice.say("found_many")
        sentences.append("\n" + more)
    return Said(tuple(sentences), facts, shown, suggestions=suggestions)


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


def _shelved(found: Sequence[Product], asked: Asked, voice: Voice) -> list[Product]:
    """Those on the shelf that is named, unless others hold clearly more of the words: "to protect
    my backpack from rain" is for the cover among the accessories."""
    shelf, strong = on_shelf(found, asked), strongly_told(found, asked, voice)
    named = {product.id for product in shelf}
    return shelf if any(product.id in named for product in strong) else strong or shelf


def within(products: Sequence[Product], limits: Limits) -> list[Product]:
    """Those that the limits of price, stock and sale let pass."""
    return [product for product in products if _within(product, limits)]


def strongly_told(products: Sequence[Product], asked: Asked, voice: Voice) -> list[Product]:
    """Those that are what is looked for, and of them those that hold most of its words."""
    told = [
        (_tells(product, asked.content, voice), product)
        for product in products
        if _is_kind(product, asked.content)
    ]
    most = max((points for points, _ in told), default=0.0)
    return [product for points, product in told if points >= most - 0.45]


# -- which fit -----------------------------------------------------------------------------------


def _tells(product: Product, content: Sequence[str], voice: Voice) -> float:
    """How many of the words looked for it holds; less for those in its tags or description."""
    return max((_told_by(text, product, content) for text in product.texts.values()), default=0.0)


def _told_by(text: ProductText, product: Product, content: Sequence[str]) -> float:
    strong = tokens(" ".join([text.title, *text.category, product.brand]))
    points, rest = 0.0, []
    for word in content:
        if _among(word, strong):
            points += 1.0
        else:
            rest.append(word)
    if not rest:
        return points
    tags = tokens(" ".join(text.tags))
    prose = [text.description, *(f"{a.name} {a.value}" for a in text.attributes)]
    weak = tokens(" ".join([*prose, *(o.value for v in product.variants for o in v.options)]))
    return points + sum(0.7 if _among(word, tags) else 0.5 * _among(word, weak) for word in rest)


def on_shelf(products: Sequence[Product], asked: Asked) -> list[Product]:
    """Those of the category that the message names in full: "womens-watches" are no watches,
    and "backpack accessories" no backpacks."""
    named: dict[str, int] = {}
    for product in products:
        shelves = [tokens(name) for t in product.texts.values() for name in t.category]
        named[product.id] = max((len(s) for s in shelves if _says(asked.words, s)), default=0)
    most = max(named.values(), default=0)
    shelf = [product for product in products if most and named[product.id] == most]
    own = [p for p in shelf if any(_says(asked.words, last) for last in _last_shelves(p))]
    return own or shelf


def _last_shelves(product: Product) -> list[tuple[str, ...]]:
    """The narrowest category that it is in, in each language: a tarp stands among the tents, and
    is none."""
    return [tokens(text.category[-1]) for text in product.texts.values() if text.category]


def _says(words: Sequence[str], name: Sequence[str]) -> bool:
    return any(
        all(w == n or inflected(w, n) for w, n in zip(words[at:], name, strict=False))
        for at in range(len(words) - len(name) + 1)
    )


def _strange(asked: Asked, found: Sequence[Product]) -> tuple[str, ...]:
    """The words beside others that nobody says in a shop and that no product found holds in any
    form: most likely a brand."""
    if len(asked.content) < 2:
        return ()
    return tuple(
        word
        for word in asked.content
        if len(word) > 3
        and word not in everyday_words()
        and not any(_among(word, _said_of(p)) or _touched(word, p) for p in found)
    )


def _surely_held(word: str, found: Sequence[Product]) -> bool:
    """Whether a product holds `word` itself, not only one that it may be a slip for."""
    return any(
        word in said or any(inflected(word, k) or in_compound(k, word) for k in said)
        for said in map(_said_of, found)
    )


def _said_of(product: Product) -> tuple[str, ...]:
    runs = [
        run
        for text in product.texts.values()
        for run in (
            text.title,
            *text.category,
            *text.tags,
            text.description,
            *(f"{a.name} {a.value}" for a in text.attributes),
        )
    ]
    runs += [product.brand, *(o.value for v in product.variants for o in v.options)]
    return tokens(" ".join(runs))


def _touched(word: str, product: Product) -> bool:
    return any(holds(_said_of(product), word, code) for code in product.texts)


def _is_kind(product: Product, content: Sequence[str]) -> bool:
    """Whether a word looked for stands in the title, the category or the brand.

    A tag or a description does not make a product what is looked for: a boat bag that is tagged
    "kayak" is no kayak.
    """
    return any(
        _among(word, tokens(" ".join([text.title, *text.category, product.brand])))
        for text in product.texts.values()
        for word in content
    )


def _among(word: str, known: Sequence[str]) -> bool:
    return word in known or any(_alike(word, k) for k in frozenset(known))


def _alike(word: str, known: str) -> bool:
    return same_word(word, known) or in_compound(known, word) or in_compound(word, known)


def _all_if_unnamed(asked: Asked, found: Sequence[Product]) -> Sequence[Product]:
    """ "What do you have under 20 €?" names nothing: everything that was found may fit."""
    return found if not asked.content else ()


def _within(product: Product, limits: Limits) -> bool:
    prices = [v.price.amount for v in product.variants if v.price]
    if limits.most is not None and not any(price <= limits.most for price in prices):
        return False
    if limits.least is not None and not any(price >= limits.least for price in prices):
        return False
    if limits.on_sale and not any(v.list_price for v in product.variants):
        return False
    if any(_is_all(word, product) for word in limits.without):
        return False
    return not limits.in_stock or _here(product)


def _is_all(word: str, product: Product) -> bool:
    """Whether every variant of it is `word`, or the product as a whole is called or made so."""
    held = [
        any(_says((word,), (t,)) for option in v.options for t in _option_words(product, option))
        for v in product.variants
    ]
    if any(held):
        return all(held)
    own = [
        " ".join([text.title, *text.category, *text.tags, *(a.value for a in text.attributes)])
        for text in product.texts.values()
    ]
    return any(_says((word,), (token,)) for run in own for token in tokens(run))


def _option_words(product: Product, option: Option) -> tuple[str, ...]:
    others = (
        other
        for text in product.texts.values()
        for own, other in text.option_values
        if own == option.value
    )
    return tokens(" ".join([option.value, *others]))


def _ordered(products: list[Product], limits: Limits) -> list[Product]:
    """Cheapest or dearest first where asked; else as found, the sold-out ones last."""
    if limits.order:
        known = [p for p in products if _lowest(p)]
        return sorted(known, key=_price_of, reverse=limits.order == "dearest")
    return sorted(products, key=lambda product: not _here(product))


def _price_of(product: Product) -> Decimal:
    lowest = _lowest(product)
    return lowest.price.amount if lowest and lowest.price else Decimal(0)


def _lowest(product: Product) -> Variant | None:
    priced = [v for v in product.variants if v.price]
    return min(priced, key=lambda v: v.price.amount if v.price else Decimal(0), default=None)


def _here(product: Product) -> bool:
    return any(v.availability.can_be_ordered for v in product.variants)


# -- how they are written ------------------------------------------------------------------------


def _line(product: Product, voice: Voice) -> str:
    low = _lowest(product)
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
    low = _lowest(product)
    if low is None:
        return ()
    state = next((v for v in product.variants if v.availability.can_be_ordered), low)
    facts = (price_fact(voice, product, low, ()), stock_fact(voice, product, state, ()))
    return tuple(fact for fact in facts if fact is not None)


def _as_typed(asked: Asked) -> str:
    """The words looked for, as the customer wrote them."""
    return as_typed(asked.text, " ".join(asked.content)) or asked.text.strip(" ?!.")
