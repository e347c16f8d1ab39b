"""Questions about products by name: their price, stock, variants, attributes, sums, comparisons."""

from __future__ import annotations

from decimal import Decimal

from agent.check.asking import (
    Asking,
    amount_of,
    attribute_row,
    can_be_had,
    known_stock,
    one_price,
    plain_attributes,
    prices,
    rows_of,
)
from agent.check.figures import figures
from agent.check.ground import narrowed
from agent.check.question import Either, Figures, Need, Products, Question, Stock, Words
from catalog.records import Attribute, Option, Product, Variant


def price(a: Asking) -> Question | None:
    """Of a product: its price, the lowest where variants differ; of a variant: its own."""
    product = a.product(prices)
    if product is None:
        return None
    found = prices(product)
    if len(found) > 1 and a.random.random() < 0.7:
        variant = a.one(product.variants)
        return price_of_variant(a, product, variant)
    text = a.way("price", item=a.title(product))
    return a.asked("price", text, needs=(Figures((amount_of(found[0]),)),), rows=rows_of(product),
                   subject=product.id)  # fmt: skip


def price_of_variant(a: Asking, product: Product, variant: Variant) -> Question | None:
    if variant.price is None:
        return None
    options = a.values(product, variant.options)
    text = a.way("price_of_variant", item=a.title(product), options=options)
    return a.asked("price", text, needs=(Figures((amount_of(variant.price),)),),
                   rows=rows_of(product, (variant,)), subject=product.id,
                   options=variant.options)  # fmt: skip


def availability(a: Asking) -> Question | None:
    """Of a product, or of one variant by all its options, or by one of them."""
    product = a.product(known_stock)
    if product is None:
        return None
    options = _some_options(a, product) if len(product.variants) > 1 else ()
    return stock_question(a, "availability", "availability", product, options)


def sold_out(a: Asking) -> Question | None:
    """Of what cannot be had: a whole product, or a variant of it."""
    product = a.product(lambda p: known_stock(p) and any(not can_be_had((v,)) for v in p.variants))
    if product is None:
        return None
    if not can_be_had(product.variants):
        return stock_question(a, "sold_out", "sold_out", product, ())
    gone = a.one([v for v in product.variants if not v.availability.can_be_ordered])
    return stock_question(a, "sold_out", "sold_out", product, gone.options)


def stock_question(
    a: Asking, kind: str, ways: str, product: Product, options: tuple[Option, ...]
) -> Question:
    """Asks for `product`, in `options` where there are any."""
    chosen = narrowed(product, options)
    values = {"options": a.values(product, options)} if options else {}
    text = a.way(f"{ways}_of_variant" if options else ways, item=a.title(product), **values)
    return a.asked(kind, text, needs=(Stock(can_be_had(chosen)),), rows=rows_of(product, chosen),
                   subject=product.id, options=options)  # fmt: skip


def variants(a: Asking) -> Question | None:
    """Which values an option has; those that are sold out throughout may be left out."""
    product = a.product(lambda p: len(p.variants) > 1 and p.variants[0].options)
    if product is None:
        return None
    name = a.one(product.variants[0].options).name
    values = list(dict.fromkeys(o for v in product.variants for o in v.options if o.name == name))
    there = [o for o in values if can_be_had(narrowed(product, (o,)))] or values
    needs = tuple(Words((a.values(product, (option,)),)) for option in there)
    text = a.way("variants", item=a.title(product), name=a.common(a.option_name(product, name)))
    return a.asked("variants", text, needs=needs, rows=rows_of(product), subject=product.id)


def attribute(a: Asking) -> Question | None:
    product = a.product(lambda p: p.text(a.language).attributes)
    if product is None:
        return None
    chosen = a.one(product.text(a.language).attributes)
    row = attribute_row(product, chosen, a.language)
    text = _attribute_asked(a, product, chosen)
    return a.asked("attribute", text, needs=(value_need(chosen),), rows=(row,), subject=product.id,
                   field=chosen.name)  # fmt: skip


def amount(a: Asking) -> Question | None:
    """Several of one product, or one each of two."""
    product = a.product(one_price)
    other = a.product(one_price)
    if product is None or other is None:
        return None
    money, second = one_price(product), one_price(other)
    if money is None or second is None:
        return None
    if a.random.random() < 0.3 and product != other and money.currency == second.currency:
        text = a.way("amount_of_two", item=a.title(product), other=a.title(other))
        total = money.amount + second.amount
        rows = (*rows_of(product)[:1], *rows_of(other)[:1])
    else:
        count = a.random.randint(2, 8)
        text = a.way("amount", item=a.title(product), count=str(count))
        total, rows = money.amount * count, rows_of(product)[:1]
    return a.asked("amount", text, needs=(Figures.of(total),), rows=rows, subject=product.id)


def comparison(a: Asking) -> Question | None:
    """Of two products: which is cheaper, or how they differ in a property that both have."""
    product = a.product(one_price)
    if product is None:
        return None
    other = a.product(lambda p: _comparable(p, product)) or a.product(
        lambda p: p != product and one_price(p)
    )
    if other is None:
        return None
    shared = [
        (mine, theirs)
        for mine in plain_attributes(product, a.language)
        for theirs in plain_attributes(other, a.language)
        if mine.name == theirs.name and mine.value != theirs.value
    ]
    names = {"item": a.title(product), "other": a.title(other)}
    if shared and a.random.random() < 0.5:
        mine, theirs = a.one(shared)
        text = a.way("comparison_of_attribute", attribute=a.common(mine.name), **names)
        rows: tuple[str, ...] = (
            attribute_row(product, mine, a.language),
            attribute_row(other, theirs, a.language),
        )
        need: Need = Figures.of(Decimal(mine.value), Decimal(theirs.value))
    else:
        text = a.way("comparison", **names)
        rows = (*rows_of(product)[:1], *rows_of(other)[:1])
        need = _price_difference(product, other)
    return a.asked("comparison", text, needs=(need,), rows=rows, subject=product.id)


# -- what answers them ---------------------------------------------------------------------------


def value_need(attribute: Attribute) -> Need:
    """Its figures where it has any, of a value per variant the first; else most of its words."""
    value = f"{attribute.value} {attribute.unit}".strip()
    found = figures(attribute.value.partition("(")[0])
    if found:
        return Figures(tuple(f.values for f in found[:3]))
    return Words((value,), 0.6)


def _price_difference(product: Product, other: Product) -> Need:
    """Both prices, or their difference, or the cheaper one by name and nothing else."""
    one, two = one_price(product), one_price(other)
    left, right = (one.amount if one else Decimal(0)), (two.amount if two else Decimal(0))
    both = Figures.of(left, right)
    if left == right:
        return both
    cheaper = frozenset({product.id if left < right else other.id})
    return Either((both, Figures.of(abs(left - right)), Products(cheaper, cheaper)))


def _comparable(product: Product, other: Product) -> bool:
    """Another product of the same shelf."""
    shelf = next(iter(product.texts.values())).category
    return product != other and bool(one_price(product)) and bool(shelf) and (
        shelf == next(iter(other.texts.values())).category
    )  # fmt: skip


def _attribute_asked(a: Asking, product: Product, attribute: Attribute) -> str:
    """By the name that the row has, or, for common properties, as people ask for them."""
    own = a.ways.attributes.get(attribute.name.lower())
    if own and a.random.random() < 0.6:
        return a.typed(a.one(own), item=a.title(product))
    return a.way("attribute", item=a.title(product), attribute=a.common(attribute.name))


def _some_options(a: Asking, product: Product) -> tuple[Option, ...]:
    """None, one or all of the options of one of the variants."""
    options = a.one(product.variants).options
    if not options or a.random.random() < 0.35:
        return ()
    return options if a.random.random() < 0.7 else (a.one(options),)
