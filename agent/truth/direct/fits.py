"""Which products what is looked for fits: by its words, by the shelf it names, within its limits.

Not what retrieval thinks of them: a list names what *is* what is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agent.truth.held import holds
from agent.truth.limits import Limits
from agent.truth.masking import everyday_words
from agent.truth.understand import Asked
from agent.truth.words import in_compound, inflected, same_word, tokens
from catalog.records import Option, Product, ProductText, Variant


def shelved(found: Sequence[Product], asked: Asked) -> list[Product]:
    """Those on the shelf that is named, unless others hold clearly more of the words: "to protect
    my backpack from rain" is for the cover among the accessories."""
    shelf, strong = on_shelf(found, asked), strongly_told(found, asked)
    named = {product.id for product in shelf}
    return shelf if any(product.id in named for product in strong) else strong or shelf


def within(products: Sequence[Product], limits: Limits) -> list[Product]:
    """Those that the limits of price, stock and sale let pass."""
    return [product for product in products if _within(product, limits)]


def strongly_told(products: Sequence[Product], asked: Asked) -> list[Product]:
    """Those that are what is looked for, and of them those that hold most of its words."""
    told = [
        (tells(product, asked.content), product)
        for product in products
        if _is_kind(product, asked.content)
    ]
    most = max((points for points, _ in told), default=0.0)
    return [product for points, product in told if points >= most - 0.45]


def tells(product: Product, content: Sequence[str]) -> float:
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


def tagged_as_said(products: Sequence[Product], asked: Asked) -> list[Product]:
    """Those with a tag that the message says in full: "something like sports equipment"."""
    return [
        product
        for product in products
        if any(_says(asked.words, tokens(t)) for text in product.texts.values() for t in text.tags)
    ]


def _last_shelves(product: Product) -> list[tuple[str, ...]]:
    """The narrowest category that it is in, in each language: a tarp stands among the tents, and
    is none."""
    return [tokens(text.category[-1]) for text in product.texts.values() if text.category]


def _says(words: Sequence[str], name: Sequence[str]) -> bool:
    return any(
        all(w == n or inflected(w, n) for w, n in zip(words[at:], name, strict=False))
        for at in range(len(words) - len(name) + 1)
    )


def strange(asked: Asked, found: Sequence[Product]) -> tuple[str, ...]:
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


def surely_held(word: str, found: Sequence[Product]) -> bool:
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


def all_if_unnamed(asked: Asked, found: Sequence[Product]) -> Sequence[Product]:
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
    return not limits.in_stock or here(product)


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


def ordered(products: list[Product], limits: Limits) -> list[Product]:
    """Cheapest or dearest first where asked; else as found, the sold-out ones last."""
    if limits.order:
        known = [p for p in products if lowest(p)]
        return sorted(known, key=_price_of, reverse=limits.order == "dearest")
    return sorted(products, key=lambda product: not here(product))


def _price_of(product: Product) -> Decimal:
    low = lowest(product)
    return low.price.amount if low and low.price else Decimal(0)


def lowest(product: Product) -> Variant | None:
    """Its cheapest variant, of those that can be ordered where some can; None: no price is known.

    Its card and a list name the same: a price "from" that nobody can pay is none.
    """
    return min(
        (v for v in product.variants if v.price),
        key=lambda v: (not v.availability.can_be_ordered, v.price.amount if v.price else 0),
        default=None,
    )


def here(product: Product) -> bool:
    """Whether any of it can be ordered."""
    return any(v.availability.can_be_ordered for v in product.variants)
