"""What customers may wish for, from the fields of this catalog: a condition and how it is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from agent.check.asking import Asking, prices
from agent.check.fields import Condition, Fields, Op, Truth
from catalog.analysis import told
from catalog.cells import yes_or_no
from catalog.gathered import Key
from catalog.records import Money, Product
from catalog.schema import Field, Kind, Role

_LEAST = 4
"""Products that have to state a field before it is asked for."""

_SPOKEN = (Role.ATTRIBUTE, Role.OPTION, Role.BRAND)


@dataclass(frozen=True, slots=True)
class Wish:
    """A condition as a customer says it."""

    condition: Condition
    said: str


def wish_of(a: Asking, product: Product, denied: bool | None = None) -> Wish | None:
    """One wish that `product` satisfies; with `denied`, for what it has not."""
    keys = [k for k in wishable(a) if a.ground.fields.cells(product, k)]
    for key in a.random.sample(keys, len(keys)):
        negative = a.random.random() < 0.3 if denied is None else denied
        wish = _of_field(a, product, key, negative)
        if wish and _satisfied(a, product, wish.condition) is Truth.TRUE:
            return wish
    return None


def wishable(a: Asking) -> list[Key]:
    """The fields of this language that customers may wish by."""
    fields = a.ground.fields
    found = []
    for key, field in fields.fields.items():
        if field.language not in ("", a.language) or fields.filled[key] < _LEAST:
            continue
        if field.role is Role.PRICE or (field.role in _SPOKEN and askable(field)):
            found.append(key)
    return sorted(found)


def askable(field: Field) -> bool:
    """Whether the name says what the field is: neither codes nor links nor long texts are."""
    kinds = (Kind.YES_NO, Kind.CHOICE, Kind.LIST, Kind.QUANTITY)
    name = spoken(field)
    says = bool(re.search(r"[^\W\d_]{3}", name)) and told(field.language).analyze(name)
    return field.kind in kinds and bool(says)


def spoken(field: Field) -> str:
    """A column's name as it is said: "check-up price (GBP)", "duration_min"."""
    return re.sub(r"\s{0,3}\([^)]{0,40}\)|_", " ", field.name).strip()


# -- by what the field is ------------------------------------------------------------------------


def _of_field(a: Asking, product: Product, key: Key, negative: bool) -> Wish | None:
    field = a.ground.fields.fields[key]
    if field.role is Role.PRICE:
        return _by_price(a, product, key)
    if field.kind is Kind.QUANTITY:
        return _by_amount(a, product, key, field)
    if field.kind is Kind.YES_NO:
        return yes_no_wish(a, key, lacks=negative)
    return _by_value(a, product, key, field, negative)


def yes_no_wish(a: Asking, key: Key, *, lacks: bool) -> Wish:
    name = a.common(spoken(a.ground.fields.fields[key]))
    op = Op.LACKS if lacks else Op.HAS
    said = a.one(a.ways.parts["no" if lacks else "yes"]).format(field=name)
    return Wish(Condition(a.ground.fields.named_like(key), op, "yes"), said)


def value_wish(a: Asking, key: Key, value: str, *, lacks: bool) -> Wish:
    """By a value; where its field is not named, whichever field has it."""
    field = a.ground.fields.fields[key]
    kind = "list" if field.kind is Kind.LIST else "value"
    ways = a.ways.parts[f"{'lacks' if lacks else 'has'}_{kind}"]
    way = a.one([w for w in ways if field.language or "{field}" not in w])
    if not re.search(r"[^\W\d_]{3}", value):
        way = a.ways.parts[f"{'lacks' if lacks else 'has'}_value"][-1]
    said = way.format(value=value, field=a.common(spoken(field)))
    fields = a.ground.fields
    keys = fields.named_like(key) if "{field}" in way else also_said_in(fields, key, value)
    return Wish(Condition(keys, Op.LACKS if lacks else Op.HAS, value), said)


def also_said_in(fields: Fields, key: Key, value: str) -> tuple[Key, ...]:
    """The fields that have such a value too, `key` first: a bare "wool" names none of them."""
    named = (Role.ATTRIBUTE, Role.OPTION, Role.BRAND, Role.TAG, Role.CATEGORY)
    alike = fields.named_like(key)
    return (*alike, *(k for k in fields.holding(value) if k not in alike and k[0] in named))


def _by_value(a: Asking, product: Product, key: Key, field: Field, negative: bool) -> Wish | None:
    fields = a.ground.fields
    mine = fields.values(product, key)
    if not negative:
        value = a.maybe(v for v in mine if sayable(v))
        return value_wish(a, key, value, lacks=False) if value else None
    other = a.product(lambda p: fields.values(p, key))
    value = a.maybe(v for v in fields.values(other, key) if sayable(v)) if other else None
    return value_wish(a, key, value, lacks=True) if value else None


def sayable(value: str) -> bool:
    """Whether a customer would say it so: a few words, and no sentence or code."""
    short = 1 < len(value) <= 30 and len(value.split()) <= 3
    return short and yes_or_no(value) is None and not re.search(r"[:;()/&]", value)


def _by_amount(a: Asking, product: Product, key: Key, field: Field) -> Wish | None:
    ends = a.ground.fields.ends(product, key)
    cells = a.ground.fields.cells(product, key)
    if not ends or len(ends) != len(cells):
        return None
    low, high = ends[0]
    plain = re.fullmatch(
        r"\s{0,3}(\d{1,6}(?:[.,]\d{1,2})?)\s{0,3}([^\W\d]{0,8})\s{0,3}", cells[0].text
    )
    if low != high or plain is None:
        return None
    shown = f"{plain[1]} {plain[2] or cells[0].unit}".strip()
    op = a.one((Op.AT_LEAST, Op.AT_MOST))
    key_of = "at_least" if op is Op.AT_LEAST else "at_most"
    said = a.one(a.ways.parts[key_of]).format(field=a.common(spoken(field)), amount=shown)
    return Wish(Condition(a.ground.fields.named_like(key), op, amount=low), said)


def _by_price(a: Asking, product: Product, key: Key) -> Wish | None:
    priced = [v.price for v in product.variants if v.price]
    if not priced:
        return None
    money = a.one(priced)
    over = a.random.random() < 0.25
    limit = money.amount - 1 if over else money.amount + 1
    every = {p.amount for other in a.ground.held.values() for p in prices(other)}
    if limit <= 1 or limit in every:
        return None
    shown = a.money(Money(limit, money.currency))
    said = a.one(a.ways.parts["over" if over else "under"]).format(amount=shown)
    op = Op.AT_LEAST if over else Op.AT_MOST
    return Wish(Condition((key,), op, amount=float(limit)), said)


def _satisfied(a: Asking, product: Product, condition: Condition) -> Truth:
    return a.ground.fields.satisfies(product, (condition,))


def fitting(a: Asking, conditions: tuple[Condition, ...]) -> Callable[[Product], Truth]:
    """What the rows of a product say to all of `conditions`."""
    return lambda product: a.ground.fields.satisfies(product, conditions)
