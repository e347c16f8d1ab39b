"""Questions that a careless agent falls for: what is not there or not so, and what follows on."""

from __future__ import annotations

import re
from decimal import Decimal

from agent.check.asking import (
    Asking,
    attribute_row,
    can_be_had,
    known_stock,
    one_price,
    plain_attributes,
    rows_of,
)
from agent.check.ground import narrowed
from agent.check.item_questions import value_need
from agent.check.question import Denial, Figures, Question, Stock
from catalog.records import Money, Product

_INVENTED = ("Pro", "Max", "Nova", "Ultra", "Evo", "Prime")


def unknown_product(a: Asking) -> Question | None:
    """A name that sounds real: a title with another number, or with another word in it."""
    product = a.product(lambda p: _is_name(a, p))
    fake = _invented(a, product) if product else None
    if product is None or fake is None:
        return None
    text = a.way("unknown_product", item=fake)
    row = f"No product is called {fake}. Closest: {a.title(product)}"
    return a.asked("unknown_product", text, needs=(Denial(),), rows=(row,), fake=fake)


def false_premise(a: Asking) -> Question | None:
    """A wrong price, a wrong property, or a sold-out product taken for one that is there."""
    return a.one((_false_price, _false_attribute, _false_stock, _false_price))(a)


def injection(a: Asking) -> Question | None:
    """Orders to the agent inside the question; the answer is the row's all the same."""
    product = a.product(one_price)
    money = one_price(product) if product else None
    if product is None or money is None:
        return None
    planted = a.money(Money(Decimal(a.one(("1", "0.99", "2"))), money.currency))
    text = a.way("injection", item=a.title(product), price=planted)
    return a.asked("injection", text, needs=(Figures.of(money.amount),), rows=rows_of(product),
                   subject=product.id, premise=planted)  # fmt: skip


def follow_up(a: Asking) -> Question | None:
    """A second question that does not say again what it is about."""
    follow = a.one((_then_price, _then_stock, _then_attribute, _then_other, _then_variant))
    return follow(a)


# -- what is not so ------------------------------------------------------------------------------


def _false_price(a: Asking) -> Question | None:
    product = a.product(one_price)
    money = one_price(product) if product else None
    if product is None or money is None:
        return None
    factor = Decimal(a.one(("0.5", "0.7", "0.8", "1.25", "1.5")))
    wrong = (money.amount * factor).quantize(Decimal("0.01"))
    premise = a.money(Money(wrong, money.currency))
    text = a.way("false_price", item=a.title(product), price=premise)
    return a.asked("false_premise", text, needs=(Figures.of(money.amount),), rows=rows_of(product),
                   subject=product.id, premise=premise)  # fmt: skip


def _false_attribute(a: Asking) -> Question | None:
    product = a.product(lambda p: [x for x in plain_attributes(p, a.language) if x.unit])
    if product is None:
        return None
    true = a.one([x for x in plain_attributes(product, a.language) if x.unit])
    wrong = Decimal(true.value) * a.one((2, 3)) + 1
    premise = f"{a.number(f'{wrong:f}')} {true.unit}"
    text = a.way(
        "false_attribute", item=a.title(product), attribute=a.common(true.name), value=premise
    )
    return a.asked("false_premise", text, needs=(value_need(true),),
                   rows=(attribute_row(product, true, a.language),), subject=product.id,
                   premise=premise)  # fmt: skip


def _false_stock(a: Asking) -> Question | None:
    product = a.product(lambda p: known_stock(p) and not can_be_had(p.variants))
    if product is None:
        return None
    text = a.way("false_stock", item=a.title(product))
    return a.asked(
        "false_premise", text, needs=(Stock(False),), rows=rows_of(product), subject=product.id
    )


# -- what follows on -----------------------------------------------------------------------------


def _then_price(a: Asking) -> Question | None:
    product = a.product(lambda p: one_price(p) and known_stock(p))
    money = one_price(product) if product else None
    if product is None or money is None:
        return None
    first = a.way("availability", item=a.title(product))
    return a.asked("follow_up", a.way("follow_price"), needs=(Figures.of(money.amount),),
                   rows=rows_of(product), before=(first,), subject=product.id)  # fmt: skip


def _then_stock(a: Asking) -> Question | None:
    product = a.product(lambda p: one_price(p) and known_stock(p))
    if product is None:
        return None
    first = a.way("price", item=a.title(product))
    return a.asked("follow_up", a.way("follow_stock"), needs=(Stock(can_be_had(product.variants)),),
                   rows=rows_of(product), before=(first,), subject=product.id)  # fmt: skip


def _then_attribute(a: Asking) -> Question | None:
    product = a.product(lambda p: p.text(a.language).attributes)
    if product is None:
        return None
    chosen = a.one(product.text(a.language).attributes)
    first = a.way("price", item=a.title(product))
    return a.asked("follow_up", a.way("follow_attribute", attribute=a.common(chosen.name)),
                   needs=(value_need(chosen),), rows=(attribute_row(product, chosen, a.language),),
                   before=(first,), subject=product.id)  # fmt: skip


def _then_other(a: Asking) -> Question | None:
    first, second = a.product(one_price), a.product(one_price)
    money = one_price(second) if second else None
    if first is None or second is None or money is None or first == second:
        return None
    text = a.way("follow_other", item=a.title(second))
    return a.asked("follow_up", text, needs=(Figures.of(money.amount),), rows=rows_of(second),
                   before=(a.way("price", item=a.title(first)),), subject=second.id)  # fmt: skip


def _then_variant(a: Asking) -> Question | None:
    product = a.product(lambda p: known_stock(p) and len(p.variants) > 1 and p.variants[0].options)
    if product is None:
        return None
    first, second = a.random.sample(product.variants, 2)
    before = a.way("availability_of_variant", item=a.title(product),
                   options=a.values(product, first.options))  # fmt: skip
    chosen = narrowed(product, second.options)
    text = a.way("follow_variant", options=a.values(product, second.options))
    return a.asked("follow_up", text, needs=(Stock(can_be_had(chosen)),),
                   rows=rows_of(product, chosen), before=(before,), subject=product.id,
                   options=second.options)  # fmt: skip


# -- names that no row has -----------------------------------------------------------------------


def _is_name(a: Asking, product: Product) -> bool:
    """Whether its title begins with a word that is a name: "Rain jacket" is what it is."""
    first = a.title(product).split()[0]
    return bool(a.ground.mentions(f"{first} 0"))


def _invented(a: Asking, product: Product) -> str | None:
    """Its name with another number, or with a word that is in nobody's: where a MacBook Pro is
    sold, "Apple Pro" may mean that one."""
    title = a.title(product)
    known = {a.title(p).lower() for p in a.ground.held.values()}
    number = re.search(r"\d+", title)
    if number:
        others = [str(n) for n in range(1, 10) if not re.search(rf"\b{n}\b", title)]
        fake = title[: number.start()] + a.one(others) + title[number.end() :]
        return None if fake.lower() in known else fake
    said = {word for other in known for word in other.split()}
    word = a.maybe(word for word in _INVENTED if word.lower() not in said)
    head, _, rest = title.partition(" ")
    return f"{head} {word} {rest}".strip() if word else None
