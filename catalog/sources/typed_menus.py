"""How people type a menu: what a dish is made of stands behind its price.

She-crab soup ........ cup 7.00 / bowl 11.00   shellfish, milk
Pecan pie  7.00 slice / 32.00 whole pie -- wheat, egg
"""

from __future__ import annotations

import re

from catalog.sources.described import SAID
from catalog.sources.line_offers import Priced
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.line_states import is_gone
from catalog.sources.pricelines import priced

LONGEST = 300
"""Characters of a line."""

_DOTS = re.compile(r"(?:\.\s?){3,}|…")
_WIDE = re.compile(r"(?<=[^\s.]) {2,40}(?=[^\s.])")
_MARKED = re.compile(r"\s*(?:[-*+•|>#<`]|\d{1,3}[.)]\s)")


def parted_line(text: str, home: str) -> tuple[str, str]:
    """What a line offers, and what it says of it behind the price; ("", "") of any other."""
    bare = text.strip()
    # Tabs part the columns of a table, of which the last sum may be what a thing cost the shop.
    if len(bare) > LONGEST or "\t" in bare or _MARKED.match(text) or not PRICE.search(bare):
        return "", ""
    last = list(PRICE.finditer(bare))[-1]
    whole = priced(bare, home)
    for gap in re.finditer(r"\s{2,40}|\s--\s|\s", bare[last.end() :]):
        offer, said = bare[: last.end() + gap.start()], bare[last.end() + gap.end() :].strip()
        wide = gap[0] != " "
        if not (wide or _DOTS.search(offer)) or not _is_said(said):
            continue
        if is_gone(said) or not _is_apart(whole, said, home, wide=wide):
            return "", ""
        found = priced(offer, home)
        if found is not None and not PRICE.search(found.name) and _gaps(offer) < 2:
            return offer, said
    return "", ""


def _gaps(text: str) -> int:
    """How many columns of blanks a line has beside its dots."""
    return len(_WIDE.findall(_DOTS.sub(".", text)))


def _is_apart(whole: Priced | None, said: str, home: str, *, wide: bool) -> bool:
    """Whether the words are none that the price needs: "ab 12,00   je Stunde" is one price."""
    if whole is None or PRICE.search(whole.name):
        return True
    last = reading(whole.offers[-1].price, home)
    notes = (whole.note, last.note if last is not None else "")
    return wide and (said in notes or not any(PRICE.search(o.price) for o in whole.offers))


def _is_said(text: str) -> bool:
    return sum(map(str.isalpha, text)) > 3 and not PRICE.search(text)


def marked_behind(lines: list[str], home: str) -> None:
    """Write a sign before what is said behind the prices."""
    for at, line in enumerate(lines):
        offer, said = parted_line(line, home)
        if offer:
            indent = line[: len(line) - len(line.lstrip())]
            lines[at] = f"{indent}{offer}{SAID}{said}"
