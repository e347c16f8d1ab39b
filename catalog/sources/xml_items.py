"""Feeds of products in any other XML: Heureka's, Yandex' YML, Prisjakt's, a shop's own. Names of
elements are columns (names.toml); parameters tell variants apart, or are properties.

An item is an element that feeds call so, or else what repeats below the root.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from catalog.errors import SourceError
from catalog.records import Attribute, Business, Option
from catalog.sources import words
from catalog.sources.cells import line, measured
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.merchant_xml import DEEPEST, LONGEST, Watched
from catalog.sources.opening import Opened
from catalog.sources.platforms.reading import is_told, label
from catalog.sources.seam import Format, Found, LeftOut, Rejection, named
from catalog.sources.xml_repair import pieces

ITEMS = frozenset(
    (
        *("item", "entry", "shopitem", "offer", "product", "produkt", "article", "artikel"),
        *("producto", "produit", "prodotto", "товар", "good", "goods", "ware", "o", "vare"),
        *("tuote", "termek"),
    )
)
"""What an item is called, in small letters."""

TRAITS = 60
"""Characters of a parameter's value that may be an option."""

_MORE = {
    "description": ("description long",),
    "title": ("description short", "productname", "product name", "model name"),
    "price": (
        "price vat",
        "price amount",
        "price including vat",
        "price including gst",
        "pricevat",
    ),
    "list_price": ("oldprice", "old price", "price before discount"),
    "category": ("cat", "categorytext", "category text", "category path"),
    "category_id": ("category id", "categoryid"),
    "group": ("itemgroup id", "item group id", "group id"),
    "image": ("imgurl", "img url", "picture", "image url", "imageurl"),
    "images": ("imgurl alternative", "additional image"),
    "currency": ("currency id", "currencyid"),
    "brand": ("vendor", "producer"),
    "sku": (
        "supplier aid",
        "supplier pid",
        "productno",
        "your item number",
        "vendor code",
        "code",
        "kod",
    ),
    "availability": ("available", "stock status", "in stock"),
    "stock": ("stock quantity", "stock count", "amount in stock"),
    "delivery": ("delivery date", "deliverydate"),
    "id": ("item id", "itemid"),
}
_GROSS = frozenset(("price vat", "price including vat", "price including gst", "pricevat"))


def _ranked() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, names in _MORE.items():
        for rank, name in enumerate(names):
            found.setdefault(name, (field, rank))
    for field, names in words.FIELDS.items():
        for rank, name in enumerate(names, 20):
            found.setdefault(name, (field, rank))
    return found


FIELD_OF: Mapping[str, tuple[str, int]] = _ranked()
_UNITS = frozenset(("funit", "unit", "einheit"))
_LISTED = frozenset(("gros list", "net list"))
"""What BMEcat calls prices of the list, where "gros" is no wholesale."""
_PARAM = frozenset(("param", "parameter", "attribute", "property", "a", "spec", "feature"))


class Thing(NamedTuple):
    """An item: its texts by folded name, and its parameters with their units."""

    number: int
    said: dict[str, list[str]]
    params: list[tuple[str, str]]
    spoken: dict[str, dict[str, str]]
    """Texts by language and folded name, where elements say in which they are."""


class Category(NamedTuple):
    id: str
    parent: str
    name: str


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the feed. Raises SourceError where it is no XML, or has no item."""
    tag = _tag(opened)
    keys: list[str] = []
    categories: dict[str, Category] = {}
    for found in _things(opened, tag):
        if isinstance(found, Thing):
            keys.append(_key(found))
        elif isinstance(found, Category):
            categories[found.id] = found
    if not keys:
        raise SourceError(f"{opened.source.name}: no item in it that could be read ({tag})")
    feed = Feed.of(opened, business, currency=business.currency, place="item")
    paths = {id_: _path(id_, categories) for id_ in categories}
    lines = _lines(opened, tag)
    return gathered(feed, opened, apart(keys), lines, entries=partial(_entries, feed, paths))


def _lines(opened: Opened, tag: str) -> Iterator[Line[Thing] | Rejection | LeftOut]:
    for thing in _things(opened, tag):
        if isinstance(thing, Rejection):
            yield thing
        elif isinstance(thing, Thing):
            texts = [f"{name}={text}" for name, told in thing.said.items() for text in told]
            texts += [f"{name}:{value}" for name, value in thing.params]
            texts += [f"{code} {told}" for code, told in sorted(thing.spoken.items())]
            yield Line(_key(thing), texts, thing)


def _tag(opened: Opened) -> str:
    """What the items of a feed are called. Raises SourceError."""
    name = opened.source.name
    repeated: Counter[str] = Counter()
    depth = 0
    try:
        stream = Watched(opened.stream())
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            stream.silent = 0
            if event == "start":
                depth += 1
                if depth > DEEPEST:
                    raise SourceError(f"{name}: nested more than {DEEPEST} levels deep")
                if depth > 1 and _local(element).casefold() in ITEMS:
                    return _local(element)
                continue
            depth -= 1
            if depth in (1, 2) and len(element):
                repeated[_local(element)] += 1
            if depth <= 2:
                element.clear()
    except DefusedXmlException as exc:
        reason = f"declares entities or a document type, which no feed needs ({exc!r:.60})"
        raise SourceError(f"{name}: {reason}") from exc
    except (ParseError, LookupError, ValueError) as exc:
        if not repeated:
            raise SourceError(f"{name}: not XML ({exc})") from exc
    most = repeated.most_common(1)
    if not most or most[0][1] < 2:
        raise SourceError(
            f"{name}: no item in it. Expected a feed of products, such as "
            "<products><product><name>…</name><price>…</price></product></products>"
        )
    return most[0][0]


def _things(opened: Opened, tag: str) -> Iterator[Thing | Category | Rejection]:
    name = opened.source.name
    number = depth = size = inside = 0
    stack: list[Element] = []
    try:
        stream = Watched(opened.stream())
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            stream.silent = 0
            if event == "start":
                depth += 1
                stack.append(element)
                inside += _local(element) == tag
                size = 0 if inside == 1 and _local(element) == tag else size
                if depth > DEEPEST:
                    raise SourceError(f"{name}: nested more than {DEEPEST} levels deep")
                continue
            depth -= 1
            stack.pop()
            size += len(element.text or "")
            if size > LONGEST:
                raise SourceError(f"{name}: item {number + 1} is longer than {LONGEST} characters")
            if _local(element) == tag:
                inside -= 1
                if not inside:
                    number += 1
                    opened.rows = number
                    yield _thing(number, element)
            elif not inside and _local(element).casefold() == "category" and element.get("id"):
                parent = element.get("parentId") or element.get("parent_id") or ""
                yield Category(element.get("id", ""), parent, line(element.text or ""))
            if stack and not inside:
                stack[-1].remove(element)
    except DefusedXmlException as exc:
        reason = f"declares entities or a document type, which no feed needs ({exc!r:.60})"
        raise SourceError(f"{name}: {reason}") from exc
    except (ParseError, LookupError, ValueError) as exc:
        opened.notices[:] = [f"{name}: broken in item {number + 1} ({exc}); the others were read."]
        for piece in pieces(opened, tag):
            if piece.number <= number:
                continue
            opened.rows = piece.number
            if piece.element is None:
                yield Rejection(name, piece.number, "", piece.begins, piece.reason)
            else:
                yield _thing(piece.number, piece.element)


def _thing(number: int, item: Element) -> Thing:
    said: dict[str, list[str]] = {}
    params: list[tuple[str, str]] = []
    spoken: dict[str, dict[str, str]] = {}
    for name, value in item.attrib.items():
        said.setdefault(words.folded(name.rpartition("}")[2]), []).append(value)
    thing = Thing(number, said, params, spoken)
    _tell(item, thing, 0)
    return thing


def _tell(item: Element, thing: Thing, depth: int) -> None:
    said, params = thing.said, thing.params
    for child in item:
        local = _local(child)
        own = line(child.text or "")
        inner = [(words.folded(_local(one)), line("".join(one.itertext()))) for one in child]
        if (called := child.get("name")) and own:
            params.append((called, f"{own} {child.get('unit', '')}".strip()))
        elif local.casefold() in _PARAM and len(inner) >= 2:
            values = [text for _, text in inner if text]
            if len(values) > 1:
                unit = next((t for n, t in inner if n in _UNITS and t not in values[:2]), "")
                params.append((values[0], f"{values[1]} {unit}".strip()))
        elif _is_internal(child):
            continue
        elif inner and depth < 3:
            _tell_inside(child, thing, depth + 1)
        elif child.attrib and not own and not inner:
            # <price gross="39.90" net="33.53"/>
            for name, value in child.attrib.items():
                said.setdefault(words.folded(f"{local} {name.rpartition('}')[2]}"), []).append(
                    value
                )
        elif text := "".join(child.itertext()).replace("\0", "").strip():
            said.setdefault(words.folded(local), []).append(text)
            if code := words.spoken(next(filter(None, map(child.get, _LANGUAGE)), "")):
                thing.spoken.setdefault(code, {}).setdefault(words.folded(local), text)


def _tell_inside(child: Element, thing: Thing, depth: int) -> None:
    """What an element with others in it says; of a price, whether its tax is in it."""
    kinds = {word for value in child.attrib.values() for word in words.folded(value).split()}
    which = next((name for name, told in _TAXED.items() if kinds & told), "")
    if not which:
        _tell(child, thing, depth)
        return
    own = thing._replace(said={})
    _tell(child, own, depth)
    for name, texts in own.said.items():
        known = FIELD_OF.get(name, ("", 0))[0] == "price"
        thing.said.setdefault(which if known else name, []).extend(texts)


_TAXED = {
    "gross price": frozenset(("gros", "gross", "brutto", "ttc")),
    "net price": frozenset(("net", "netto", "ht")),
}


def _is_internal(element: Element) -> bool:
    """Whether an attribute says that this is the shop's own: <preis gruppe="EK">."""
    told = [words.folded(value) for value in element.attrib.values() if len(value) < 40]
    told = [value for value in told if value not in _LISTED]
    return any(t in words.INTERNAL or words.INTERNAL_WORDS & set(t.split()) for t in told)


def _fields(thing: Thing) -> dict[str, tuple[str, str]]:
    """Field to its text and the name that gave it: the most certain name of each."""
    best: dict[str, tuple[int, str, str]] = {}
    for name, texts in thing.said.items():
        known = FIELD_OF.get(name)
        if known is not None and (known[0] not in best or known[1] < best[known[0]][0]):
            best[known[0]] = (known[1], texts[0], name)
    return {field: (text, name) for field, (_, text, name) in best.items()}


def _key(thing: Thing) -> str:
    told = _fields(thing)
    for field in ("group", "id", "sku", "gtin"):
        if field in told:
            return line(told[field][0])
    return named(told["title"][0]) if "title" in told else ""


def _entries(feed: Feed, paths: Mapping[str, str], things: Sequence[Thing]) -> list[Entry]:
    return [
        one for thing in things for one in _in_languages(feed, thing, _entry(feed, paths, thing))
    ]


def _in_languages(feed: Feed, thing: Thing, entry: Entry) -> Iterator[Entry]:
    """The entry with its words in the business's first language, and the words of its others."""
    codes = [code for code in feed.business.languages if code in thing.spoken]
    if len(thing.spoken) < 2 or not codes:
        yield entry
        return
    for place, code in enumerate(codes):
        told = _fields(thing._replace(said={n: [t] for n, t in thing.spoken[code].items()}))
        own = {field: told[field][0] for field in _WORDS if field in told}
        said = {**entry.said, **own, "language": code} if place == 0 else {**own, "language": code}
        if place == 0 or "title" in own:
            yield replace(entry, said=said) if place == 0 else Entry(entry.row, said)


_WORDS = ("title", "description", "short_description", "category")
_LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "lang", "language", "locale")


def _entry(feed: Feed, paths: Mapping[str, str], thing: Thing) -> Entry:
    told = _fields(thing)
    said = {field: text for field, (text, _) in told.items()}
    if "price" in told and told["price"][1] in _GROSS:
        said["tax"] = "yes"
    said["category"] = _category(said, paths)
    state = said.get("availability", "").casefold()
    # YML's "false" is made to order; elsewhere it is sold out. It is never in stock.
    if state == "false" and "available" in thing.said:
        said["availability"] = "backorder"
    if not state and said.pop("delivery", "") == "0":
        said["availability"] = "in stock"
    said.pop("delivery", None)
    pictures = [t for f in ("image", "images") for t in _all(thing, f) if "://" in t]
    params = [(label(name), line(value)) for name, value in thing.params if is_told(name)]
    traits = tuple(Option(n, v) for n, v in params if v and len(v) <= TRAITS)
    long = tuple(Attribute(n, v[:200]) for n, v in params if len(v) > TRAITS)
    if "group" not in said:
        long = (*(measured(t.name, t.value, feed.language) for t in traits), *long)
        traits = ()
    kept = {name: text for name, text in said.items() if text}
    images = tuple(dict.fromkeys(picture.strip() for picture in pictures))
    return Entry(thing.number, kept, (), traits, long, images)


def _all(thing: Thing, field: str) -> Iterator[str]:
    for name, texts in thing.said.items():
        if FIELD_OF.get(name, ("", 0))[0] == field:
            yield from texts


def _category(said: dict[str, str], paths: Mapping[str, str]) -> str:
    own = said.pop("category_id", "")
    told = paths.get(own) or said.get("category", "")
    if told.isdigit():
        return paths.get(told, "")
    told = told.replace("->", ">").replace("|", ">")
    if ">" not in told and told.count("/") > 1:
        told = told.replace("/", ">")  # "TV/Video" is one
    parts = [line(part) for part in told.split(">")]
    named = [part.replace(",", " ") for part in parts if part]
    # "Heureka.cz | Home | Kitchen": the portal is no category.
    return " > ".join(named[1:] if len(named) > 1 and "." in named[0] else named)


def _path(id_: str, categories: Mapping[str, Category]) -> str:
    names: list[str] = []
    while (held := categories.get(id_)) is not None and len(names) < 10:
        names.insert(0, held.name.replace(">", " "))
        id_ = held.parent
    return " > ".join(filter(None, names))


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def recognizes(path: Path, sample: str) -> bool:
    """Any XML that is neither a page, a sitemap nor a picture."""
    begun = sample.lstrip("\ufeff \t\r\n")[:4000]
    if not begun.startswith("<") or any(sign in begun for sign in ("<html", "<svg", "<urlset")):
        return False
    return begun.startswith("<?xml") or (path.suffix.lower() == ".xml" and begun[1:2].isalpha())


FORMAT = Format(
    name="xml",
    version=3,
    suffixes=frozenset({".xml"}),
    expected="a feed of products as XML",
    recognizes=recognizes,
    read=read,
)
