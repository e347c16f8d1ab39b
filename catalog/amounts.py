"""The amounts that stand in a text, each with its currency and the words before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel.numbers import get_currency_precision

from catalog.numerals import number
from catalog.price_units import is_unit_word
from catalog.price_words import FROM, bare, written
from catalog.records import Money
from catalog.sources.cells import NO_PRICE, BadCell, Contradiction
from catalog.sources.money import currency, is_currency

_NUMBER = re.compile(
    r"(?:\d{1,3}(?:[ ']\d{3}){1,4}(?!\d)(?:[.,]\d{1,4}(?!\d)|[.,]\s?-{1,2}(?!\s?\d))?"
    r"|\d{1,40}(?:[.,]\d{1,20}(?!\d)|[.,](?:\d{2},){0,3}\d{3}(?=[.,]\d)){0,5}"
    r"(?::\d\d(?!\d)|[.,:]\s?-{1,2}(?!\s?\d))?|(?<![\d.,])[.,]\d\d?(?!\d))"
)
_CURRENCY_LAST = re.compile(r"(?:[A-Za-z]{1,3}[$€]|[^\W\d_]{1,7}\.?|[^\w\s.,'()/+\-])$")
_CURRENCY_FIRST = re.compile(r"(?:[A-Za-z]{1,3}[$€]|[^\W\d_]{1,7}\.?|[^\w\s.,'()/+\-])")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:[.,]-{1,2})?")
_CENTS, _COMMAS, _WHOLE = map(frozenset, map(written, ("cents", "comma_thousands", "whole")))

MOST = 4
"""Amounts of a price. A text with more of them is no price."""


def amounts_in(said: str, signs: Signs) -> tuple[list[Amount], str]:
    """The amounts, each with what stands before it; and what stands after the last."""
    parts: list[Amount] = []
    rest = said
    for _ in range(MOST):
        match = _NUMBER.search(rest)
        if match is None:
            break
        said_before = rest[: match.start()]
        before, code, cents = signs.last(said_before)
        rest = rest[match.end() :]
        after, found, in_cents = signs.first(rest)
        if found and not (code and in_cents):
            if code and code != found:
                if bare(said_before) not in FROM:
                    raise BadCell("prices of two currencies; write one")
                before = said_before  # "fr. 25 kr": no francs
            rest, code, cents = after, found, in_cents
        parts.append(Amount(before, match[0], code, cents))
    if _NUMBER.search(rest):
        raise BadCell(NO_PRICE)
    return parts, rest


@dataclass(frozen=True, slots=True)
class Amount:
    """One number of a text, with the words before it (from the number before) and its currency."""

    before: str
    exact: str
    currency: str
    cents: bool = False

    def money(self, code: str) -> Money | None:
        """The amount in the currency that the whole text is in; None where there is none."""
        told = self.exact
        if code in _COMMAS and _THOUSANDS.fullmatch(told):
            told = told.replace(",", "")
        places = 0 if code in _WHOLE else get_currency_precision(code) if code else 2
        exact = number(told, places)
        if self.cents:
            exact = exact.scaleb(-2)
        return Money(exact, code) if code else None


@dataclass(frozen=True, slots=True)
class Signs:
    """What signs of currencies mean: by the currency of the cell `beside`, else by the business's
    own, `home`."""

    beside: str
    home: str

    def last(self, before: str) -> tuple[str, str, bool]:
        """Of a currency that stands before an amount: (what is before it, its code, whether it
        is of its cents)."""
        stripped = before.rstrip()
        match = _CURRENCY_LAST.search(stripped)
        if match is None or not is_currency(match[0]):
            return before, "", False
        return stripped[: match.start()], self._code(match[0]), False

    def first(self, after: str) -> tuple[str, str, bool]:
        """The same of a currency behind an amount."""
        stripped = after.lstrip()
        match = _CURRENCY_FIRST.match(stripped)
        if match is None:
            return after, "", False
        sign = match[0].casefold()
        if match[0] == sign and sign[-1:] == "." and is_unit_word(bare(sign)):
            return after, "", False  # "0,60 cad.": each, and no Canadian dollars
        if self.home and not _CENTS.isdisjoint((sign, f"{self.home} {sign}")):
            return stripped[match.end() :], self.home, True
        if not is_currency(match[0]):
            return after, "", False
        return stripped[match.end() :], self._code(match[0]), False

    def _code(self, sign: str) -> str:
        """What a sign means, where a currency beside it is told: "$" beside CAD is that."""
        beside = self.beside.strip()
        try:
            return currency(sign, beside.upper() if beside else self.home)
        except BadCell as exc:
            if not beside:
                raise
            reason = f"the price says {sign}, its currency {beside}; the price is not told"
            raise Contradiction(reason) from exc
