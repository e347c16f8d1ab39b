"""schema.org data in a page (JSON-LD): products, questions with answers, where and when it is open.
https://schema.org/Product https://schema.org/FAQPage https://schema.org/LocalBusiness
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from catalog.sources.cells import line
from catalog.sources.entry import Feed
from catalog.sources.html import plain
from catalog.sources.linked_event import event_of, is_event
from catalog.sources.linked_hours import hours_of
from catalog.sources.linked_menu import is_menu, sold
from catalog.sources.linked_product import entries, is_asked, product_id
from catalog.sources.mended_json import mended
from catalog.sources.nested import MOST as VARIANTS
from catalog.sources.product import make
from catalog.sources.prose import Prose
from catalog.sources.seam import LONGEST, Found, Item, Made, Rejection, fingerprint
from catalog.sources.table import shown
from catalog.sources.words import word

DEEPEST = 12
"""Levels that are looked into for a product or a question."""

MOST = 5000
"""Things of one page."""

PRODUCTS = frozenset({"Product", "ProductGroup", "IndividualProduct", "ProductModel", "Vehicle"})
BOOKED = frozenset(
    (
        *("Service", "Course", "Trip", "TouristTrip", "BoatTrip", "HotelRoom", "Room", "Suite"),
        *("Accommodation", "Apartment", "House", "Book", "CreativeWork", "RentAction"),
    )
)
"""Things that are goods where they say what they cost."""
PLACES = ("Business", "Store", "Shop", "Restaurant", "Organization", "Bakery", "Library", "Salon")
_ELSEWHERE = frozenset(("Person", "Event", "Order", "Offer", "JobPosting", "Review", "Place"))

Thing = Mapping[str, Any]


def read(feed: Feed, prose: Prose, scripts: Sequence[str]) -> Iterator[Found]:
    """What a page's scripts say, in their order; a script that is broken is told."""
    held: list[object] = []
    for number, script in enumerate(scripts, 1):
        try:
            held.append(mended(script))
        except ValueError as exc:
            reason = f"the page's JSON-LD is not JSON: {exc}"
            yield Rejection(feed.source.name, number, "", shown(script[:80]), reason)
    yield from read_things(feed, prose, held)


def read_things(feed: Feed, prose: Prose, held: Sequence[object]) -> Iterator[Found]:
    """What the values say. A thing that only names another one's @id is that one."""
    seen: set[str] = set()
    named = dict(_named(held, 0))
    inside = {id_ for one in named.values() for id_ in _variant_ids(one)}
    for number, one in enumerate(held, 1):
        for count, thing in enumerate(_things(one, 0)):
            if count == MOST:
                reason = f"more than {MOST} things in one page"
                yield Rejection(feed.source.name, number, "", "", reason)
                break
            if _text(thing.get("@id")) not in inside:
                yield from _found(feed, prose, _whole_of(thing, named, 0), number, seen)


def _named(held: object, depth: int) -> Iterator[tuple[str, Thing]]:
    """All things that have an @id and say more than it."""
    if depth > DEEPEST:
        return
    if isinstance(held, list | tuple):
        for one in held:
            yield from _named(one, depth + 1)
    elif isinstance(held, dict):
        if isinstance(held.get("@id"), str) and len(held) > 1:
            yield held["@id"], held
        for one in held.values():
            if isinstance(one, dict | list):
                yield from _named(one, depth + 1)


def _variant_ids(thing: Thing) -> Iterator[str]:
    told = thing.get("hasVariant")
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, dict) and set(one) == {"@id"}:
            yield _text(one["@id"])


def _whole_of(held: Any, named: Mapping[str, Thing], depth: int) -> Any:
    """A thing with what it names by @id in its place, three levels deep."""
    if depth > 3:
        return held
    if isinstance(held, list):
        return [_whole_of(one, named, depth + 1) for one in held[:MOST]]
    if not isinstance(held, dict):
        return held
    if set(held) == {"@id"} and isinstance(held["@id"], str):
        held = named.get(held["@id"], held)
    return {
        key: _whole_of(one, named, depth + 1) if isinstance(one, dict | list) else one
        for key, one in held.items()
    }


def places(scripts: Sequence[str]) -> Iterator[Thing]:
    """The businesses that the scripts tell of; a script that is broken tells of none."""
    for script in scripts:
        try:
            held = mended(script)
        except ValueError:
            continue
        yield from (thing for thing in islice(_things(held, 0), MOST) if _is_place(thing))


def product_ids(scripts: Sequence[str]) -> list[str]:
    """The ids of the products that the scripts tell of; a script that is broken tells of none."""
    found: dict[str, None] = {}
    for script in scripts:
        try:
            held = mended(script)
        except ValueError:
            continue
        for thing in islice(_things(held, 0), MOST):
            if not PRODUCTS.isdisjoint(types(thing)) and (id_ := product_id(thing)):
                found[id_] = None
    return list(found)


def _found(feed: Feed, prose: Prose, thing: Thing, number: int, seen: set[str]) -> Iterator[Found]:
    kinds = types(thing)
    if not PRODUCTS.isdisjoint(kinds):
        yield from _product(feed, thing, number, seen)
    elif "Question" in kinds:
        answer = _answer(thing)
        question = line(plain(_text(thing.get("name")) or _text(thing.get("text"))))
        if question and answer:
            yield from prose.passages((question,), answer, number, f"question {question}"[:120])
    elif _is_place(thing):
        name = line(_text(thing.get("name"))) or feed.business.name
        hours = "\n".join(hours_of(thing, feed.language))
        heading = (name, word("opening_hours", feed.language))
        yield from prose.passages(heading, hours, number, "openingHoursSpecification")
        contact = "\n".join(_contact(thing, feed.language))
        heading = (name, word("address", feed.language))
        yield from prose.passages(heading, contact, number, "address")


def _things(held: object, depth: int) -> Iterator[Thing]:
    """All things with a type that is read, wherever they stand; nothing within a product."""
    if depth > DEEPEST:
        return
    if isinstance(held, list):
        for one in held:
            yield from _things(one, depth + 1)
    elif isinstance(held, dict):
        kinds = types(held)
        if not PRODUCTS.isdisjoint(kinds) or "Question" in kinds:
            yield held
            return
        if is_menu(held, kinds):
            yield from sold(held)
            return
        if not BOOKED.isdisjoint(kinds) and is_asked(held):
            yield {**held, "@type": "Product"}
            return
        if is_event(kinds) and (event := event_of(held)) is not None:
            yield event
            return
        if _is_place(held):
            yield held
        for key, one in held.items():
            if key == "makesOffer":
                yield from sold({"@type": "OfferCatalog", "itemListElement": one})
            elif isinstance(one, dict | list):
                yield from _things(one, depth + 1)


def _is_place(thing: Thing) -> bool:
    """What has opening hours or an address is a place, whatever its type is called."""
    kinds = types(thing)
    if any(kind.endswith(PLACES) for kind in kinds):
        return True
    if not kinds or not _ELSEWHERE.isdisjoint(kinds):
        return False
    return any(key in thing for key in ("openingHours", "openingHoursSpecification", "address"))


def types(thing: Thing) -> list[str]:
    """The thing's types without their address: "https://schema.org/Product" is Product."""
    told = thing.get("@type")
    names = told if isinstance(told, list) else [told]
    return [n.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for n in names if isinstance(n, str)]


def _product(feed: Feed, thing: Thing, number: int, seen: set[str]) -> Iterator[Found]:
    id_ = product_id(thing)
    name = feed.source.name
    if not id_ or len(id_) > LONGEST:
        reason = "the product has neither an id nor a name"
        yield Rejection(name, number, "name", shown(id_), reason)
        return
    if id_ in seen:
        return  # pages repeat themselves: the same product for the crumbs and for the offer
    seen.add(id_)
    try:
        mark = fingerprint(feed.language, feed.currency, id_, _whole(thing))
    except UnicodeEncodeError:
        yield Rejection(name, number, "name", shown(id_), "holds half a character")
        return
    yield Item("product", id_, number, mark, partial(_made, feed, id_, number, thing))


def _made(feed: Feed, id: str, number: int, thing: Thing) -> Made:
    told = list(islice(entries(feed, number, thing), VARIANTS + 2))
    if len(told) > VARIANTS + 1:
        reason = f"more than {VARIANTS} variants of one product"
        return Made(None, (Rejection(feed.source.name, number, "offers", shown(id), reason),))
    return make(feed, id, told)


def _whole(thing: object) -> str:
    """A thing as text, whatever the order of its keys."""
    if isinstance(thing, dict):
        return "{" + ",".join(f"{key}:{_whole(thing[key])}" for key in sorted(thing)) + "}"
    if isinstance(thing, list):
        return "[" + ",".join(map(_whole, thing)) + "]"
    return str(thing)


def _answer(question: Thing) -> str:
    for key in ("acceptedAnswer", "suggestedAnswer"):
        told = question.get(key)
        for answer in told if isinstance(told, list) else [told]:
            if isinstance(answer, dict) and (text := plain(_text(answer.get("text")))):
                return text
    return ""


def _contact(thing: Thing, language: str) -> Iterator[str]:
    address = thing.get("address")
    if isinstance(address, dict):
        street = _text(address.get("streetAddress"))
        town = f"{_text(address.get('postalCode'))} {_text(address.get('addressLocality'))}"
        yield from filter(None, (line(street), line(town)))
    elif _text(address).strip():
        yield line(_text(address))
    for key, called in (("telephone", "phone"), ("email", "email")):
        if told := line(_text(thing.get(key))):
            yield f"{word(called, language)}: {told.removeprefix('mailto:').removeprefix('tel:')}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
