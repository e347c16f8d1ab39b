"""Feeds of products in any other XML: Heureka's, Yandex' YML, Prisjakt's, a shop's own. Names of
elements are columns (names.toml); parameters tell variants apart, or are properties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from catalog.errors import SourceError
from catalog.records import Attribute, Business, Option
from catalog.sources import words
from catalog.sources.answer_letters import answer
from catalog.sources.anytable import products
from catalog.sources.cells import line, measured
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.opening import Opened
from catalog.sources.platforms.reading import is_told, label
from catalog.sources.said_beside import passages
from catalog.sources.seam import Format, Found, LeftOut, Rejection, named
from catalog.sources.xml_names import FIELD_OF, GROSS, fields_of
from catalog.sources.xml_table import category_path, grid_of, held_of
from catalog.sources.xml_tags import tag_of
from catalog.sources.xml_things import Category, Thing, things_of

TRAITS = 60
"""Characters of a parameter's value that may be an option."""


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the feed. Raises SourceError where it is no XML, or has no item."""
    tag = tag_of(opened)
    held = held_of(opened, tag)
    if held is not None and (grid := grid_of(opened, held)) is not None:
        yield from products(opened, business, grid)
        yield from passages(opened, held.beside)
        return
    yield from _fed(opened, business, tag)


def _fed(opened: Opened, business: Business, tag: str) -> Iterator[Found]:
    """The products of a feed, item by item."""
    keys: list[str] = []
    categories: dict[str, Category] = {}
    for found in things_of(opened, tag):
        if isinstance(found, Thing):
            keys.append(_key(found))
        elif isinstance(found, Category):
            categories[found.id] = found
    if not keys:
        raise SourceError(f"{opened.source.name}: no item in it that could be read ({tag})")
    feed = Feed.of(opened, business, currency=business.currency, place="item")
    paths = {id_: category_path(id_, categories) for id_ in categories}
    lines = _lines(opened, tag)
    yield from gathered(feed, opened, apart(keys), lines, entries=partial(_entries, feed, paths))


def _lines(opened: Opened, tag: str) -> Iterator[Line[Thing] | Rejection | LeftOut]:
    for thing in things_of(opened, tag):
        if isinstance(thing, Rejection):
            yield thing
        elif isinstance(thing, Thing):
            if why := _hidden(thing):
                yield LeftOut(thing.number, why)
            else:
                yield Line(_key(thing), list(_texts(thing)), thing)


def _texts(thing: Thing) -> Iterator[str]:
    for name, told in thing.said.items():
        yield from (f"{name}={text}" for text in told)
    yield from (f"{name}:{value}" for name, value in thing.params)
    yield from (f"{code} {told}" for code, told in sorted(thing.spoken.items()))
    for variant in thing.variants:
        yield from _texts(variant)


def _hidden(thing: Thing) -> str:
    """Why a thing is not for customers; empty: it is."""
    told = {field: text.strip() for field, (text, _) in fields_of(thing.said).items()}
    status, published = told.get("status", ""), told.get("published", "")
    if words.hides(status) or (status == "0" and "stock" in told):
        return status.casefold() if status != "0" else "switched off"
    if words.hides(published) or (published and answer(published) is False):
        return "unpublished"
    return "blocked" if answer(told.get("blocked", "")) else ""


def _key(thing: Thing) -> str:
    told = fields_of(thing.said)
    for field in ("group", "id", "sku", "gtin"):
        if field in told:
            return line(told[field][0])
    return named(told["title"][0]) if "title" in told else ""


def _entries(feed: Feed, paths: Mapping[str, str], things: Sequence[Thing]) -> list[Entry]:
    return [
        one
        for thing in things
        for entry in _with_variants(feed, paths, thing)
        for one in _in_languages(feed, thing, entry)
    ]


def _with_variants(feed: Feed, paths: Mapping[str, str], thing: Thing) -> Iterator[Entry]:
    """A thing's entry, or one for each of its variants with what it says of all of them."""
    entry = _entry(feed, paths, thing)
    if not thing.variants:
        yield entry
        return
    for variant in thing.variants:
        told = {field: text for field, (text, _) in fields_of(variant.said).items()}
        title = told.pop("title", "")
        told = {field: text for field, text in told.items() if not _is_nothing(field, text)}
        pairs = [*variant.params, *_traits(variant)]
        if not pairs and title and title != entry.get("title"):
            pairs = [(words.word("choice", feed.language), title)]
        options = tuple(Option(label(n), line(v)) for n, v in pairs if v)
        said = {**entry.said, **told}
        if "stock" in told and "availability" not in told:
            said.pop("availability", "")
        yield replace(entry, said=said, options=options)


def _is_nothing(field: str, text: str) -> bool:
    """A variant's own price of 0.00 is what it costs more: nothing."""
    return field in ("price", "list_price", "sale_price") and not text.strip("0., €")


def _traits(thing: Thing) -> Iterator[tuple[str, str]]:
    """Colours, sizes and the like that elements say."""
    for name, texts in thing.said.items():
        if name in _TRAIT_NAMES and texts[0] and len(texts[0]) <= TRAITS:
            yield name, texts[0]


def _in_languages(feed: Feed, thing: Thing, entry: Entry) -> Iterator[Entry]:
    """The entry with its words in the business's first language, and the words of its others."""
    codes = [code for code in feed.business.languages if code in thing.spoken]
    if len(thing.spoken) < 2 or not codes:
        yield entry
        return
    for place, code in enumerate(codes):
        told = fields_of({n: [t] for n, t in thing.spoken[code].items()})
        own = {field: told[field][0] for field in _WORDS if field in told}
        said = {**entry.said, **own, "language": code} if place == 0 else {**own, "language": code}
        if place == 0 or "title" in own:
            yield replace(entry, said=said) if place == 0 else Entry(entry.row, said)


_TRAIT_NAMES = frozenset(name for names in words.TRAITS.values() for name in names)
_WORDS = ("title", "description", "short_description", "category")


def _entry(feed: Feed, paths: Mapping[str, str], thing: Thing) -> Entry:
    told = fields_of(thing.said)
    said = {field: text for field, (text, _) in told.items()}
    if "price" in told and told["price"][1] in GROSS:
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
    params += [(name, line(value)) for name, value in _traits(thing)]
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


def recognizes(path: Path, sample: str) -> bool:
    """Any XML that is neither a page, a sitemap nor a picture."""
    begun = sample.lstrip("\ufeff \t\r\n")[:4000]
    if not begun.startswith("<") or any(sign in begun for sign in ("<html", "<svg", "<urlset")):
        return False
    return begun.startswith("<?xml") or (path.suffix.lower() == ".xml" and begun[1:2].isalpha())


FORMAT = Format(
    name="xml",
    version=8,
    suffixes=frozenset({".xml"}),
    expected="a feed of products as XML",
    recognizes=recognizes,
    read=read,
)
