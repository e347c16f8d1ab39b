"""search_catalog, lookup_catalog and get_product, whatever they are asked over.

A search is read and answered as a question of a talk is; what no row was held to is said beside the
goods. https://ucp.dev/2026-08-25/specification/shopping/catalog
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial

from babel.numbers import get_currency_precision

from agent.answering.finding import Found, Held, browse, search
from agent.answering.result import Match
from agent.answering.shelf import Shelf
from agent.carts import Good
from agent.grounding.orders import asked_beside
from agent.grounding.render import Voice
from agent.shop import Agent
from agent.understanding.language import language_of
from catalog.columns import Columns
from catalog.contacts import hidden
from catalog.identified import identified
from catalog.records import Product, Variant
from web.agents.chosen import choose
from web.agents.errors import Fault, UcpError
from web.agents.goods import Told, Writing, priced
from web.agents.paging import cursor, skipped
from web.agents.requests import (
    MOST_IDS,
    MOST_LIMIT,
    Context,
    Filters,
    LookupRequest,
    ProductRequest,
    SearchRequest,
)
from web.agents.versions import FORMS, Capability, Version, envelope
from web.words import choose as spoken

_ALL = "*"
"""Asks for everything; a platform that looks for any product sends it."""
_VARIANTS = 20
"""So many variants of a product stand in a list; get_product tells of all."""
_SHORT = 600
"""Characters of a description in a list."""


class Catalog:
    """The three operations over one agent's rows, for one request.

    `base` is this server's address, `liked` what the client likes to read (Accept-Language), and
    `version` the release that is spoken. Whoever calls it holds a place (agent/computing.py).
    """

    def __init__(self, agent: Agent, version: Version, base: str, liked: str) -> None:
        self._agent = agent
        self._version = version
        self._base = base
        self._liked = liked

    def search(self, asked: SearchRequest) -> Told:
        """Raises UcpError."""
        text = (asked.query or "").strip()
        if not text and not asked.filters.narrows:
            raise UcpError(
                Fault.INVALID_REQUEST, "A search needs a query, or a filter: categories or price."
            )
        language = self._language(asked.context)
        question = [text, language, asked.filters.model_dump(mode="json")]
        skip = skipped(asked.pagination.cursor or asked.cursor, question)
        held, notes = self._filtered(asked.filters, asked.context)
        shelf = self._agent.known().shelf
        found = self._found(text, language, held, shelf)
        limit = min(asked.pagination.limit, MOST_LIMIT)
        page = found.matches[skip : skip + limit]
        products = self._listed(page, shelf.columns, self._writing(language))
        more = len(found.matches) > skip + limit
        told: Told = {
            "ucp": envelope(self._version, Capability.SEARCH),
            "products": products,
            "pagination": {
                **({"cursor": cursor(skip + limit, question)} if more else {}),
                "has_next_page": more,
                "total_count": len(found.matches),
            },
        }
        unchecked = [_note("not_checked", word) for word in found.unchecked]
        messages = [*notes, *unchecked] if found.matches else notes
        return told | ({"messages": messages} if messages else {})

    def lookup(self, asked: LookupRequest) -> Told:
        """Raises UcpError."""
        ids = list(dict.fromkeys(asked.ids))
        if len(ids) > MOST_IDS:
            text = f"{len(ids)} identifiers; at most {MOST_IDS} are looked up at once."
            raise UcpError(Fault.REQUEST_TOO_LARGE, text)
        held, notes = self._filtered(asked.filters, asked.context)
        named = identified(self._agent.catalog.database, ids)
        wanted: dict[str, dict[str, list[Told]]] = {}
        for name in ids:
            for owner, variant in named.get(name, ()):
                match = {"id": name, "match": "exact" if variant else "featured"}
                wanted.setdefault(owner, {}).setdefault(variant, []).append(match)
        writing = self._writing(self._language(asked.context))
        products, priceless = [], []
        for product in self._agent.products(list(wanted)):
            offered = self._narrowed(product, product.variants, held)
            inputs = _inputs(offered, wanted[product.id])
            if inputs:
                told = writing.product(product, [v for v in offered if v.id in inputs])
                for one in told["variants"]:
                    one["inputs"] = inputs[one["id"]]
                products.append(told)
            elif not priced(product.variants):
                priceless.append(product.id)
        messages = [_note("not_found", name) for name in ids if name not in named]
        messages += [_note("price_unknown", name) for name in priceless] + notes
        told = {"ucp": envelope(self._version, Capability.LOOKUP), "products": products}
        return told | ({"messages": messages} if messages else {})

    def product(self, asked: ProductRequest) -> Told:
        """Raises UcpError."""
        names = [option.name.casefold() for option in asked.selected]
        if len(set(names)) < len(names):
            raise UcpError(Fault.INVALID_REQUEST, "selected names an option more than once.")
        held, notes = self._filtered(asked.filters, asked.context)
        named = identified(self._agent.catalog.database, [asked.id]).get(asked.id, ())
        found = self._agent.products([product for product, _ in named[:1]])
        if not found:
            return self._failed("not_found", f"Product not found: {asked.id}")
        product = found[0]
        offered = self._narrowed(product, product.variants, held)
        if not offered:
            unpriced = not priced(product.variants)
            code = "price_unknown" if unpriced else "not_found"
            why = "no price of it is known" if unpriced else "none of it is within the filters"
            return self._failed(code, f"{asked.id}: {why}")
        writing = self._writing(self._language(asked.context), described=20_000)
        choice = choose(product, offered, named[0][1], asked, writing)
        told = writing.product(product, choice.variants)
        if product.variants[0].options:
            told |= {"options": choice.options, "selected": choice.selected}
        answer = {"ucp": envelope(self._version, Capability.LOOKUP), "product": told}
        return answer | ({"messages": notes} if notes else {})

    def _failed(self, code: str, text: str) -> Told:
        return failure(self._version, Capability.LOOKUP, code, text)

    # -- what is found ---------------------------------------------------------------------------

    def _found(self, text: str, language: str, held: Held, shelf: Shelf) -> Found:
        if text in ("", _ALL):
            return browse(shelf, held)
        business = self._agent.business
        message = asked_beside(hidden(text, (business.email, business.phone)))
        own = language_of(message, language, self._agent.offered)
        return search(shelf.reader.read(message, own), shelf, held)

    def _listed(self, page: Sequence[Match], columns: Columns, writing: Writing) -> list[Told]:
        products = self._agent.products([columns.ids[match.product] for match in page])
        rows = {
            columns.ids[match.product]: {columns.variant_ids[row] for row in match.rows}
            for match in page
        }
        told = []
        for product in products:
            fitting = [v for v in product.variants if v.id in rows.get(product.id, ())]
            # What a row said a moment ago may be withheld, or without a price, by now.
            if offered := priced(fitting or product.variants):
                told.append(writing.product(product, offered[:_VARIANTS]))
        return told

    def _narrowed(
        self, product: Product, variants: Sequence[Variant], held: Held
    ) -> tuple[Variant, ...]:
        """The variants that are as the filters say, those that can be had first."""
        category = [c.casefold() for t in product.texts.values() for c in t.category]
        fits = not held.categories or any(
            all(level.strip().casefold() in category for level in path.split(" > "))
            for path in held.categories
        )
        return tuple(v for v in priced(variants) if fits and _within(v, held))

    # -- how it is said --------------------------------------------------------------------------

    def _filtered(self, filters: Filters, context: Context) -> tuple[Held, list[Told]]:
        """What the filters hold rows to, and what is to be said of those that hold to nothing."""
        notes = [_note("filter_not_followed", name) for name in filters.unknown]
        own = self._agent.business.currency
        asked = filters.price
        low, high = (_major(units, own) for units in (asked.min, asked.max))
        if context.currency and context.currency.upper() != own and (asked.min or asked.max):
            # Nothing here knows what one currency costs in another.
            notes.append(_note("filter_not_followed", f"price in {context.currency}"))
            low = high = None
        return Held(low, high, filters.categories, priced=True), notes

    def _language(self, context: Context) -> str:
        wanted = context.language.split("-")[0].lower()
        return spoken(wanted or self._liked, self._agent.business.languages)

    def _writing(self, language: str, described: int = _SHORT) -> Writing:
        return writing(self._agent, language, self._base, self._version, described)


def writing(agent: Agent, language: str, base: str, version: Version, described: int) -> Writing:
    """How goods of `agent` are written."""
    voice = Voice(language, currency=agent.business.currency)
    former = agent.settings.truth.former_prices
    return Writing(voice, base, former, FORMS[version], described, partial(_cart, agent))


def _cart(agent: Agent, product: Product, variant: Variant) -> str:
    return agent.carts.link([Good(product, variant)])


def failure(version: Version, capability: Capability, code: str, text: str) -> Told:
    """An answer that says that there is none."""
    message = {"type": "error", "code": code, "content": text, "severity": "unrecoverable"}
    return {"ucp": envelope(version, capability, failed=True), "messages": [message]}


def _note(code: str, text: str) -> Told:
    return {"type": "info", "code": code, "content": text}


def _inputs(offered: Iterable[Variant], wanted: dict[str, list[Told]]) -> dict[str, list[Told]]:
    """By the ids of the variants to tell: what named each. A whole product is told by its first."""
    inputs: dict[str, list[Told]] = {}
    ids = [variant.id for variant in offered]
    for variant, matches in wanted.items():
        told = variant or next(iter(ids), "")
        if told in ids:
            inputs.setdefault(told, []).extend(matches)
    return inputs


def _within(variant: Variant, held: Held) -> bool:
    amount = variant.price.amount if variant.price else Decimal(0)
    return (held.low is None or amount >= Decimal(str(held.low))) and (
        held.high is None or amount <= Decimal(str(held.high))
    )


def _major(units: int | None, currency: str) -> float | None:
    if units is None:
        return None
    return float(Decimal(units).scaleb(-get_currency_precision(currency)))
