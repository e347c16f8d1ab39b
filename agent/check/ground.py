"""What is true: the catalog's rows and the settings, as a reply is judged by them.

Knows every product's name in every language, so that a reply's products are found; reads rows when
they are spoken of. Its own finder of names: agent/grounding/names.py is what is being checked.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from agent.check.fields import Fields
from agent.check.figures import Figure, figures
from agent.check.question import CheckError
from agent.check.reading import WORD, Span, folded, links, phones, telling, times
from catalog.corrections import Corrections
from catalog.legends import Legends
from catalog.lookup import Catalog
from catalog.open_times import OpenTimes
from catalog.records import Business, Option, Passage, Product, Variant
from catalog.survey import passages_in, titles

SAMPLE = 2000
"""Products whose rows are held: many times what a check asks for. Of a larger catalog the others
are read when a reply names them."""

_PASSAGES = 1000

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A product's name in a text. `product` is empty where its series has no such one."""

    product: str
    written: str
    span: Span


@dataclass(frozen=True, slots=True)
class ShopText:
    """A piece of the shop's prose, or its settings, with what it states."""

    id: str
    text: str
    language: str
    figures: tuple[Figure, ...]
    telling: frozenset[str]


class Ground:
    """The rows, and the names that they are known by."""

    def __init__(
        self,
        business: Business,
        products: Iterable[Product],
        passages: Sequence[Passage],
        named: Iterable[tuple[str, str]] = (),
        fetch: Callable[[Sequence[str]], Sequence[Product]] = lambda ids: (),
        corrections: Corrections | None = None,
    ) -> None:
        """`named` are (id, title) of products beyond `products`; `fetch` reads those."""
        self.business = business
        self._corrections = corrections
        self.now = datetime.now(ZoneInfo(business.timezone))
        self.held: dict[str, Product] = {p.id: p for p in products}
        self._sample = frozenset(self.held)
        self.passages: Mapping[str, Passage] = {p.id: p for p in passages}
        self._fetch = fetch
        self._figures: dict[str, tuple[Figure, ...]] = {}
        own = ((p.id, t.title) for p in self.held.values() for t in p.texts.values())
        self._namesakes: dict[str, frozenset[str]] = {}
        self._titles, self._shorts, self._series = self._names([*own, *named])

    @classmethod
    def of(
        cls,
        catalog: Catalog,
        business: Business,
        languages: Sequence[str],
        seed: int,
        corrections: Corrections | None = None,
    ) -> Ground:
        """All names and passages, and a sample of the products. Raises CheckError where empty."""
        named = list(titles(catalog.database))
        ids = sorted({product for product, _ in named})
        if len(ids) > SAMPLE:
            ids = random.Random(seed).sample(ids, SAMPLE)
        passages = [p for code in languages for p in passages_in(catalog.database, code, _PASSAGES)]
        if not ids and not passages:
            raise CheckError(
                "The catalog is empty: there is nothing to ask. `tresen ingest` fills it."
            )
        shown = (corrections or Corrections()).shown
        sample = catalog.products(ids)
        legends = Legends.of(sample, passages)

        def fetch(ids: Sequence[str]) -> list[Product]:
            return [shown(legends.told(product)) for product in catalog.products(ids)]

        held = [shown(legends.told(product)) for product in sample]
        return cls(business, held, passages, named, fetch, corrections)

    def product(self, id: str) -> Product | None:
        if id and id not in self.held:
            self.held.update((p.id, p) for p in self._fetch((id,)))
        return self.held.get(id)

    def beyond(self, id: str) -> Product | None:
        """The product, where it is none of those that questions were made from."""
        return None if id in self._sample else self.product(id)

    def is_whole(self) -> bool:
        """Whether questions were made from all products that there are."""
        return self._sample >= set(self._titles.values())

    def namesakes(self, id: str) -> frozenset[str]:
        """The other products that are called like this one, word for word."""
        return self._namesakes.get(id, frozenset())

    def mentions(self, text: str) -> list[Mention]:
        """The products that `text` names, each by its longest name, in their order."""
        words = [(m[0], Span(*m.span())) for m in WORD.finditer(folded(text))]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            size, product = self._named_at(tuple(w for w, _ in words[at : at + 12]))
            if size:
                span = Span(words[at][1].start, words[at + size - 1][1].end)
                found.append(Mention(product, text[span.start : span.end], span))
            at += size or 1
        return found

    def figures_of(self, product: Product) -> tuple[Figure, ...]:
        """The figures in a product's rows, read once."""
        if product.id not in self._figures:
            self._figures[product.id] = tuple(figures(prose_of(product)))
        return self._figures[product.id]

    @cached_property
    def fields(self) -> Fields:
        """What may be asked of the sample, and the cells of any product."""
        return Fields([self.held[id] for id in sorted(self._sample)], self._corrections)

    @cached_property
    def shop(self) -> tuple[ShopText, ...]:
        """The passages and the settings."""
        b = self.business
        spans = [(h.opens, h.closes) for h in b.opening_hours]
        spans += [span for special in b.special_hours for span in special.spans]
        hours = " ".join(f"{opens} {closes}" for opens, closes in spans)
        settings = "\n".join((b.name, b.url, b.email, b.phone, b.address, hours))
        entries = [("", settings, "")]
        entries += [
            (p.id, "\n".join((*p.heading, p.text)), p.language) for p in self.passages.values()
        ]
        return tuple(
            ShopText(id, text, code, tuple(figures(text)), telling(text))
            for id, text, code in entries
        )

    @cached_property
    def shop_links(self) -> str:
        """Everything that a link or an address may stand in, in lower case."""
        texts = [text.text for text in self.shop]
        texts += [passage.link for passage in self.passages.values()]
        for product in self.held.values():
            texts += [product.link, *(variant.link for variant in product.variants)]
        return "\n".join(texts).lower()

    @cached_property
    def shop_phones(self) -> frozenset[str]:
        return frozenset(found.what for text in self.shop for found in phones(text.text))

    @cached_property
    def shop_times(self) -> frozenset[str]:
        return frozenset(found.what for text in self.shop for found in times(text.text))

    def on(self, day: date) -> list[tuple[str, str]]:
        """(opens, closes) on a date."""
        spans = OpenTimes.of(self.business).on(day)
        return [(f"{span.opens:%H:%M}", f"{span.closes:%H:%M}") for span in spans]

    def upcoming(self, day: int) -> list[tuple[str, str]]:
        """(opens, closes) on the next of these weekdays, which may be an exception."""
        return self.on(self._next(day))

    def ways(self, day: int) -> tuple[list[tuple[str, str]], ...]:
        """The hours that may be told of a weekday: the week's, and those of its next date."""
        usual = [(h.opens, h.closes) for h in self.business.opening_hours if day in h.days]
        return usual, self.upcoming(day)

    def nights(self, day: int) -> frozenset[str]:
        """When nights end that began on the weekday before: Saturday, until two."""
        before = (day - 1) % 7
        usual = self.ways(before)[0]
        begun = self._next(before)
        dated = (s for s in OpenTimes.of(self.business).on(begun) if s.closes.date() > begun)
        late = (closes for opens, closes in usual if closes <= opens)
        return frozenset((*late, *(f"{span.closes:%H:%M}" for span in dated)))

    def _next(self, day: int) -> date:
        today = self.now.date()
        return today + timedelta(days=(day - today.weekday()) % 7)

    # -- names -----------------------------------------------------------------------------------

    def _names(
        self, named: Sequence[tuple[str, str]]
    ) -> tuple[dict[Words, str], dict[Words, str], frozenset[Words]]:
        """Full titles; beginnings that only one product has; beginnings before a number."""
        full: dict[Words, str] = {}
        called: dict[Words, set[str]] = defaultdict(set)
        begun: dict[Words, set[str]] = defaultdict(set)
        series: set[Words] = set()
        for product, title in named:
            words = tuple(WORD.findall(folded(title)))
            full.setdefault(words, product)
            called[words].add(product)
            for size in range(1, len(words)):
                begun[words[:size]].add(product)
                if words[size].isdigit() and not words[size - 1].isdigit():
                    series.add(words[:size])
        plain = self._plain_words()
        shorts = {
            words: next(iter(products))
            for words, products in begun.items()
            if len(products) == 1 and words not in full and not plain.issuperset(words)
        }
        self._namesakes = {
            product: frozenset(alike - {product})
            for alike in called.values()
            if len(alike) > 1
            for product in alike
        }
        return full, shorts, frozenset(s for s in series if not plain.issuperset(s))

    def _plain_words(self) -> frozenset[str]:
        """Words that are no names: written small in some text, or a category, tag or option."""
        plain: set[str] = set()
        for product in self.held.values():
            for text in product.texts.values():
                prose = " ".join([text.description, *(a.value for a in text.attributes)])
                plain |= {w for w in WORD.findall(prose) if w.islower() or w.isdigit()}
                known = [
                    *text.category,
                    *text.tags,
                    *(v for pair in text.option_values for v in pair),
                ]
                plain |= set(WORD.findall(folded(" ".join(known))))
            plain |= {folded(o.value) for v in product.variants for o in v.options}
        for passage in self.passages.values():
            plain |= {w for w in WORD.findall(passage.text) if w.islower()}
        return frozenset(plain)

    def _named_at(self, words: Words) -> tuple[int, str]:
        """(how many words, product) of the longest name that `words` begin with."""
        for size in range(len(words), 0, -1):
            head = words[:size]
            product = self._titles.get(head) or self._shorts.get(head)
            if product:
                return size, product
            if size < len(words) and head in self._series and words[size].isdigit():
                return size + 1, ""
        return 0, ""


def contacts_in(text: str) -> frozenset[str]:
    """The addresses, phones and times of the day that a text holds."""
    return frozenset(found.what for found in (*links(text), *phones(text), *times(text)))


# -- one product's rows --------------------------------------------------------------------------


def prose_of(product: Product) -> str:
    """Everything that a product's rows say in words and numbers, in all its languages."""
    parts = [product.brand, product.id]
    for text in product.texts.values():
        parts += [text.title, text.description, *text.tags, *text.category]
        parts += [f"{a.name} {a.value} {a.unit}" for a in text.attributes]
        parts += [value for pair in text.option_values for value in pair]
    for variant in product.variants:
        parts += [o.value for o in variant.options]
        parts += [variant.sku, variant.gtin, "" if variant.stock is None else str(variant.stock)]
        parts += _also_charged(variant)
    return "\n".join(filter(None, parts))


def _also_charged(variant: Variant) -> list[str]:
    """What a row says of money beside its price: from, up to, for a measure, for sending it."""
    unit, span = variant.unit_price, variant.price_span
    amounts = [unit and unit.price, span and span.low, span and span.high, variant.shipping]
    told = [f"{money.amount:f} {money.currency}" for money in amounts if money]
    return [*told, unit.measure if unit else "", span.words if span else ""]


def values_of(product: Product, option: Option) -> frozenset[str]:
    """How an option's value is written in the languages that the product has."""
    told = (dict(t.option_values).get(option.value, option.value) for t in product.texts.values())
    return frozenset({option.value, *told})


def narrowed(product: Product, options: Iterable[Option]) -> tuple[Variant, ...]:
    """The variants with all of `options`; none where there is no such."""
    wanted = set(options)
    return tuple(v for v in product.variants if wanted <= set(v.options))
