"""What people write for a price: "CHF 1'299.–", "ab 46 €", "38–43 €", "auf Anfrage", "2 for 5 €".

The one reading of all feeds and tables. What is one exact amount is Money; what is none (a span, a
least price, a price on request) stays a PriceSpan with its own words, so that nobody is told a
price that is not asked. What the words around an amount mean is in price_words.py, what it is asked
for in price_units.py, where the amounts stand in amounts.py.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from catalog.amounts import Amount, Signs, amounts_in
from catalog.other_currency import own_of
from catalog.price_units import (
    WORDS,
    is_alone,
    is_each,
    is_measure,
    is_per,
    is_unit_word,
    per_units,
    unit_first,
)
from catalog.price_words import (
    ABOUT,
    BETWEEN,
    DEAL,
    DONE,
    EXACT,
    FROM,
    LONGEST,
    NET,
    SIGNS,
    TO,
    UPTO,
    bare,
    is_none,
    is_said,
    written,
)
from catalog.records import Money, PriceSpan, UnitPrice
from catalog.sources.cells import NO_PRICE, BadCell, Contradiction, line
from catalog.sources.money import currency, is_currency

_FORMERLY, _BESIDE, _TOLD, _TAXES, _ARTICLES, _STATUTORY = (
    "|".join(map(re.escape, written(name)))
    for name in ("former", "beside", "tax_told", "tax", "article", "statutory")
)
_TAX = re.compile(
    rf"[(,;+]?\s?\b(?P<how>{_TOLD})\b\.?\s{{0,2}}(?:\d{{1,2}}(?:[.,]\d)?\s?%\s?)?"
    rf"(?:(?:{_ARTICLES})\s|(?:{_STATUTORY})\.?\s)?(?:{_TAXES})\b\.?\)?",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"(?<![\d.,])(\d{1,6})\s?([€£$])\s?(\d\d)(?![\d.,])")
"""A sign in the place of the point: "12€50"."""
_PART = re.compile(r"\d\s?/\s?\d{1,2}\s?(?P<unit>[^\W\d_]{1,12}\.?)")
"""A part of something, and no amount for two of them: "½ Tag", "1/2 day"."""
_MAIN = r"(?P<main>[^()]{0,40}\d[^()]{0,20}?)"
_FORMER = re.compile(
    rf"{_MAIN}[\s(,;]+(?:{_FORMERLY}):?\s{{0,3}}"
    r"(?P<former>[^()]{0,20}\d[^()]{0,20})\)?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    rf"{_MAIN}[\s(,;]+(?P<note>(?:{_BESIDE})(?!\w)"
    r"(?:[^()\d]{2,40}|[^()\d]{0,12}\d[^()]{2,30}))\)?",
    re.IGNORECASE,
)
_RAISE = {"²": "2", "³": "3"}
_RAISED = re.compile(r"(?<=[mM])[²³]")
"""Of a measure; anywhere else it is the number of a footnote."""
_LEVEL = re.compile(r"([€$£¥₺₽₹])\1{1,4}")
"""How dear a thing is, where others of its column have a price: "€€"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text says of a price: one amount, or the words of what is none; or nothing at all."""

    price: Money | None = None
    span: PriceSpan | None = None
    unit_price: UnitPrice | None = None
    tax_included: bool | None = None
    """Whether the text says that the tax is in it; None where it does not say."""
    per: str = ""
    """What the amount is asked for, in the words of the text, where it says so: "h", "per
    person"."""
    former: Money | None = None
    """The price before, where the text says it: "12 € (statt 15 €)"."""
    note: str = ""
    """What the text says beside the amount, in its words: what comes on top, what is in it."""


NOTHING = Asked()


@lru_cache(maxsize=16384)  # a feed of 100,000 rows has some thousands of prices
def asked(text: str, beside: str = "", default: str = "", home: str = "") -> Asked:
    """The price in `text`. Raises BadCell where it holds something that is no price.

    The currency stands in it, or in the cell `beside` it; else it is `default`, empty where a
    currency is asked for. `home` is the business's, which decides what "$" means.
    """
    words = line(text)
    if not words:
        return NOTHING
    if len(words) > LONGEST:
        raise BadCell(NO_PRICE)
    said = _one_way(words)
    if not any(char.isdigit() for char in said):
        return _without_number(said, words)
    if (part := _PART.fullmatch(said)) is not None and not is_currency(part["unit"]):
        raise BadCell(NO_PRICE)
    tax = _TAX.search(said)
    included = None if tax is None else tax["how"].casefold() not in NET
    said = _TAX.sub(" ", said).strip() if tax else said
    reading = _Reading(words, beside, default, home)
    if (own := own_of(said, home)) is not None and not beside.strip():
        told = reading.told(own[0])
        found = replace(told, note=own[1]) if told.price is not None else told
    else:
        found = _noted(said, reading) or reading.told(said)
    return found if included is None else replace(found, tax_included=included)


def _one_way(words: str) -> str:
    """Words with each sign as it is written in one way: no footnotes, "12.50 €" of "12€50"."""
    said = _RAISED.sub(lambda told: _RAISE[told[0]], words)
    said = unicodedata.normalize("NFKC", said.translate(SIGNS)).translate(SIGNS)
    return _BROKEN.sub(r"\1.\3 \2", " ".join(said.split()).replace("/-", ".-"))


def _noted(said: str, reading: _Reading) -> Asked | None:
    """A price with a former one or a note behind it; None where it has none, or it is no amount."""
    match = _FORMER.fullmatch(said) or _NOTE.fullmatch(said)
    if match is None:
        return None
    try:
        found = reading.told(match["main"].strip(" ,;"))
        if found.price is None:
            return None
        if "former" not in match.groupdict():
            return replace(found, note=match["note"].strip(" ,;()"))
        before = reading.told(match["former"]).price
    except BadCell:
        return None
    above = before is not None and before.currency == found.price.currency
    return replace(found, former=before) if above else None


def _without_number(said: str, words: str) -> Asked:
    if is_none(said):
        return NOTHING
    if is_said(said) or _LEVEL.fullmatch(said):
        return Asked(span=PriceSpan(None, None, words))
    raise BadCell(NO_PRICE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text as it is read: its `words`, the currency `beside` it, and what holds without."""

    words: str
    beside: str
    default: str
    home: str

    def told(self, said: str) -> Asked:
        if said.startswith("-") and said[1:2].isdigit():
            raise BadCell("a price cannot be negative")
        per = per_units(said)
        main, measure, told = per if per else (said, "", "")
        parts, after = amounts_in(main, Signs(self.beside, self.home))
        if not parts:
            raise BadCell(NO_PRICE)
        codes = {part.currency for part in parts if part.currency}
        if codes and self.beside.strip() and codes != {currency(self.beside, self.home)}:
            reason = (
                f"the price says {', '.join(sorted(codes))}, its currency {self.beside.strip()}"
            )
            raise Contradiction(f"{reason}; the price is not told")
        if len(codes) > 1:
            raise BadCell("prices of two currencies; write one")
        code = codes.pop() if codes else ""
        named = bool(code)
        if not code and self.beside.strip():
            code = currency(self.beside, self.home)
        code = code or self.default
        found = self._found(parts, bare(after), code, named)
        if not code and not (found.span and found.span.low is None and found.span.high is None):
            raise BadCell("no currency; write it beside the number, as in 15.00 EUR")
        return _per_measure(found, measure, told) if measure else found

    def _found(self, parts: list[Amount], after: str, code: str, named: bool) -> Asked:
        first = bare(parts[0].before)
        if len(parts) == 1:
            return self._one(parts[0], first, after, code, named)
        between = parts[1].before.strip()
        if len(parts) == 2:
            told = bare(between)
            plain = parts[0].exact.isdigit() and not parts[0].currency
            if plain and len(parts[0].exact) < 3 and told in DEAL and told not in TO:
                return self._only_words()
            apart = parts[1].before[:1].isspace() and parts[1].before[-1:].isspace()
            if between in ("-", "/", "|", "+/-") or (told in TO and apart):
                return self._between(parts, first, after, code)
        if named or self.beside:
            return self._only_words()
        raise BadCell(NO_PRICE)

    def _one(self, part: Amount, first: str, after: str, code: str, named: bool) -> Asked:
        exact = part.money(code)
        if first in FROM or after in FROM or after == "+":
            return Asked(span=PriceSpan(exact, None, self.words))
        if first in UPTO and first:
            return Asked(span=PriceSpan(None, exact, self.words))
        if first in ABOUT or after in ABOUT:
            return self._only_words()
        told = all(
            not w
            or w in EXACT
            or is_unit_word(w)
            or is_per(w)
            or is_alone(w)
            or is_each(w, behind=bool(n))
            for n, w in enumerate((first, after))
        )
        if told:
            asked_by = (w for w in (first, after) if is_each(w, behind=True) or is_alone(w))
            per = next(asked_by, "")
            return Asked(price=exact, per=per)
        if (named or part.exact.endswith("-")) and not first and after in DONE:
            return Asked(price=exact, note=after)
        if named and not first and (unit := unit_first(after)) is not None:
            return Asked(price=exact, per=unit[0], note=unit[1])
        if named and len(f"{first} {after}".split()) <= WORDS:
            return self._only_words()
        if not named and not first and after.isalpha() and len(after) <= 5:
            currency(after.upper(), self.home)  # which says that it is none
        raise BadCell(NO_PRICE)

    def _between(self, parts: list[Amount], first: str, after: str, code: str) -> Asked:
        low, high = (part.money(code) for part in parts)
        known = (not first or first in FROM | EXACT | ABOUT | BETWEEN) and (
            not after or after in EXACT or is_unit_word(after)
        )
        if known and low is not None and high is not None and low.amount == high.amount:
            return Asked(price=low)
        if known and low is not None and high is not None and low.amount < high.amount:
            return Asked(span=PriceSpan(low, high, self.words))
        return self._only_words()

    def _only_words(self) -> Asked:
        return Asked(span=PriceSpan(None, None, self.words))


def _per_measure(found: Asked, measure: str, told: str) -> Asked:
    if found.price is None or not is_measure(measure):
        both = f"{found.per} / {told}" if found.per else told  # "45 € p.P./Nacht"
        return Asked(found.price, found.span, None, None, both)
    return Asked(found.price, None, UnitPrice(found.price, measure), None, told)
