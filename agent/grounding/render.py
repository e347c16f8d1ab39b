"""Values as people of a language write them, and the sentences around them.

Babel (CLDR) knows money, numbers and dates; sentences.toml of catalog/languages/ the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import blake2b
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_precision

from agent.grounding.lexicon import Way, lexicon
from catalog.concepts import renamed
from catalog.records import Hours, Money, Option, Product

_DAY = "{day}"
"""A sentence that begins with a day begins with a capital, though most languages write it small."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things in one language. `seed` picks among several ways of saying the same."""

    language: str
    seed: str = ""
    currency: str = "EUR"
    """The business's: an English-speaking shop that takes dollars writes times as Americans do."""
    dated_before: datetime | None = None
    """In the business's zone. An offer that is older is said with its date; None: none is."""
    otherwise: str = "en"
    """The language of a sentence that this one does not have: the business's first."""

    @property
    def locale(self) -> str:
        """CLDR's locale. Plain "en" is American there: 7:00 PM, Nov 24."""
        if self.language == "en":
            return "en_US" if self.currency == "USD" else "en_GB"
        return self.language

    def say(self, key: str, /, **facts: str) -> str:
        """The sentence `key` with its {…} filled by `facts`."""
        way = str(self._way(key))
        said = way.format(**facts)
        return said[:1].upper() + said[1:] if way.startswith(_DAY) else said

    def say_count(self, key: str, number: int, /, **facts: str) -> str:
        """The sentence `key` about {count}, in the plural form that CLDR has for `number`: Polish
        1 is "one", 3 "few", 5 "many". Of a sentence without forms the only one."""
        way = self._way(key)
        if not isinstance(way, str):
            way = way.get(Locale.parse(self.locale).plural_form(number), way["other"])
        return way.format(count=self.number(number), **facts)

    def _way(self, key: str) -> Way:
        ways = lexicon(self.language).sentences.get(key) or lexicon(self.otherwise).sentences[key]
        digest = blake2b(f"{key}|{self.seed}".encode(), digest_size=2).digest()
        return ways[int.from_bytes(digest) % len(ways)]

    def money(self, money: Money) -> str:
        # "0,145 €" for a word is no 0,14 €: what has parts of a cent is told with them.
        whole = -int(money.amount.normalize().as_tuple().exponent) <= get_currency_precision(
            money.currency
        )
        return format_currency(
            money.amount if whole else money.amount.normalize(),
            money.currency,
            locale=self.locale,
            decimal_quantization=whole,
        )

    def number(self, value: Decimal | int) -> str:
        return format_decimal(value, locale=self.locale)

    def day(self, weekday: int) -> str:
        """A weekday's name; 0 is Monday."""
        return str(get_day_names("wide", locale=self.locale)[weekday])

    def day_and_month(self, value: date) -> str:
        return str(format_skeleton("dMMMM", value, locale=self.locale))

    def date(self, value: date) -> str:
        return str(format_date(value, "medium", locale=self.locale))

    def day_of(self, as_of: datetime) -> str:
        """The day, "20 November", that has to stand beside an offer; empty where it is fresh."""
        if self.dated_before is None or as_of >= self.dated_before:
            return ""
        day = as_of.astimezone(self.dated_before.tzinfo)
        skeleton = "dMMMM" if day.year == self.dated_before.year else "dMMMMy"
        return str(format_skeleton(skeleton, day, locale=self.locale))

    def dated(self, text: str, as_of: datetime) -> str:
        """`text`, a value or a sentence about an offer, with its day where that is stale."""
        day = self.day_of(as_of)
        if not day or not text:
            return text
        end = text[-1] if text[-1] in ".!" else ""
        return self.say("stale", text=text.removesuffix(end), date=day) + end

    def time(self, hhmm: str) -> str:
        return str(format_time(time.fromisoformat(hhmm), "short", locale=self.locale))

    def span(self, hours: Hours) -> str:
        if hours.opens == hours.closes:
            return self.say("all_day")
        return self.say("span", opens=self.time(hours.opens), closes=self.time(hours.closes))

    def listed(self, entries: Sequence[str], style: Literal["standard", "or"] = "standard") -> str:
        """a, b and c; a, b or c."""
        return str(format_list(list(entries), style, locale=self.locale))

    def title(self, product: Product) -> str:
        return product.text(self.language).title

    def option(self, product: Product, option: Option) -> str:
        """An option as it is spoken of: "Blue", but "Size 42"."""
        name, value = self.option_name(product, option.name), self.option_value(product, option)
        if len(value) <= 3 or value[0].isdigit():
            return self.say("option_label", name=name, value=value)
        return value

    def option_name(self, product: Product, name: str) -> str:
        told = dict(product.text(self.language).option_names).get(name, name)
        return self.field_name(product, told)

    def field_name(self, product: Product, name: str) -> str:
        """What the product calls a field, in this language where none of its texts is in it."""
        if self.language in product.texts:
            return name
        return renamed(name, next(iter(product.texts)), self.language)

    def option_value(self, product: Product, option: Option) -> str:
        return dict(product.text(self.language).option_values).get(option.value, option.value)

    def label(self, product: Product, options: Sequence[Option] = ()) -> str:
        """A product, or one variant of it: "Vandre, Blue, Size 42"."""
        return ", ".join([self.title(product), *(self.option(product, o) for o in options)])
