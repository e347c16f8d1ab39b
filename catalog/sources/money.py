"""A price as feeds and people write it to an amount of a currency, or to a reason why not."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

from catalog.records import Money
from catalog.sources.cells import MOST, NO_PRICE, BadCell, amount

CODES = frozenset(list_currencies())

SYMBOLS = {
    "€": ("EUR",),
    "EURO": ("EUR",),
    "EUROS": ("EUR",),
    "ЕВРО": ("EUR",),
    "₽": ("RUB",),
    "РУБ": ("RUB",),
    "Р": ("RUB",),
    "₴": ("UAH",),
    "ГРН": ("UAH",),
    "ЛВ": ("BGN",),
    "LEI": ("RON",),
    "LEU": ("RON",),
    "TL": ("TRY",),
    "₪": ("ILS",),
    "฿": ("THB",),
    "₫": ("VND",),
    "₦": ("NGN",),
    "₱": ("PHP",),
    "₸": ("KZT",),
    "₾": ("GEL",),
    "R$": ("BRL",),
    "S$": ("SGD",),
    "HK$": ("HKD",),
    "NZ$": ("NZD",),
    "NT$": ("TWD",),
    "CA$": ("CAD",),
    "AU$": ("AUD",),
    "MX$": ("MXN",),
    "DHS": ("AED",),
    "DIN": ("RSD",),
    "ДИН": ("RSD",),
    "ДЕН": ("MKD",),
    "KM": ("BAM",),
    "Đ": ("VND",),
    "บาท": ("THB",),
    "ر.س": ("SAR",),
    "د.إ": ("AED",),
    "RP": ("IDR",),
    "RM": ("MYR",),
    "RS": ("INR", "PKR", "LKR", "NPR"),
    "円": ("JPY",),
    "元": ("CNY",),
    "원": ("KRW",),
    "£": ("GBP",),
    "ZŁ": ("PLN",),
    "KČ": ("CZK",),
    "FT": ("HUF",),
    "FR": ("CHF",),
    "SFR": ("CHF",),
    "₺": ("TRY",),
    "₹": ("INR",),
    "₩": ("KRW",),
    "US$": ("USD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"),
    "¥": ("JPY", "CNY"),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
}
"""Where a sign is of several currencies it is the business's own, if that is one of them."""

RENAMED = {"RUR": "RUB", "TRL": "TRY", "BYR": "BYN", "ROL": "RON", "BGL": "BGN"}
"""Codes of before, which are still written."""

_WORDS = re.compile(r"[^\d\s.,'’+\-−–—/]+\.?")
_THOUSANDS = re.compile(r"(?<=\d)['’\u00a0\u202f ](?=\d{3}(?!\d))")
_DASHES = re.compile(r"[.,][-−–—]{1,2}$")


LONGEST = 80
"""Characters of a price cell, its currency and all that people write around it. No pattern looks at
a longer one."""


class Exact(str):
    """A number that its source types as one: no thousands, and a point before the decimals."""

    __slots__ = ()


@lru_cache(maxsize=16384)  # a feed of 100,000 rows has some thousands of prices
def money(text: str, beside: str = "", default: str = "", home: str = "") -> Money | None:
    """The price in `text`; None where nothing stands. Raises BadCell.

    Its currency stands in it, or in the cell `beside` it; else it is `default`, empty where a
    currency is asked for. `home` is the business's, which decides what "$" means.
    """
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise BadCell(f"{len(text)} characters; a price has at most {LONGEST}")
    found = _WORDS.findall(text)
    digits = _DASHES.sub(",00", _THOUSANDS.sub("", _WORDS.sub("", text).strip()))
    if len(found) > 1 or not digits or (found and len(found[0]) > 5):
        raise BadCell(NO_PRICE)
    named = currency(found[0], home) if found else ""
    if not named and beside.strip():
        named = currency(beside, home)
    exact = amount(digits)
    named = named or default
    if not named:
        raise BadCell("no currency; write it beside the number, as in 15.00 EUR")
    return Money(exact, named) if exact is not None else None


def typed(text: Exact, currency_code: str) -> Money:
    """The price in a number cell. Raises BadCell."""
    if len(text) > LONGEST:
        raise BadCell(f"{len(text)} characters; a price has at most {LONGEST}")
    try:
        exact = Decimal(text)
    except InvalidOperation as exc:
        raise BadCell("not a price; expected a number such as 149.95") from exc
    if not exact.is_finite() or exact > MOST:
        raise BadCell("too large for a price")
    if exact < 0:
        raise BadCell("a price cannot be negative")
    if exact != round(exact, 4):
        raise BadCell("more than four decimals; a price has two")
    # "1E+3" is written out, and of "0E-99999" no more than four decimals.
    plain = exact if "E" not in str(exact) else round(exact, 4)
    return Money(Decimal(f"{plain:f}"), currency_code)


def minor(units: int, code: str) -> Money:
    """An amount in the smallest units of ISO 4217: 1999 of USD is 19.99. Raises BadCell."""
    code = currency(code, "")
    if units < 0:
        raise BadCell("a price cannot be negative")
    exact = Decimal(units).scaleb(-get_currency_precision(code))
    if exact > MOST:
        raise BadCell("too large for a price")
    return Money(exact, code)


def minor_units(money: Money) -> int | None:
    """A price in the smallest units of ISO 4217; None where it is finer than they are: 0.0495."""
    units = money.amount.scaleb(get_currency_precision(money.currency))
    return int(units) if units == units.to_integral_value() else None


def is_currency(word: str) -> bool:
    """Whether a word is a sign or a code. A code of small letters may be any word: "all", "top"."""
    told = word.strip().rstrip(".")
    if told.upper() in SYMBOLS:
        return True
    return told.upper() in CODES and (told.isupper() or told.lower() in _SMALL)


_SMALL = frozenset(["eur", "usd", "gbp", "chf", "sek", "nok", "dkk", "pln", "czk", "huf"])


def currency(text: str, home: str) -> str:
    """The ISO 4217 code that a code or a sign means. Raises BadCell."""
    word = text.strip().upper().rstrip(".")
    if len(word) == 3 and word in CODES:
        return RENAMED.get(word, word)
    meant = SYMBOLS.get(word)
    if meant is None:
        raise BadCell(
            f"{text.strip()[:20]!r} is no currency that is known; expected one such as EUR"
        )
    if len(meant) == 1:
        return meant[0]
    if home in meant:
        return home
    raise BadCell(f"which currency is {text.strip()!r}? Write its code, such as {meant[0]}")
