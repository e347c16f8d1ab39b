"""What an XML item is sold in, where prices themselves say it: <price size="small">4.50</price>,
<formats><format name="100 g" price="6.50"/></formats>.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from catalog.price_words import is_said
from catalog.sources.cells import line
from catalog.sources.column_names import GROSS, NET, is_tax
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.money import is_currency
from catalog.sources.sums import is_amount
from catalog.sources.words import FIELDS, NUMBERS, folded
from catalog.sources.xml_around import local_of

LONGEST = 60
"""Characters of what is chosen."""

_KINDS = KEPT_BACK | {Says.PAY, Says.OTHERS, Says.FORMER, Says.REDUCED, Says.SELL}
_TITLES = frozenset(FIELDS["title"])
_PRICES = frozenset(FIELDS["price"])


_OWN = NUMBERS | {n for f in ("sku", "gtin", "id", "stock", "availability") for n in FIELDS[f]}


class Way(NamedTuple):
    """One price of an item: what the choice is called, what is chosen, the price and its name."""

    choice: str
    chosen: str
    name: str
    price: str
    """Empty where it costs what the item does."""
    element: Element
    own: tuple[tuple[str, str], ...] = ()
    """Its number and its stock, by what they are called."""


def ways_of(item: Element) -> list[Way]:
    """The prices among which is chosen; none where there is one, or they are kinds of prices."""
    for holder in (item, *item):
        by_name: dict[str, list[Element]] = {}
        for one in holder:
            by_name.setdefault(local_of(one.tag), []).append(one)
        for ones in by_name.values():
            told = [_way(one, holder) for one in ones]
            ways = [way for way in told if way is not None]
            if len(ways) > 1 and len(ways) == len(ones) and _are_choices(ways):
                return ways
    return []


def _way(one: Element, holder: Element) -> Way | None:
    name = local_of(one.tag)
    said = list(_pairs(one))
    text = line(one.text or "")
    if _is_price(name) and text and _is_told(text) and len(said) == 1:
        return Way(*said[0], name, text, one)
    called = Says.VARIANTS in says(name) or Says.VARIANTS in says(local_of(holder.tag))
    asked = [(key, value) for key, value in said if _is_price(key) and _is_told(value)]
    others = [pair for pair in said if pair not in asked]
    if called and text and not len(one) and len(asked) < 2:
        # <option number="T-1" price="389.00" stock="9">black</option>
        own = tuple(pair for pair in others if folded(pair[0]) in _OWN)
        if own and len(own) == len(others):
            name, price = asked[0] if asked else ("", "")
            return Way(_called(holder, one), text, name, price, one, own)
    named = [pair for pair in others if folded(pair[0]) in _TITLES] or others
    if called and len(asked) == 1 and len(named) == 1:
        return Way(*named[0], *asked[0], one)
    return None


def _called(holder: Element, one: Element) -> str:
    """What the choice is called: by the element around those to choose from, or by theirs."""
    told = {folded(local_of(name)): line(value) for name, value in holder.attrib.items()}
    named = next((value for name, value in told.items() if name in _TITLES and value), "")
    return named or local_of(one.tag)


def _pairs(one: Element) -> Iterator[tuple[str, str]]:
    """What an element says in attributes and in elements of its own, but for currencies."""
    told = [(local_of(name), line(value)) for name, value in one.attrib.items()]
    told += [(local_of(child.tag), line(child.text or "")) for child in one]
    yield from (
        (name, value) for name, value in told if value and folded(name) not in FIELDS["currency"]
    )


def _is_price(name: str) -> bool:
    told = says(name)
    return folded(name) in _PRICES or (Says.PRICE in told and not told & _KINDS)


def _is_told(text: str) -> bool:
    return is_amount(text) or is_said(text)


def _are_choices(ways: Sequence[Way]) -> bool:
    """Whether they differ in what is chosen, and none is a price of another kind."""
    chosen = {way.chosen for way in ways}
    names = [folded(told) for told in chosen]
    taxed = any(NET.search(name) or is_tax(name) for name in names)
    taxed = taxed or all(GROSS.search(name) for name in names)  # "groß" beside "klein" is a size
    return len(chosen) == len(ways) and not taxed and not any(map(_is_kind, chosen))


def _is_kind(chosen: str) -> bool:
    return bool(says(chosen) & _KINDS) or is_currency(chosen) or len(chosen) > LONGEST
