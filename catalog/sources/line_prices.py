"""Where a price stands in a line of text, and what a text asks that is nothing but a price."""

from __future__ import annotations

import re

from catalog.day_names import calendar
from catalog.quantities import Asked, asked
from catalog.sources.cells import BadCell
from catalog.sources.list_words import DEAL

ON_DAYS = 8
"""Words of a price that holds on days alone, and of these."""

_SIGN = (
    r"€|\$|£|¥|₺|₴|₽|₪|₹|zł|Kč|Ft|kr\.?|Fr\.|SFr\.?|lei|лв\.?|руб\.?|грн\.?|TL|[A-Z]{3}"
    r"|Euro?|euros?"
)
_AMOUNT = r"(?:\d{4,6}|\d{1,3}(?:[.,' ]\d{3}){0,3})(?:[.,]\d\d(?!\d)|[.,:]?[-–—]{1,2}(?!\s?\d))?"
PRICE = re.compile(
    rf"(?:(?:(?<!\w)(?:{_SIGN})\s?)(?P<a>{_AMOUNT})|(?<![\d.,:])(?P<b>{_AMOUNT})\s?(?:{_SIGN})(?!\w)"
    r"|(?<![\w.,])(?P<p>\d{1,2}p)(?!\w)"
    r"|(?<![\d.,:/])(?P<d>(?:\d{4,6}|\d{1,3}(?:[. ]\d{3}){0,2})[:.,][-–—]{1,2})(?!\s?\d)"
    r"|(?<![\d.,:/])(?P<c>\d{1,4}[.,]\d\d)(?![\d.,:%/])"
    r"(?!\s?(?:l|cl|ml|dl|kg|g|cm|mm|m|km|h|min|Uhr|Std|Stunden|x)\b))"
)
MAYBE = re.compile(
    r"\d[.,:]\d\d|\d\s?(?:[€$£₺₴₽₪₹]|kr|zł|Kč|Ft|TL|lei|лв|руб|грн|EUR|CHF|USD|GBP|Euro)"
    r"|[€$£₺₴₽₪₹]\s?\d|[A-Z]{3}\s?\d"
    r"|\d[.,:]-|\dp\b|\.{3}|…|\t| {2}\d|\S {3,300}[^\W\d_]"
)
SIGNED_TWICE = re.compile(rf"(?:{_SIGN})\s[\d.,' ]{{1,20}}(?:{_SIGN})")
_DEAL = re.compile(rf"\d{{1,2}}\s?(?:{DEAL})\s")
"""A price of several: "2 for 5 €"."""
_SPAN = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,10})\.?\s?[-–—/+&]\s?([^\W\d_]{2,10})(?![^\W\d_])")
"""Two days or months with a sign between: "Mon–Wed"."""
_TIME = re.compile(r"(?<!\d)[012]?\d:[0-5]\d(?!\d)")


def reading(text: str, home: str) -> Asked | None:
    """What a text asks, where all of it is a price: an amount, a span, or known words of none."""
    if _TIME.search(text) and home not in ("SEK", "NOK", "DKK"):
        return None
    told = text.strip().strip("()") if text.count("(") == text.count(")") else text.strip()
    try:
        found = asked(told, "", home, home)
    except BadCell:
        return None
    if found.price is not None or found.span is None:
        return found if found.price is not None else None
    span = found.span
    known = span.low is not None or span.high is not None
    deal = _DEAL.match(told) is not None
    wordless = not any(char.isdigit() for char in told)
    return found if known or deal or wordless or _holds_on_days(told) else None


def _holds_on_days(text: str) -> bool:
    """Whether an amount holds in a month or on a day alone: "450 kr i december"."""
    if PRICE.match(text) is None or len(text.split()) > ON_DAYS:
        return False
    words = re.findall(r"[^\W\d_]{4,20}", text.casefold())
    spans = (set(span) for span in _SPAN.findall(text.casefold()))
    return not calendar().isdisjoint(words) or any(span <= calendar() for span in spans)
