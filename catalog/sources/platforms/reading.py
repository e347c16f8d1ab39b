"""What the platforms' modules share: sums of prices, categories, options, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from catalog.numerals import number
from catalog.records import Attribute, Option
from catalog.sources.cells import BadCell, line, measured
from catalog.sources.platform import Told
from catalog.sources.words import INTERNAL, INTERNAL_WORDS, folded, truth

LONGEST = 200
"""Characters of a property."""

_IDS = re.compile(r"\d+(?:\s*[;,|]\s*\d+)*|[0-9a-f]{32}(?:\|[0-9a-f]{32})*")
_ID_NAME = re.compile(r"(?:^|[\s_])(?:ids?|uuid|guid|hash|code|sync|feed|import|export)(?:$|[\s_])")


def said_of(row: Told, fields: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The texts of a row by field, of the first column of each that holds something."""
    return {name: text for name, columns in fields.items() if (text := row.get(*columns))}


def amount(text: str) -> Decimal | None:
    """A plain amount of a cell, None where there is none."""
    try:
        return number(text.strip()) if text.strip() else None
    except (BadCell, InvalidOperation):
        return None


def plus(price: str, extra: str) -> str:
    """A price with its surcharge; the price as it stands where one of them is no amount."""
    if not extra.strip():
        return price
    signed = extra.strip()
    more = amount(signed.lstrip("+-"))
    base = amount(price) if price.strip() else Decimal(0)
    if more is None or base is None:
        return price
    return f"{base - more if signed.startswith('-') else base + more:f}"


def reduced(price: str, by_amount: str = "", by_percent: str = "") -> str:
    """What remains of a price after a discount; empty where there is none."""
    base, less, share = amount(price), amount(by_amount), amount(by_percent)
    if base is None:
        return ""
    if less:
        base -= less
    elif share and share <= 100:
        base = (base * (100 - share) / 100).quantize(Decimal("0.01"))
    else:
        return ""
    return f"{base:f}" if base > 0 else ""


def is_no(text: str) -> bool:
    """Whether a cell says no; an empty one says nothing."""
    return bool(text) and truth(text) is False


def is_yes(text: str) -> bool:
    return truth(text) is True


def path(text: str, between: str = "/", roots: Sequence[str] = ()) -> str:
    """A category as "A > B": the parts cut at `between`, without what is every one's root."""
    parts = [part for cut in text.split(between) if (part := line(cut))]
    while parts and parts[0].casefold() in roots:
        parts = parts[1:]
    # Commas and signs of paths inside a name would be taken for further ones.
    return " > ".join(part.replace(",", " ").replace(">", " ").replace("|", " ") for part in parts)


def is_ids(text: str) -> bool:
    """Numbers or hashes that only the system knows: "12;15"."""
    return _IDS.fullmatch(text.strip()) is not None


def options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(n, v) for name, value in pairs if (n := line(name)) and (v := line(value)))


def pairs_of(text: str, between: str, equals: str) -> Iterator[tuple[str, str]]:
    """("Size", "S") of "Size=S|Colour=Red"."""
    for part in text.split(between):
        name, sign, value = part.partition(equals)
        if sign and name.strip() and value.strip():
            yield line(name), line(value)


def properties(pairs: Iterable[tuple[str, str]], language: str) -> tuple[Attribute, ...]:
    """What of these is told to customers: neither costs nor numbers of other systems."""
    found: dict[str, Attribute] = {}
    for name, value in pairs:
        if value and len(value) <= LONGEST and is_told(name) and not value.startswith(("{", "[")):
            found.setdefault(name.casefold(), measured(label(name), line(value), language))
    return tuple(found.values())


def is_told(name: str) -> bool:
    """Whether a property of this name is for customers."""
    known = folded(name)
    if not known or known in INTERNAL or _ID_NAME.search(known):
        return False
    return INTERNAL_WORDS.isdisjoint(known.split())


def label(name: str) -> str:
    """ "country_of_manufacture" as a person reads it."""
    return line(name.replace("_", " "))


def own_price(row: Told, *names: str) -> str:
    """A price as it stands, empty where it is a zero that means none."""
    text = row.get(*names)
    exact = amount(text)
    return "" if exact is not None and not exact else text
