"""What is false in one sentence: each value held to the rows of what it is said of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from agent.check import shop_claims, stock_claims
from agent.check.figures import Figure, figures, same
from agent.check.ground import Ground, contacts_in, narrowed, prose_of
from agent.check.question import Finding, Question
from agent.check.reading import Span, dates, folded, phrases, telling, times
from agent.check.statements import Statement, holds, options_in
from catalog.records import Product, Variant

_ONE_OF = re.compile(r"\s?×\s")
"""Behind a single one in a sum: "1 × Fjell 2"; of more, the customer said how many."""

_LIST_MARK = re.compile(r"^\s*\d{1,2}[.)]\s")


def false_claims(
    statement: Statement, question: Question, ground: Ground, sums: frozenset[Decimal]
) -> Iterator[Finding]:
    """Everything in `statement` that no row holds, or that is another row's.

    `sums` are what may be worked out of the prices, or counted. A sentence of a passage or a
    description, word for word, is what its row says.
    """
    yield from _unknown_products(statement)
    if _quoted(statement, ground):
        return
    own = _contacts_of(statement, ground)
    yield from shop_claims.contacts(statement, ground, own)
    yield from shop_claims.hours(statement, ground, own)
    for figure in statement.figures:
        if figure.is_money:
            yield from _money(figure, statement, question, ground, sums)
        else:
            yield from () if figure.values & sums else _number(figure, statement, question, ground)
    yield from _gratis(statement, ground)
    if not statement.asks:
        for word, span in statement.stock:
            yield from stock_claims.stock(word, span, statement, question, ground)


# -- products and quotes -------------------------------------------------------------------------


def _unknown_products(statement: Statement) -> Iterator[Finding]:
    for mention in statement.mentions:
        if not mention.product and not (statement.denies or statement.asks):
            yield Finding("wrong_fact", f"no product is called {mention.written}: {statement.text}")


def _quoted(statement: Statement, ground: Ground) -> bool:
    """Whether the sentence stands in a passage, or in the rows of what it is said of."""
    if any(holds(text.text, statement.text) for text in ground.shop):
        return True
    words = statement.text
    label = statement.mentions[0] if statement.mentions else None
    if label and statement.text[label.span.end :].lstrip().startswith(":"):
        words = statement.text[label.span.end :].lstrip(" :")
    product = ground.product(statement.subject_at(len(statement.text)))
    return product is not None and holds(prose_of(product), words)


def _contacts_of(statement: Statement, ground: Ground) -> frozenset[str]:
    """Times, phones and addresses in the rows of what is spoken of."""
    ids = (*(m.product for m in statement.mentions), statement.carried)
    rows = [p for id in ids for one in (id, *ground.namesakes(id)) if (p := ground.product(one))]
    return frozenset().union(*(contacts_in(prose_of(p)) for p in rows))


# -- money ---------------------------------------------------------------------------------------


def _money(
    figure: Figure,
    statement: Statement,
    question: Question,
    ground: Ground,
    sums: frozenset[Decimal],
) -> Iterator[Finding]:
    if figure.values & sums or _customers_own(figure, statement, question):
        return
    if _is_option(figure, statement, ground):  # a voucher's "€50"
        return
    subject = ground.product(statement.subject_at(figure.span.start))
    if subject and _is_price(figure, subject, subject.variants):
        yield from _of_its_variant(figure, subject, statement, question)
        return
    if subject and any(same(figure, own) for own in ground.figures_of(subject)):
        return
    alike = [ground.product(id) for id in ground.namesakes(subject.id)] if subject else []
    if any(other and _is_price(figure, other, other.variants) for other in alike):
        return
    if _shop_says(figure, statement, ground):
        return
    rate = _known_price(figure, ground)
    name = subject.text("").title if subject else "anything"
    if rate:
        yield Finding("wrong_binding", f"{figure.text} is no price of {name}: {statement.text}")
    else:
        yield Finding("wrong_fact", f"{figure.text} is in no row: {statement.text}")


def _of_its_variant(
    figure: Figure, product: Product, statement: Statement, question: Question
) -> Iterator[Finding]:
    """A price of the product; of the variant, too, that the sentence or the question speaks of?"""
    begin = statement.named_before(figure.span.start)
    told = [t.option for t in options_in(statement.text, product, begin, figure.span.start)]
    alone = sum(f.is_money for f in statement.figures) == 1
    named = {o.name for o in told}
    if len(named) == len(told) and (chosen := narrowed(product, told)) and told:
        if not _is_price(figure, product, chosen):
            values = ", ".join(o.value for o in told)
            yield Finding(
                "wrong_binding", f"{figure.text} is not the price of {values}: {statement.text}"
            )
        return
    if _is_from(statement.text, figure.span.start):
        lowest = _lowest(product.variants) | _lowest(
            v for v in product.variants if v.availability.can_be_ordered
        )
        if lowest and not lowest & set(figure.values):
            yield Finding(
                "wrong_binding", f"{figure.text} is not the lowest price: {statement.text}"
            )
        return
    asked = narrowed(product, question.options) if question.subject == product.id else ()
    if alone and asked and not _is_price(figure, product, asked):
        yield Finding(
            "wrong_binding", f"{figure.text} is another variant's price: {statement.text}"
        )


def _lowest(variants: Iterable[Variant]) -> set[Decimal]:
    """The lowest price of `variants`, where one has a price."""
    priced = [v.price.amount for v in variants if v.price]
    return {min(priced)} if priced else set()


def _is_price(figure: Figure, product: Product, variants: Iterable[Variant]) -> bool:
    prices = [p for v in variants for p in (v.price, v.list_price) if p]
    return any(p.amount in figure.values and figure.currency in (p.currency, "?") for p in prices)


def _known_price(figure: Figure, ground: Ground) -> bool:
    """Whether any row of any product, or the shop's prose, holds this amount."""
    if any(same(figure, known) for text in ground.shop for known in text.figures if known.is_money):
        return True
    return any(_is_price(figure, p, p.variants) for p in ground.held.values())


def _is_from(text: str, at: int) -> bool:
    head = text[:at].rstrip(" €$£")
    return any(p.span.end == len(head) for p in phrases(head, "from"))


def _gratis(statement: Statement, ground: Ground) -> Iterator[Finding]:
    """ "Free" said of a product; of shipping and returns the passages speak."""
    if statement.mentions and phrases(statement.text, "free") and not statement.denies:
        product = ground.product(statement.mentions[-1].product)
        if product and all(v.price and v.price.amount for v in product.variants):
            yield Finding("wrong_fact", f"it is not free: {statement.text}")


# -- numbers -------------------------------------------------------------------------------------


def _number(
    figure: Figure, statement: Statement, question: Question, ground: Ground
) -> Iterator[Finding]:
    if _is_no_claim(figure, statement, ground) or _customers_own(figure, statement, question):
        return
    subject = ground.product(statement.subject_at(figure.span.start))
    own = [subject] if subject else []
    own += [p for m in statement.mentions if (p := ground.product(m.product)) and p is not subject]
    for product in own:
        if any(same(figure, known) for known in ground.figures_of(product)):
            yield from _of_its_attribute(figure, product, statement)
            return
        if _is_price(figure_as_money(figure), product, product.variants):
            return
    if _shop_says(figure, statement, ground):
        return
    others = (p for p in ground.held.values() if p not in own)
    if figure.measured and any(
        same(figure, k) for p in others for k in ground.figures_of(p) if k.measured
    ):
        yield Finding(
            "wrong_binding", f"{figure.text} {figure.unit} is another product's: {statement.text}"
        )
    else:
        yield Finding("wrong_fact", f"{figure.text} is in no row: {statement.text}")


def _of_its_attribute(figure: Figure, product: Product, statement: Statement) -> Iterator[Finding]:
    """ "Weight: 42 cm" is a figure of something else. Judged where the name stands just before."""
    head = folded(statement.text[: figure.span.start])
    attributes = [a for text in product.texts.values() for a in text.attributes]
    named = [
        a
        for a in attributes
        if re.search(rf"\b{re.escape(folded(a.name))}\W{{0,3}}(?:\w+\s)?$", head)
    ]
    if not named:
        return
    longest = max(len(a.name) for a in named)
    known = [
        k for a in named if len(a.name) == longest for k in figures(f"{a.value} {a.unit}")
    ]  # fmt: skip
    if known and not any(same(figure, k) for k in known):
        yield Finding(
            "wrong_binding", f"{figure.text} is not its {named[0].name}: {statement.text}"
        )


def figure_as_money(figure: Figure) -> Figure:
    """A bare number read as an amount in some currency."""
    return Figure(figure.values, "?", "", figure.text, figure.span)


def _is_no_claim(figure: Figure, statement: Statement, ground: Ground) -> bool:
    """Part of a name, an option or a date, a count of what is listed, a list's mark, an hour."""
    span = figure.span
    if any(_inside(span, day) for _, day in dates(statement.text)):
        return True  # shop_claims.py judges it
    if any(_inside(span, m.span) for m in statement.mentions):
        return True
    if _is_option(figure, statement, ground):
        return True
    if _LIST_MARK.match(statement.text) and span.end <= 4:
        return True
    if figure.text == "1" and _ONE_OF.match(statement.text, span.end):
        return True
    if any(f"{int(v):02}:00" in ground.shop_times for v in figure.values if v <= 24) and times(
        statement.text
    ):
        return True
    around = statement.text[max(0, span.start - 12) : span.end + 14]
    counts = any(v == int(v) and v <= len(ground.held) for v in figure.values)
    return counts and not figure.measured and bool(phrases(around, "counting"))


def _is_option(figure: Figure, statement: Statement, ground: Ground) -> bool:
    """Whether it stands within an option's value of a product that is spoken of."""
    for id in (*(m.product for m in statement.mentions), statement.carried):
        product = ground.product(id)
        told = options_in(statement.text, product, 0, len(statement.text)) if product else []
        if any(_inside(figure.span, option.span) for option in told):
            return True
    return False


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end + 1


# -- the shop's own ------------------------------------------------------------------------------


def _shop_says(figure: Figure, statement: Statement, ground: Ground) -> bool:
    """Whether the shop's prose states this figure; of a product, of a matter that both share."""
    named = bool(statement.mentions)
    words = telling(statement.text)
    for text in ground.shop:
        stated = (k for k in text.figures if same(figure, k))
        if named and not figure.is_money:
            stated = (k for k in stated if k.unit == figure.unit)
        if any(stated) and (not named or words & text.telling):
            return True
    return False


def _customers_own(figure: Figure, statement: Statement, question: Question) -> bool:
    """What the customer wrote may be said again; what is wrong in it only where it is denied."""
    planted = figures(question.premise)
    if any(same(figure, p) for p in planted):
        return statement.denies
    asked = (f for text in (*question.before, question.text) for f in figures(text))
    return any(same(figure, f) and f.is_money == figure.is_money for f in asked)
