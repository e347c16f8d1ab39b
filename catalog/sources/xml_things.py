"""The elements of a feed to things: what each says by folded name, its parameters, its variants."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from catalog.errors import SourceError
from catalog.sources import words
from catalog.sources.cells import line
from catalog.sources.column_words import Says, says
from catalog.sources.merchant_xml import DEEPEST, LONGEST, Watched
from catalog.sources.opening import Opened
from catalog.sources.price_kinds import is_kind
from catalog.sources.seam import Rejection
from catalog.sources.xml_around import Around, Beside, local_of
from catalog.sources.xml_choices import ways_of
from catalog.sources.xml_groups import Category, category_of, is_said_of_group
from catalog.sources.xml_names import FIELD_OF
from catalog.sources.xml_repair import pieces

VARIANTS = frozenset(
    (
        *("variant", "variants", "variation", "variante", "varianten", "sku", "child", "option"),
        *("value", "varyasyon", "secenek", "wariant", "varianta", "size", "groesse", "taille"),
        "talla",
    )
)
"""What a variant is called, in small letters, where it holds more than a word."""

MOST = 500
"""Variants of one item that are read."""

_CALLED = ("name", "bez", "bezeichnung", "label", "nom", "nombre", "nome", "nazwa", "naam", "ad")
"""The attribute that names a parameter."""
_UNITS = frozenset(("funit", "unit", "einheit"))
_LISTED = frozenset(("gros list", "net list"))
"""What BMEcat calls prices of the list, where "gros" is no wholesale."""
PARAM = frozenset(("param", "parameter", "attribute", "property", "a", "spec", "feature"))


class Thing(NamedTuple):
    """An item: its texts by folded name, and its parameters with their units."""

    number: int
    said: dict[str, list[str]]
    params: list[tuple[str, str]]
    spoken: dict[str, dict[str, str]]
    """Texts by language and folded name, where elements say in which they are."""
    variants: list[Thing]
    """What is said of each of its variants, where elements hold them."""
    groups: tuple[str, ...] = ()
    """What the elements around it are called, the outermost first."""
    written: Mapping[str, str] = MappingProxyType({})
    """The names of what it says as they are written, where letters alone do not say: MwSt."""
    ways: bool = False
    """Whether its variants are the prices that it has, and nothing else is said of them."""


def things_of(opened: Opened, tag: str) -> Iterator[Thing | Category | Beside | Rejection]:
    name = opened.source.name
    number = depth = size = inside = 0
    stack: list[Element] = []
    around = Around()
    try:
        stream = Watched(opened.stream())
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            stream.silent = 0
            if event == "start":
                depth += 1
                stack.append(element)
                inside += _local(element) == tag
                if not inside:
                    yield from around.opens(element)
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
                    yield _thing(number, element)._replace(groups=around.groups)
            elif inside:
                continue
            elif beside := around.closes(element):
                yield beside
            if not inside and (category := category_of(element)) is not None:
                yield category
            if stack and not inside and not is_said_of_group(stack[-1], element):
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
    thing = Thing(number, said, params, spoken, [])
    ways = ways_of(item)
    for way in ways[:MOST]:
        own = {words.folded(way.name): [way.price]} if way.price else {}
        own |= {words.folded(name): [value] for name, value in way.own}
        thing.variants.append(Thing(number, own, [(way.choice, way.chosen)], {}, []))
    apart = {id(way.element) for way in ways}
    _tell(item, thing, 0, apart)
    text = line(item.text or "")
    if not len(item) and text and not any(map(_is_titled, said)):
        said["name"] = [text]
    plain = (local_of(name) for name in (*item.attrib, *(child.tag for child in item)))
    written = {words.folded(name): name for name in plain}
    return thing._replace(written=written, ways=bool(ways))


def _is_titled(name: str) -> bool:
    return FIELD_OF.get(name, ("", 0))[0] == "title"


def _tell(item: Element, thing: Thing, depth: int, apart: Collection[int] = ()) -> None:
    """What the elements of an item say, but those that are told `apart`."""
    said, params = thing.said, thing.params
    for child in item:
        if id(child) in apart:
            continue
        local = _local(child)
        own = line(child.text or "")
        inner = [(words.folded(_local(one)), line("".join(one.itertext()))) for one in child]
        if (called := next(filter(None, map(child.get, _CALLED)), "")) and own:
            params.append((called, f"{own} {child.get('unit', '')}".strip()))
        elif local.casefold() in PARAM and len(inner) >= 2:
            values = [text for _, text in inner if text]
            if len(values) > 1:
                unit = next((t for n, t in inner if n in _UNITS and t not in values[:2]), "")
                params.append((values[0], f"{values[1]} {unit}".strip()))
        elif _is_internal(child):
            continue
        elif (
            not apart
            and (variants := _variants(child, thing.number))
            and len(thing.variants) < MOST
        ):
            thing.variants.extend(variants)
        elif inner and depth < 3:
            _tell_inside(child, thing, depth + 1, apart)
        elif child.attrib and not own and not inner:
            # <price gross="39.90" net="33.53"/>
            for name, value in child.attrib.items():
                said.setdefault(words.folded(f"{local} {name.rpartition('}')[2]}"), []).append(
                    value
                )
        elif text := "".join(child.itertext()).replace("\0", "").strip():
            said.setdefault(_name_of(child, local), []).append(text)
            for name, value in child.attrib.items():  # <price currency="USD">12.50</price>
                known = words.folded(local_of(name))
                if FIELD_OF.get(known, ("", 0))[0] == "currency":
                    said.setdefault("currency", []).append(value)
                elif is_kind(line(value)) and Says.PRICE in says(local):
                    said.setdefault(known, []).append(value)  # <price span="day">5.00</price>
            if code := words.spoken(next(filter(None, map(child.get, _LANGUAGE)), "")):
                thing.spoken.setdefault(code, {}).setdefault(words.folded(local), text)


def _name_of(element: Element, local: str) -> str:
    """What an element is called; <price type="old">20.00</price> is a price that was."""
    name = words.folded(local)
    priced = FIELD_OF.get(name, ("", 0))[0] == "price"
    former = priced and any(Says.FORMER in says(value) for value in element.attrib.values())
    return _FORMER if former else name


_FORMER = "old price"


def _variants(holder: Element, number: int) -> list[Thing]:
    """The variants that an element holds: elements called so, each with a price, a stock or a
    number of its own. Of an option's values its name is what is chosen."""
    found: list[Thing] = []
    name = next((line(one.text or "") for one in holder if _local(one).casefold() == "name"), "")
    for child in holder:
        kind = _local(child).casefold()
        if kind == "values" and name:
            found += [
                one._replace(params=[(name, _called(one))]) for one in _variants(child, number)
            ]
        elif kind == "option" and any(_local(one).casefold() == "values" for one in child):
            found += _variants(child, number)
        elif kind in VARIANTS and (len(child) > 1 or len(child.attrib) > 1):
            one = Thing(number, {}, [], {}, [])
            for key, value in child.attrib.items():
                one.said.setdefault(words.folded(key.rpartition("}")[2]), []).append(value)
            _tell(child, one, 2)
            if any(FIELD_OF.get(key, ("", 0))[0] in _OWN for key in one.said):
                found.append(one)
    return found


def _called(thing: Thing) -> str:
    return next(iter(thing.said.pop("name", [])), "")


_LANGUAGE = ("{http://www.w3.org/XML/1998/namespace}lang", "lang", "language", "locale")
"""Attributes that say in which language an element's text is."""

_OWN = frozenset(("price", "stock", "availability", "sku", "gtin"))
"""What a variant says for itself."""


def _tell_inside(child: Element, thing: Thing, depth: int, apart: Collection[int] = ()) -> None:
    """What an element with others in it says; of a price, whether its tax is in it."""
    kinds = {word for value in child.attrib.values() for word in words.folded(value).split()}
    which = next((name for name, told in _TAXED.items() if kinds & told), "")
    if not which:
        _tell(child, thing, depth, apart)
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


def _local(element: Element) -> str:
    return local_of(element.tag)
