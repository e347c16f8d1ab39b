"""Questions about the shop: what it has, when and where it is, what it advises."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_UP, Decimal

from babel.dates import get_day_names

from agent.check.asking import Asking, can_be_had, prices, rows_of, setting_row
from agent.check.ground import prose_of
from agent.check.question import Denial, Either, Need, Products, Question, Quote, Times, Words
from agent.check.reading import folded, sentences
from agent.check.shelves import is_kin, kin, on_shelf
from agent.check.shelves import shelf as shelf_of
from agent.hours_settings import written_hours, written_special
from catalog.records import Money, Product


def listing(a: Asking) -> Question | None:
    """A shelf, all of it or narrowed: below a price, the cheapest, what is in stock."""
    shelf = shelf_of(a)
    if shelf is None:
        return None
    on_it = on_shelf(a, shelf)
    narrow = a.one((_all_of, _under, _cheapest, _in_stock))
    return narrow(a, shelf, on_it)


def hours(a: Asking) -> Question | None:
    """The week's opening hours, or one day's."""
    business = a.ground.business
    if not business.opening_hours:
        return None
    spans = [*map(written_hours, business.opening_hours)]
    spans += map(written_special, business.special_hours)
    row = setting_row("opening_hours", ", ".join(spans))
    if a.random.random() < 0.3:
        every = frozenset(t for h in business.opening_hours for t in (h.opens, h.closes))
        return a.asked("hours", a.way("hours"), needs=(Times(every),), rows=(row,))
    day = a.random.randrange(7)
    that_day = frozenset(t for span in a.ground.upcoming(day) for t in span)
    need: Need = Times(that_day) if that_day else Denial()
    text = a.way("hours_of_day", day=get_day_names("wide", locale=a.language)[day])
    return a.asked("hours", text, needs=(need,), rows=(row,))


def contact(a: Asking) -> Question | None:
    """Phone, e-mail address and postal address, of those that the settings have."""
    business = a.ground.business
    ways = {"phone": business.phone, "email": business.email, "address": business.address}
    key = a.maybe(key for key, value in ways.items() if value)
    if key is None:
        return None
    need = Words((ways[key],), 0.6 if key == "address" else 1.0)
    return a.asked("contact", a.way(key), needs=(need,), rows=(setting_row(key, ways[key]),))


def advice(a: Asking) -> Question | None:
    """Open questions: right is who names a fitting product, or quotes a fitting passage."""
    return a.one((_by_tag, _about_item, _about_shelf))(a)


# -- shelves -------------------------------------------------------------------------------------


def _offered(
    a: Asking,
    key: str,
    shelf: str,
    right: list[Product],
    fits: Callable[[Product], object],
    also: Callable[[Product], object] | None = None,
    **values: str,
) -> Question | None:
    """Asks for the shelf; right are `right`, those of its kin that fit may stand beside.

    Of a product beyond the sample `also` says whether it is right; without it, `fits` does.
    """
    text = a.way(key, category=a.common(shelf), **values)
    allowed = frozenset(p.id for p in [*right, *kin(a, shelf)] if fits(p))
    right_too = also or fits
    need = Products(
        frozenset(p.id for p in right),
        allowed,
        lambda p: shelf in p.text(a.language).category and right_too(p),
        lambda p: is_kin(a, shelf, p) and fits(p),
    )
    needs: tuple[Need, ...] = (need,)
    rows = tuple(row for p in right[:8] for row in rows_of(p)[:1])
    if not right and not a.ground.is_whole():
        return None  # one that fits may lie beyond the sample
    if not right:
        needs, rows = (Denial(),), (f"No product in {shelf} fits.",)
    return a.asked("list", text, needs=needs, rows=rows)


def _all_of(a: Asking, shelf: str, on_it: list[Product]) -> Question | None:
    return _offered(a, "list", shelf, on_it, bool)


def _under(a: Asking, shelf: str, on_it: list[Product]) -> Question | None:
    lowest = [found[0] for p in on_it if (found := prices(p))]
    if not lowest:
        return None
    near = a.one(lowest)
    limit = (near.amount / 10).quantize(Decimal(1), ROUND_UP) * 10
    if any(money.amount == limit for money in lowest):
        limit += 5

    def fits(product: Product) -> bool:
        found = prices(product)
        return bool(found) and found[0].amount < limit

    shown = a.money(Money(limit.quantize(Decimal(1)), near.currency))
    return _offered(a, "list_under", shelf, [p for p in on_it if fits(p)], fits, price=shown)


def _cheapest(a: Asking, shelf: str, on_it: list[Product]) -> Question | None:
    """Of the shelf itself, or with those within it: a tarp lies among the tents and is none."""
    priced = [p for p in on_it if prices(p)]
    own = [p for p in priced if p.text(a.language).category[-1] == shelf]
    groups = (own, priced, *([p for p in g if can_be_had(p.variants)] for g in (own, priced)))
    right = [p for group in groups for p in _least(group)]
    if not right:
        return None
    least = min(prices(p)[0].amount for p in right)

    def as_cheap(product: Product) -> bool:
        found = prices(product)
        return bool(found) and found[0].amount <= least

    return _offered(a, "list_cheapest", shelf, right, bool, as_cheap)


def _least(priced: list[Product]) -> list[Product]:
    least = min((prices(p)[0].amount for p in priced), default=None)
    return [p for p in priced if prices(p)[0].amount == least]


def _in_stock(a: Asking, shelf: str, on_it: list[Product]) -> Question | None:
    def fits(product: Product) -> bool:
        return can_be_had(product.variants)

    return _offered(a, "list_in_stock", shelf, [p for p in on_it if fits(p)], fits)


# -- advice --------------------------------------------------------------------------------------


def _by_tag(a: Asking) -> Question | None:
    product = a.product(lambda p: p.text(a.language).tags)
    tag = a.maybe(t for t in product.text(a.language).tags if len(t) > 4) if product else None
    if tag is None:
        return None
    words = folded(tag).split()
    fitting = [p for p in a.ground.held.values() if _says(p, words)]
    quoted = [p for p in a.ground.passages.values() if any(w[:6] in folded(p.text) for w in words)]
    named = Products(frozenset(p.id for p in fitting), also=lambda p: _says(p, words))
    need = Either((named, *(Quote(p.id) for p in quoted)))
    rows = tuple(f"{a.title(p)}: {', '.join(p.text(a.language).tags)}" for p in fitting[:8])
    return a.asked("advice", a.way("advice_tag", tag=tag), needs=(need,), rows=rows)


def _says(product: Product, words: list[str]) -> bool:
    prose = folded(prose_of(product))
    return all(word[:6] in prose for word in words)


def _about_item(a: Asking) -> Question | None:
    product = a.product(lambda p: p.text(a.language).description)
    if product is None:
        return None
    text = product.text(a.language)
    told = [s for s in sentences(text.description) if len(s.split()) > 3]
    told += [f"{x.name} {x.value} {x.unit}".strip() for x in text.attributes]
    if not told:
        return None
    row = f"{text.title}: {text.description[:400]}"
    need = Words(tuple(told), 0.6)
    asked = a.way("advice_item", item=text.title)
    return a.asked("advice", asked, needs=(need,), rows=(row,), subject=product.id)


def _about_shelf(a: Asking) -> Question | None:
    shelf = shelf_of(a)
    if shelf is None:
        return None
    fitting = frozenset(p.id for p in [*on_shelf(a, shelf), *kin(a, shelf)])
    word = folded(shelf).split()[-1][:5]
    quoted = [
        p for p in a.ground.passages.values() if word in folded(" ".join((*p.heading, p.text)))
    ]

    def is_on_it(product: Product) -> bool:
        return shelf in product.text(a.language).category or is_kin(a, shelf, product)

    need = Either((Products(fitting, also=is_on_it), *(Quote(p.id) for p in quoted)))
    rows = tuple(row for p in on_shelf(a, shelf)[:8] for row in rows_of(p)[:1])
    return a.asked(
        "advice", a.way("advice_category", category=a.common(shelf)), needs=(need,), rows=rows
    )
