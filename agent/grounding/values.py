"""Numbers, money, links and contacts in text, compared as values: 19,90 = 19.90 = 19.9."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from catalog.foreign import LINK

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_CODES = {"eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "dollar": "USD",
          "dollars": "USD", "bucks": "USD", "gbp": "GBP", "pounds": "GBP", "quid": "GBP",
          "chf": "CHF", "franken": "CHF", "sek": "SEK", "yen": "JPY", "jpy": "JPY"}  # fmt: skip
_UNIT = "|".join(sorted(_CODES, key=len, reverse=True))
_AMOUNT = re.compile(
    # A number begins once and is bounded: 4,000 digits are read in one go, and are no sum.
    rf"(?P<before>[€$£¥]|\b(?:EUR|USD|GBP|CHF|SEK|JPY))\s?(?P<a>\d{{1,18}}(?:[.,]\d{{1,18}}){{0,6}})"
    rf"|(?<![\d.,])(?P<b>\d{{1,18}}(?:[.,]\d{{1,18}}){{0,6}})(?:,-|,–)?\s?"
    rf"(?P<after>[€$£¥]|(?:{_UNIT})\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in a text. `start` and `end` are offsets of characters."""

    value: Decimal
    currency: str
    start: int
    end: int


def amounts(text: str) -> Iterator[Amount]:
    """Every sum of money that `text` names in digits."""
    for match in _AMOUNT.finditer(text):
        mark = match["before"] or match["after"]
        currency = SYMBOLS.get(mark) or _CODES.get(mark.lower(), mark.upper())
        yield Amount(decimal_of(match["a"] or match["b"]), currency, match.start(), match.end())


def decimal_of(written: str) -> Decimal:
    """The value of a number as people write it: 1.299,00 = 1,299.00 = 1299; 19,9 = 19.90.

    A single separator with three digits behind it groups thousands, unless a lone 0 is before it.
    """
    bare = written.strip(".,:").replace(":", ".")
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return Decimal(bare)
    whole, behind = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    if len(behind) == 3 and len(whole) <= 3 and whole != "0":
        return Decimal(whole + behind)
    if len(behind) == 3 and bare.count(bare[last]) > 1:
        return Decimal(whole + behind)
    return Decimal(f"{whole or 0}.{behind}")


def writings(value: Decimal) -> Iterator[str]:
    """The usual ways to write a number: with point and comma, grouped and not, short and long."""
    plain = format(value.normalize(), "f")
    forms = {plain}
    if "." in plain and len(plain.partition(".")[2]) == 1:
        forms.add(plain + "0")
    if "." not in plain:
        forms.add(plain + ".00")
    for form in forms:
        whole, point, behind = form.partition(".")
        grouped = f"{int(whole):,}"
        yield whole + point + behind
        yield (whole + point + behind).replace(".", ",")
        yield grouped + point + behind
        yield grouped.replace(",", ".") + ("," if point else "") + behind


def numbers(text: str) -> Iterator[str]:
    """Every number in `text`, as written."""
    yield from NUMBER.findall(text)


def links(text: str) -> Iterator[str]:
    """Every link and mail address in `text`, without the sentence's own punctuation."""
    for found in LINK.findall(text):
        yield found.rstrip(".,;:!?")


def prefixes(words: Iterable[str]) -> frozenset[str]:
    """All beginnings of all `words`, themselves included."""
    return frozenset(word[:end] for word in words for end in range(1, len(word) + 1))
