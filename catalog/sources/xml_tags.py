"""What the items of an XML feed are called: an element that feeds call so, one that says its name
and its price, or else what repeats below the root.
"""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from catalog.errors import SourceError
from catalog.sources import words
from catalog.sources.cells import line
from catalog.sources.column_words import Says, says
from catalog.sources.merchant_xml import DEEPEST, Watched
from catalog.sources.opening import Opened
from catalog.sources.xml_around import local_of
from catalog.sources.xml_names import FIELD_OF
from catalog.sources.xml_things import PARAM, VARIANTS

ITEMS = frozenset(
    (
        *("item", "entry", "shopitem", "offer", "product", "produkt", "article", "artikel"),
        *("producto", "produit", "prodotto", "товар", "good", "goods", "ware", "o", "vare"),
        *("tuote", "termek"),
    )
)
"""What an item is called, in small letters."""


def tag_of(opened: Opened) -> str:
    """What the items of a feed are called. Raises SourceError."""
    name = opened.source.name
    repeated: Counter[str] = Counter()
    sold: Counter[tuple[int, str]] = Counter()
    depth = 0
    open_: list[str] = []
    try:
        stream = Watched(opened.stream())
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            stream.silent = 0
            if event == "start":
                depth += 1
                open_.append(local_of(element.tag))
                if depth > DEEPEST:
                    raise SourceError(f"{name}: nested more than {DEEPEST} levels deep")
                if depth > 1 and local_of(element.tag).casefold() in ITEMS:
                    return local_of(element.tag)
                continue
            depth -= 1
            open_.pop()
            varies = any(
                Says.VARIANTS in says(name) for name in (local_of(element.tag), *open_[-1:])
            )
            if depth in (1, 2) and len(element) and not varies:
                repeated[local_of(element.tag)] += 1
            if depth and not varies and _is_sold(element):
                sold[depth, local_of(element.tag)] += 1
            if depth <= 2:
                element.clear()
    except DefusedXmlException as exc:
        reason = f"declares entities or a document type, which no feed needs ({exc!r:.60})"
        raise SourceError(f"{name}: {reason}") from exc
    except (ParseError, LookupError, ValueError) as exc:
        if not repeated:
            raise SourceError(f"{name}: not XML ({exc})") from exc
    priced = {place: count for place, count in sold.items() if count > 1}
    if priced:  # what holds others is the thing, what it holds is of it
        return max(priced, key=lambda place: (-place[0], priced[place]))[1]
    most = repeated.most_common(1)
    if not most or most[0][1] < 2:
        raise SourceError(
            f"{name}: no item in it. Expected a feed of products, such as "
            "<products><product><name>…</name><price>…</price></product></products>"
        )
    return most[0][0]


def _is_sold(element: Element) -> bool:
    """Whether an element says what it is called and what it costs."""
    local = local_of(element.tag).casefold()
    names = {words.folded(local_of(name)) for name in element.attrib}
    names |= {words.folded(local_of(one.tag)) for one in element}
    if not len(element) and any(map(str.isalpha, line(element.text or ""))):
        names.add("name")  # <dish price="6.50">Soup</dish>
    if local in VARIANTS or local in PARAM or Says.VARIANTS in says(local) or len(names) < 2:
        return False
    fields = {FIELD_OF.get(name, ("", 0))[0] for name in names}
    priced = "price" in fields or any(Says.PRICE in says(name) for name in names)
    return "title" in fields and (priced or "list_price" in fields)
