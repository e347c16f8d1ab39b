"""The entries of one product to the product: one page for every feed.

Entries with one variant id are one variant (a shop may list it once for each currency); an entry
that only carries what its variants share (no options and no price beside siblings that have them)
is the parent, and gives its texts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

from catalog.foreign import Foreign, told_of
from catalog.quantities import asked
from catalog.records import Attribute, Option, Origin, Product, ProductText, Variant
from catalog.sources import words
from catalog.sources.cells import BadCell, line
from catalog.sources.entry import Entry, Feed, first_of
from catalog.sources.html import plain, stated
from catalog.sources.money import Exact
from catalog.sources.offer import offer, priced, shipping_costs
from catalog.sources.seam import Made, Rejection, slug
from catalog.sources.table import shown
from catalog.sources.timetable import chosen_by_time
from catalog.sources.titled import shared_title, titled_options, told_apart

TITLE = 300
"""Characters of a title. A longer one is a description in the wrong column."""

TOLD = 12
"""Different values of one property that are told, each with its variant."""


def make(feed: Feed, id: str, entries: Sequence[Entry]) -> Made:
    """The product, and what was not taken of it."""
    entries = chosen_by_time(entries)
    told = _by_language(feed, entries)
    titles = {language: _title(group) for language, group in told.items()}
    first = entries[0]
    if not any(titles.values()):
        return Made(None, (rejection(feed, first, "title", "", "the product has no title"),))
    long = next((t for t in titles.values() if len(t) > TITLE), "")
    if long:
        reason = f"a title of {len(long)} characters; at most {TITLE}"
        return Made(None, (rejection(feed, first, "title", long, reason),))
    offered: list[Variant] = []
    wrong: list[Rejection] = []
    ours = next(iter(told.values()))
    if not _only_words(entries):
        offered, wrong = _variants(feed, id, ours, next(iter(titles.values())))
        if not offered:
            return Made(None, tuple(wrong))
    options = {option for variant in offered for option in variant.options}
    product = Product(
        id=id,
        texts={
            language: _text(feed, language, group, titles[language], options)
            for language, group in told.items()
            if titles[language]
        },
        variants=tuple(offered),
        origin=Origin(feed.source.name, feed.at(first.row), datetime.now(UTC)),
        brand=_words(first_of(ours, "brand")),
        link=first_of(ours, "link"),
        images=tuple(dict.fromkeys(image for entry in ours for image in entry.images)),
    )
    if foreign := _foreign_words(feed, first, product):
        wrong.append(foreign)
    return Made(product, tuple(wrong))


def _foreign_words(feed: Feed, entry: Entry, product: Product) -> Rejection | None:
    """What the product's text says that is not its to say; the goods are kept."""
    found = told_of(product)
    if found is None:
        return None
    kind, words = found
    what = "it is not obeyed" if kind is Foreign.ORDER else "customers are not told it"
    reason = f"holds {kind}; {what}, and the product is kept"
    return rejection(feed, entry, "description", words, reason)


def rejection(feed: Feed, entry: Entry, field: str, value: str, reason: str) -> Rejection:
    called = feed.called.get(field, field)
    return Rejection(feed.source.name, entry.row, called, shown(value), reason)


def _by_language(feed: Feed, entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        told = entry.get("language")
        language = (words.spoken(told) if told else "") or feed.language
        groups.setdefault(language, []).append(entry)
    return groups


_OFFERS = ("price", "sale_price", "stock", "availability", "sku", "gtin")


def _only_words(entries: Sequence[Entry]) -> bool:
    """A file of translations: each entry names its language, and none offers anything."""
    return all(entry.get("language") for entry in entries) and not any(
        entry.get(field) for entry in entries for field in _OFFERS
    )


def _title(entries: Sequence[Entry]) -> str:
    """What all variants are called; where each has a title of its own, what these share."""
    given = first_of(entries, "group_title")
    titles = list(dict.fromkeys(t for entry in entries if (t := _words(entry.get("title")))))
    if given or len(titles) < 2:
        return line(given) or "".join(titles)
    shared = shared_title(titles)
    # "Tee, red" and "Tee, blue" are the Tee; of "The Cup" and "The Plate" nothing is left.
    if not shared or 3 * len(shared.split()) < min(len(title.split()) for title in titles):
        return titles[0]
    return shared


def _text(
    feed: Feed, language: str, entries: Sequence[Entry], title: str, options: set[Option]
) -> ProductText:
    description = plain(first_of(entries, "description"))
    summary = plain(first_of(entries, "short_description"))
    if summary and summary not in description:
        description = f"{summary}\n{description}".strip()
    category = _words(first_of(entries, "category")).replace("->", ">").replace("|", ",")
    path = [part for cut in category.split(",")[0].split(">") if (part := line(cut))]
    if over := first_of(entries, "heading"):
        path = [over]  # "Mugs, cups" is one group
    tags = dict.fromkeys(t for cut in first_of(entries, "tags").split(",") if (t := _words(cut)))
    found: dict[str, Attribute] = {}
    for attribute in _attributes(feed, language, entries, options):
        found.setdefault(attribute.name.casefold(), attribute)
    for attribute in stated(description, language):
        found.setdefault(attribute.name.casefold(), attribute)
    return ProductText(title, description, tuple(path), tuple(tags), tuple(found.values()))


def _attributes(
    feed: Feed, language: str, entries: Sequence[Entry], options: set[Option]
) -> Iterator[Attribute]:
    """What all variants share, and what differs, each value with the variant that it is of."""
    by_name: dict[str, dict[Attribute, list[Entry]]] = {}
    told = {option.name for option in options}
    for entry in entries:
        # A parent lists what its variants are.
        own = [Attribute(o.name, o.value) for o in entry.traits if o.name not in told]
        for attribute in (*own, *(a for a in entry.attributes if a.name not in told)):
            said = by_name.setdefault(attribute.name.casefold(), {})
            said.setdefault(attribute, []).append(entry)
    chosen = {id(entry): _chosen(entry, options) for entry in entries}
    for said in by_name.values():
        if len(said) == 1:
            yield next(iter(said))
        elif len(said) <= TOLD:
            called = _called(said, chosen)
            values = (_of_variant(a, owners, called) for a, owners in said.items())
            yield replace(next(iter(said)), value="; ".join(values), unit="")
    unit, note = _beside_prices(feed, entries)
    if note:
        yield Attribute(words.word("price_note", language), note)
    if unit:
        yield Attribute(words.word("per", language), unit)
    condition = first_of(entries, "condition")
    if condition and condition.casefold() not in ("new", "neu", "newcondition"):
        yield Attribute(words.word("condition", language), line(condition))
    yield from _shipping(feed, language, first_of(entries, "shipping"))


def _words(text: str) -> str:
    """On one line, with what HTML writes for letters: shops export "Salt &amp; Pepper"."""
    return line(unescape(text) if "&" in text and ";" in text else text)


def _beside_prices(feed: Feed, entries: Sequence[Entry]) -> tuple[str, str]:
    """What all prices are asked for, where they say so (a night, a person), and what stands beside
    all of them: a deposit that comes on top. A price that holds for each is told without."""
    units, notes = set(), set()
    for entry in entries:
        text = entry.said.get("price", "")
        # A number alone, which nearly all are, has neither.
        if not text or isinstance(text, Exact) or text[-1:].isdigit():
            return "", ""
        try:
            found = asked(text, entry.get("currency"), feed.currency, feed.business.currency)
        except BadCell:
            return "", ""
        units.add("" if found.unit_price or found.price is None else found.per)
        notes.add(found.note)
    return (
        units.pop() if len(units) == 1 else "",
        notes.pop() if len(notes) == 1 else "",
    )


def _of_variant(attribute: Attribute, owners: Sequence[Entry], called: Mapping[int, str]) -> str:
    """ "2.1 kg (41, 42)". `called`: what the variant of each entry, by its id(), is called."""
    named = ", ".join(dict.fromkeys(filter(None, (called[id(owner)] for owner in owners))))
    value = f"{attribute.value} {attribute.unit}".strip()
    return f"{value} ({named})" if named else value


def _called(
    said: Mapping[Attribute, Sequence[Entry]], chosen: Mapping[int, Sequence[Option]]
) -> dict[int, str]:
    """What each entry's variant, by its id(), is called where these values are told: by the one
    choice that they hang on ("adult"), or else by all: "adult 3 days"."""
    owned = [(value, dict(map(_pair, chosen[id(e)]))) for value, own in said.items() for e in own]
    for name in owned[0][1]:
        by_choice = {(told.get(name), value) for value, told in owned}
        if None not in {c for c, _ in by_choice} and len(by_choice) == len(dict(by_choice)):
            return {e: dict(map(_pair, own)).get(name, "") for e, own in chosen.items()}
    return {entry: " ".join(option.value for option in own) for entry, own in chosen.items()}


def _pair(option: Option) -> tuple[str, str]:
    return option.name, option.value


def _chosen(entry: Entry, options: set[Option]) -> list[Option]:
    """What an entry's variant is chosen by: "silver", "A"."""
    told = (Option(a.name, f"{a.value} {a.unit}".strip()) for a in entry.attributes)
    chosen = dict.fromkeys(o for o in (*entry.traits, *told) if o in options)
    return [*entry.options, *(o for o in chosen if o not in entry.options)]


def _shipping(feed: Feed, language: str, text: str) -> Iterator[Attribute]:
    """Costs that differ by country or service, as properties: one amount is the variant's own."""
    try:
        costs = shipping_costs(feed, text) if text else []
    except BadCell:
        return  # told where the variant was read
    if len({cost for _, cost in costs}) > 1:
        called = words.word("shipping", language)
        for place, cost in costs:
            yield Attribute(f"{called} {place}".strip(), f"{cost.amount:f}", cost.currency)


def _variants(
    feed: Feed, id: str, entries: Sequence[Entry], title: str
) -> tuple[list[Variant], list[Rejection]]:
    offered: list[Variant] = []
    wrong: list[Rejection] = []
    seen: dict[str, int] = {}
    sold = [entry for entry in entries if not _is_parent(entry, entries)]
    differing = _differing(sold)
    titled = titled_options(sold, title, feed.language) if len(sold) > 1 else {}
    groups = _by_variant(id, sold)
    alike = told_apart([group[0] for _, group in groups], differing, titled)
    for (told, group), apart in zip(groups, alike, strict=True):
        entry, twice = _one(feed, group)
        wrong.extend(
            rejection(feed, other, "id", told, f"row {group[0].row} has the same id")
            for other in twice
        )
        traits = tuple(trait for trait in entry.traits if trait.name in differing)
        options = entry.options or traits
        if entry.options:
            named = {option.name.casefold() for option in entry.options}
            beside = (t for t in traits if t.name.casefold() not in named)
            options = (*(t for t in beside if not _alike(t, options)), *options)
        known = {option.name.casefold() for option in options}
        own = tuple(o for o in titled.get(entry.row, ()) if o.name.casefold() not in known)
        if own and not any(_alike(o, options) for o in own):
            options = (*options, *own)
        options = (*options, *apart)
        label = told or "-".join(slug(option.value) for option in options) or "1"
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label}-{seen[label]}"
        variant, rejected = offer(feed, entry, f"{id}:{label}", options)
        wrong.extend(rejected)
        if variant is not None:
            offered.append(variant)
    return offered, wrong


def _alike(option: Option, others: Sequence[Option]) -> bool:
    return any(option.value.casefold() == other.value.casefold() for other in others)


def _is_parent(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an entry only holds what its siblings share: 0 is what Spree writes there."""
    if len(entries) == 1 or entry.options:
        return False
    if entry.get("is_parent"):
        return True
    others = [one for one in entries if one is not entry]
    own = {entry.get("sku"), entry.get("id")} - {""}
    if all(one.options and one.get("parent") in own for one in others):
        return True  # each of the others is one of it, chosen by what it has itself
    has_price = bool(entry.get("price").strip("0., "))
    if entry.get("stock") and _is_one_of(entry, others):
        return False  # a size that has no price yet
    return not has_price and any(o.options or o.traits for o in entries if o is not entry)


def _is_one_of(entry: Entry, others: Sequence[Entry]) -> bool:
    """Whether an entry has a value of its own of all that tells its siblings apart."""
    names = {t.name for t in entry.traits}
    alike = bool(names) and all({t.name for t in one.traits} == names for one in others)
    single = not any(sign in t.value for t in entry.traits for sign in ",;|")
    return alike and single and all(one.traits != entry.traits for one in others)


def _by_variant(id: str, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """(id or nothing, entries) of each variant, in the order of the source.

    Entries of one id are one variant, unless their options say otherwise: then it is the product's.
    """
    groups: list[tuple[str, list[Entry]]] = []
    by_id: dict[str, list[list[Entry]]] = {}
    for entry in entries:
        told = entry.get("sku").lstrip("'") or entry.get("id")
        alike = (g for g in by_id.get(told, ()) if _same_options(g[0], entry, told == id))
        group = next(alike, None) if told else None
        if group is not None:
            group.append(entry)
            continue
        groups.append((told if told != id else "", [entry]))
        by_id.setdefault(told, []).append(groups[-1][1])
    # A dish's number stands for all its sizes: these are called by their options.
    alone = {told for told, some in by_id.items() if len(some) == 1}
    return [(told if told in alone else "", own) for told, own in groups]


def _same_options(one: Entry, other: Entry, with_traits: bool) -> bool:
    ours, theirs = (e.options or (e.traits if with_traits else ()) for e in (one, other))
    return not ours or not theirs or ours == theirs


def _differing(entries: Sequence[Entry]) -> frozenset[str]:
    """The names of the traits that are options: those that tell these entries apart."""
    if len(entries) == 1:
        grouped = bool(entries[0].get("group"))
        return frozenset(trait.name for trait in entries[0].traits) if grouped else frozenset()
    values: dict[str, set[str]] = {}
    for entry in entries:
        for trait in entry.traits:
            values.setdefault(trait.name, set()).add(trait.value)
    return frozenset(name for name, told in values.items() if len(told) > 1)


def _one(feed: Feed, group: Sequence[Entry]) -> tuple[Entry, list[Entry]]:
    """One variant's entry, and entries that repeat it.

    A price of another currency is no repetition: the business's own is taken, else the first.
    """
    by_currency: dict[str, Entry] = {}
    twice = []
    for entry in group:
        code = _currency(feed, entry)
        if code in by_currency:
            twice.append(entry)
        else:
            by_currency[code] = entry
    chosen = by_currency.get(feed.business.currency) or group[0]
    first = group[0]
    if chosen is first:
        return first, twice
    said = {**first.said, **{k: v for k, v in chosen.said.items() if v}}
    for name in ("list_price", "sale_price", "sale_dates"):
        if not chosen.get(name):
            said.pop(name, None)  # those of the first are of another currency
    return replace(first, row=chosen.row, said=said), twice


def _currency(feed: Feed, entry: Entry) -> str:
    try:
        price = priced(feed, entry, "price")
    except BadCell:
        price = None
    return price.currency if price is not None else entry.get("currency")
