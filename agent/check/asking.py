"""What the makers of questions share: a language's templates, a seeded choice, rows as text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from agent.check.figures import CURRENCIES
from agent.check.ground import Ground
from agent.check.question import Question
from agent.check.words import Templates
from catalog.records import Attribute, Money, Option, Passage, Product, Variant

Choice = TypeVar("Choice")

_SYMBOLS = {code: mark for mark, code in CURRENCIES.items() if mark in "€$£¥"}
CARELESS = 0.2
"""The share of questions that are typed as on a phone: small letters, no mark at the end."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One language's way of asking, over one catalog."""

    ground: Ground
    language: str
    ways: Templates
    random: random.Random

    def way(self, kind: str, **values: str) -> str:
        """One of the ways of asking `kind`, filled; sometimes as it is typed on a phone."""
        return self.typed(self.one(self.ways.texts[kind]), **values)

    def typed(self, template: str, **values: str) -> str:
        text = " ".join(template.format(**values).split())
        if self.random.random() < CARELESS:
            text = text.lower().rstrip("?!. ")
        return text

    def one(self, choices: Sequence[Choice]) -> Choice:
        return self.random.choice(choices)

    def maybe(self, choices: Iterable[Choice]) -> Choice | None:
        """One of them, or None where there are none."""
        found = list(choices)
        return self.one(found) if found else None

    def product(self, fits: Callable[[Product], object] = bool) -> Product | None:
        """Any product with words in this language that `fits`, and that is called so alone: not
        like another one, nor like a whole category ("Sunglasses")."""
        spoken = (p for p in self.ground.held.values() if self.language in p.texts)
        return self.maybe(p for p in spoken if fits(p) and self._alone(p))

    def _alone(self, product: Product) -> bool:
        title = self.title(product).lower()
        shelves = {name.lower() for name in product.text(self.language).category}
        return title not in shelves and not self.ground.namesakes(product.id)

    def title(self, product: Product) -> str:
        return product.text(self.language).title

    def values(self, product: Product, options: Iterable[Option]) -> str:
        """Option values as a customer says them: "blue 42"."""
        told = dict(product.text(self.language).option_values)
        written = (told.get(o.value, o.value) for o in options)
        return self.one((" ", ", ")).join(written)

    def option_name(self, product: Product, name: str) -> str:
        return dict(product.text(self.language).option_names).get(name, name)

    def common(self, name: str) -> str:
        """A row's heading ("Colour", "Tents") as it stands within a sentence of this language."""
        if self.language == "de" or name[1:2].isupper():
            return name
        return name[:1].lower() + name[1:]

    def money(self, money: Money) -> str:
        """An amount as people type it in this language."""
        plain = f"{money.amount:f}"
        figure = plain.replace(".", ",") if self.language == "de" else plain
        mark = _SYMBOLS.get(money.currency)
        if mark is None:
            return f"{figure} {money.currency}"
        return f"{figure} {mark}" if self.language == "de" else f"{mark}{figure}"

    def number(self, value: str) -> str:
        """A plain number of a row as it is typed in this language."""
        return value.replace(".", ",") if self.language == "de" else value

    def asked(self, kind: str, text: str, **fields: object) -> Question:
        return Question(text=text, language=self.language, kind=kind, **fields)  # type: ignore[arg-type]


# -- what products are like ----------------------------------------------------------------------


def prices(product: Product) -> list[Money]:
    """The different prices, the lowest first; empty where one variant has none."""
    found = {v.price.amount: v.price for v in product.variants if v.price}
    if any(v.price is None for v in product.variants):
        return []
    return [found[amount] for amount in sorted(found)]


def one_price(product: Product) -> Money | None:
    """The price, where all variants have the same."""
    found = prices(product)
    return found[0] if len(found) == 1 else None


def known_stock(product: Product) -> bool:
    return all(v.availability.value != "unknown" for v in product.variants)


def can_be_had(variants: Iterable[Variant]) -> bool:
    return any(v.availability.can_be_ordered for v in variants)


def plain_attributes(product: Product, language: str) -> list[Attribute]:
    """The attributes whose value is one number: what can be got wrong by a figure."""
    return [a for a in product.text(language).attributes if _is_number(a.value)]


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdigit()


# -- rows as a person reads them -----------------------------------------------------------------


def variant_row(product: Product, variant: Variant) -> str:
    price = f"{variant.price.amount:f} {variant.price.currency}" if variant.price else "no price"
    options = ", ".join(o.value for o in variant.options)
    title = product.text("").title
    name = f"{title} ({options})" if options else title
    place = variant.place or product.origin.place
    return (
        f"{name}: {price}, {variant.availability.value} [{_file(product.origin.source)}, {place}]"
    )


def rows_of(product: Product, variants: Sequence[Variant] = ()) -> tuple[str, ...]:
    """The first dozen of `variants`, or of all of them."""
    return tuple(variant_row(product, v) for v in (variants or product.variants)[:12])


def attribute_row(product: Product, attribute: Attribute, language: str) -> str:
    value = f"{attribute.value} {attribute.unit}".strip()
    origin = product.origin
    title = product.text(language).title
    return f"{title}: {attribute.name} {value} [{_file(origin.source)}, {origin.place}]"


def passage_row(passage: Passage) -> str:
    origin = passage.origin
    return f"{' / '.join(passage.heading)}: {passage.text} [{_file(origin.source)}, {origin.place}]"


def setting_row(key: str, value: str) -> str:
    return f"[business] {key}: {value}"


def _file(source: str) -> str:
    return source.replace("\\", "/").rpartition("/")[2]


def amount_of(money: Money) -> frozenset[Decimal]:
    return frozenset({money.amount})
