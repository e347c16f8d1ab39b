"""Wishes: what satisfies one or two conditions, the most or least of something, how many there are,
and names that hold what their rows deny."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.check.asking import Asking, can_be_had, known_stock
from agent.check.fields import Op, Truth
from agent.check.question import Count, Denial, Either, Members, Need, Question
from agent.check.reading import folded
from agent.check.shelves import common_shelf, is_kin, on_shelf
from agent.check.wishes import (
    Wish,
    fitting,
    sayable,
    spoken,
    value_wish,
    wish_of,
    wishable,
    yes_no_wish,
)
from catalog.folding import fold
from catalog.gathered import Key
from catalog.records import Product
from catalog.schema import Kind
from catalog.text import tokens

_TWO = 0.5
"""The share of wishes with two conditions."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is looked for: "tents", or "something". `shelf` is the category, empty for anything."""

    said: str
    shelf: str


def wish(a: Asking) -> Question | None:
    """One or two conditions that some item satisfies, over any field of the schema."""
    product = a.product()
    first = wish_of(a, product) if product else None
    if product is None or first is None:
        return None
    wishes = [first]
    if a.random.random() < _TWO:
        second = wish_of(a, product)
        if second and not set(second.condition.keys) & set(first.condition.keys):
            wishes.append(second)
    return _wished(a, "wish", _looked_for(a, product, wishes), wishes)


def without(a: Asking) -> Question | None:
    """A wish for what has not something: without nuts, not down."""
    product = a.product()
    lacking = wish_of(a, product, denied=True) if product else None
    if product is None or lacking is None or lacking.condition.op is not Op.LACKS:
        return None
    return _wished(a, "without", _looked_for(a, product, [lacking]), [lacking])


def wrong_member(a: Asking) -> Question | None:
    """A wish whose words stand in the name of an item that has it not by its row: of two called
    "vegan" one has "vegan: no"."""
    found = a.maybe(_contradicting(a))
    if found is None:
        return None
    trap, wished = found
    return _wished(a, "wrong_member", _looked_for(a, trap, [wished]), [wished])


def count(a: Asking) -> Question | None:
    product = a.product()
    first = wish_of(a, product) if product else None
    if product is None or first is None:
        return None
    kind = _looked_for(a, product, [first], "anything_counted")
    fits = _fitting(a, kind, [first])
    numbers = {len(fits), len(_fitting(a, kind, [first], kin=True))}
    numbers.add(len(_fitting(a, kind, [first], kin=True, maybe=True)))
    numbers.add(sum(a.ground.fields.rows_satisfying(p, first.condition) for p in fits))
    if not fits or not _is_told_whole(a):
        return None
    text = a.way("count", noun=kind.said, what=first.said)
    rows = tuple(_row(a, p, [first]) for p in fits[:8])
    return a.asked("count", text, needs=(Count(frozenset(numbers)),), rows=rows)


def superlative(a: Asking) -> Question | None:
    """The item with the most or the least of a quantity, of all or of a shelf."""
    fields = a.ground.fields
    key = a.maybe(k for k in wishable(a) if fields.fields[k].kind is Kind.QUANTITY)
    product = a.product(lambda p: _ends(a, p, key)) if key else None
    if key is None or product is None:
        return None
    kind, most = _looked_for(a, product, (), "anything_most"), a.random.random() < 0.5
    stated = [p for p in _of_kind(a, kind) if _ends(a, p, key)]
    if len(stated) < 3 or not _is_told_whole(a):
        return None
    here = [p for p in stated if not known_stock(p) or can_be_had(p.variants)]
    right = {p.id for group in (stated, here) for p in _most(a, key, group, most)}
    wider = [p for p in a.ground.held.values() if is_kin(a, kind.shelf, p) and _ends(a, p, key)]
    right |= {p.id for p in _most(a, key, wider, most)}
    name = a.common(spoken(fields.fields[key]))
    text = a.way("superlative_most" if most else "superlative_least", noun=kind.said, field=name)
    need = Members(frozenset(right), lambda p: Truth.TRUE, first=True)
    rows = tuple(_cell_row(a, a.ground.held[id], key) for id in sorted(right)[:6])
    return a.asked("superlative", text, needs=(need,), rows=rows)


# -- what satisfies ------------------------------------------------------------------------------


def _looked_for(
    a: Asking, product: Product, wishes: Sequence[Wish], anything: str = "anything"
) -> Thing:
    """The shelf of `product`, or anything at all, as the ways of `anything` say it. Nobody says
    "languages in languages"."""
    said = folded(" ".join(w.said for w in wishes))
    shelf = common_shelf(a, product)
    if shelf and folded(shelf) not in said and a.random.random() < 0.6:
        return Thing(a.common(shelf), shelf)
    return Thing(a.one(a.ways.parts[anything]), "")


def _wished(a: Asking, kind: str, thing: Thing, wishes: Sequence[Wish]) -> Question | None:
    conditions = tuple(w.condition for w in wishes)
    says = fitting(a, conditions)
    fits = _fitting(a, thing, wishes)
    if not fits and not a.ground.is_whole():
        return None
    joined = a.one(a.ways.parts["joined"]).join(w.said for w in wishes)
    text = a.way("wish", noun=thing.said, what=joined)

    def holds(product: Product) -> Truth:
        if thing.shelf and not is_kin(a, thing.shelf, product):
            return Truth.FALSE
        return says(product)

    need: Need = Members(frozenset(p.id for p in fits), holds)
    if not fits:
        need = Either((Denial(), Members(frozenset(), holds)))
    rows = tuple(_row(a, p, wishes) for p in fits[:8]) or ("No row satisfies it.",)
    return a.asked(kind, text, needs=(need,), rows=rows)


def _is_told_whole(a: Asking) -> bool:
    """Whether all rows are known here, in this language: else nothing can be counted in it."""
    return a.ground.is_whole() and all(a.language in p.texts for p in a.ground.held.values())


def _of_kind(a: Asking, thing: Thing) -> list[Product]:
    return on_shelf(a, thing.shelf) if thing.shelf else list(a.ground.held.values())


def _fitting(
    a: Asking, thing: Thing, wishes: Sequence[Wish], kin: bool = False, maybe: bool = False
) -> list[Product]:
    """What satisfies all of `wishes`; of the `kin` of the shelf too; `maybe`: what may do so."""
    says = fitting(a, tuple(w.condition for w in wishes))
    among = _of_kind(a, thing)
    if kin and thing.shelf:
        among = [p for p in a.ground.held.values() if is_kin(a, thing.shelf, p)]
    right = (Truth.TRUE, Truth.UNKNOWN) if maybe else (Truth.TRUE,)
    among = [p for p in among if not maybe or _states(a, p, wishes)]
    return [p for p in among if says(p) in right]


def _states(a: Asking, product: Product, wishes: Sequence[Wish]) -> bool:
    keys = (key for w in wishes for key in w.condition.keys)
    return any(a.ground.fields.cells(product, key) for key in keys)


def _ends(a: Asking, product: Product, key: Key) -> list[tuple[float, float]]:
    fields = a.ground.fields
    return [span for like in fields.named_like(key) for span in fields.ends(product, like)]


def _most(a: Asking, key: Key, products: Sequence[Product], most: bool) -> list[Product]:
    def end(product: Product) -> float:
        ends = _ends(a, product, key)
        return max(high for _, high in ends) if most else -min(low for low, _ in ends)

    best = max(map(end, products), default=0.0)
    return [p for p in products if end(p) == best]


# -- names that hold what rows deny --------------------------------------------------------------


def _contradicting(a: Asking) -> list[tuple[Product, Wish]]:
    """Items and what their names promise and their rows deny, by one of the fields."""
    fields = a.ground.fields
    kinds = (Kind.YES_NO, Kind.CHOICE)
    key = a.maybe(k for k in wishable(a) if fields.fields[k].kind in kinds)
    if key is None:
        return []
    if fields.fields[key].kind is Kind.YES_NO:
        name = fold(spoken(fields.fields[key]))
        options = [(name, yes_no_wish(a, key, lacks=False))]
    else:
        values = {v for p in a.ground.held.values() for v in fields.values(p, key) if sayable(v)}
        options = [(fold(v), value_wish(a, key, v, lacks=False)) for v in sorted(values)]
    return [
        (product, wished)
        for words, wished in options
        for product in _called(a, words)
        if fields.satisfies(product, (wished.condition,)) is Truth.FALSE
    ]


def _called(a: Asking, words: str) -> list[Product]:
    asked = {t.folded for t in tokens(words, ())}
    return [
        p for p in a.ground.held.values()
        if asked and a.language in p.texts
        and asked < {t.folded for t in tokens(a.title(p), ())}
    ]  # fmt: skip


# -- rows as a person reads them -----------------------------------------------------------------


def _row(a: Asking, product: Product, wishes: Sequence[Wish]) -> str:
    keys = dict.fromkeys(key for w in wishes for key in w.condition.keys)
    return f"{a.title(product)}: " + "; ".join(_told(a, product, key) for key in keys)


def _cell_row(a: Asking, product: Product, key: Key) -> str:
    return f"{a.title(product)}: {_told(a, product, key)}"


def _told(a: Asking, product: Product, key: Key) -> str:
    cells = dict.fromkeys(f"{c.text} {c.unit}".strip() for c in a.ground.fields.cells(product, key))
    return f"{a.ground.fields.fields[key].name} {', '.join(list(cells)[:4]) or '(not stated)'}"
