"""Column to meaning, by what the owner says and by the columns' names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.errors import SourceError
from catalog.per_time import time_of
from catalog.price_units import is_measure
from catalog.price_words import is_said
from catalog.sources.column_names import (
    asked_per,
    is_net,
    is_tax,
    names_of,
)
from catalog.sources.list_words import HIGH, LOW, PER, PERSONS, is_condition, is_day
from catalog.sources.money import is_currency
from catalog.sources.price_counts import are_counts
from catalog.sources.price_kinds import label
from catalog.sources.sampled import cells_at, mostly
from catalog.sources.sums import holds_sums, is_amount
from catalog.sources.table import shown
from catalog.sources.title_meanings import are_codes_beside_names, most_telling
from catalog.sources.titled import are_sizes
from catalog.sources.words import (
    FIELDS,
    INTERNAL,
    INTERNAL_BESIDE,
    INTERNAL_WORDS,
    PLACING,
    TRAITS,
    UNITS,
    WINDOW,
    folded,
)

IGNORED, OPTION, PROPERTY, PRICES, STOCKS = "ignore", "option", "attribute", "prices", "stocks"
THERE, GONE = "sizes in stock", "sizes sold out"
"""What columns mean that list sizes."""
KNOWN = (*FIELDS, OPTION, PROPERTY, PRICES, STOCKS, THERE, GONE, IGNORED)
"""What a mapping of the settings may say of a column."""
_SUMS = ("price", "sale_price", "list_price", "unit_price")
_LISTED = ("attributes.", "properties.", "specs.", "specifications.", "features.", "details.")
"""How the paths of an object's properties begin: what is listed there is chosen by nobody."""
IDS = frozenset(("id", "ids", "uuid", "guid", "hash"))
"""How names end of what only programs know."""
_NETTO = re.compile(r"(?:^| )netto|netto(?: |$)|price net(?: |$)")
_TIMES = re.compile(r"\d{1,3}\s?[x×]")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}")
_TITLES = frozenset(FIELDS["title"])
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
"""A language's code: "de-AT"."""

NUMBERED = re.compile(
    r"(?:option|attribute|attribut|eigenschaft|merkmal|variation) ?(\d{1,2}) (name|values?|werte?)"
    r"|(?:option|attribute|attribut|variation|variante?)s? ?(name|value|wert) ?(\d{1,2})"
)


def given_meanings(source: str, header: Sequence[str], given: Mapping[str, str]) -> dict[int, str]:
    meanings: dict[int, str] = {}
    for column, meaning in given.items():
        key = f'[catalog.mappings."{source}"] "{column}" = "{meaning}"'
        if column not in header:
            raise SourceError(f"{key}: there is no such column; it has {shown(', '.join(header))}")
        if meaning not in KNOWN:
            raise SourceError(f"{key}: expected one of {', '.join(KNOWN)}")
        meanings[header.index(column)] = meaning
    return meanings


def by_name(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Give each column that has none yet the meaning of its name, unless its cells belie it."""
    names = [names_of(name) for name in header]
    taken = set(meanings.values())
    for meaning, known in FIELDS.items():
        if meaning in taken:
            continue
        for name in known:  # in this order: "price" before "unit cost"
            place = next(
                (p for p, ns in enumerate(names) if name in ns and p not in meanings), None
            )
            if place is not None and meaning == "title":
                place = _named(most_telling(place, names, sample, meanings), sample, meanings)
            if meaning in ("id", "group") and place is not None and _is_of_another(header, place):
                place = None
            if place is not None and not _is_belied(meaning, header[place], sample, place):
                meanings[place] = meaning
                break
    _sums_of_groups(sample, meanings)
    _groups(header, meanings)
    _unit_prices(header, sample, meanings)
    _windows(header, meanings)
    traits = frozenset(name for known in TRAITS.values() for name in known)
    _second_titles(names, meanings)
    for place, name in enumerate(header):
        if place not in meanings:
            meanings[place] = _kind(name, names[place], traits)
            if not PLACING.isdisjoint(names[place]) and _are_kinds(cells_at(sample, place)):
                meanings[place] = PROPERTY
            if meanings[place] in (PROPERTY, OPTION) and _are_codes_of_colours(sample, place):
                meanings[place] = IGNORED
            if meanings[place] == PROPERTY and are_sizes(cells_at(sample, place)):
                meanings[place] = OPTION  # "Rahmengröße" of S, M and L, whatever it is called
    _other_taxes(header, names, meanings)
    _costs_of_programs(header, meanings)


def _named(place: int, sample: Sequence[Sequence[str]], meanings: Mapping[int, str]) -> int | None:
    """The column of titles; None where it holds codes beside names, which are found by their
    contents then."""
    width = max(map(len, sample), default=0)
    free = [p for p in range(width) if p not in meanings and p != place]
    return None if are_codes_beside_names(place, sample, free) else place


def by_currency(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Of a table without prices the only column that is called by a currency holds them, beside a
    deposit: "drop_in_eur", "Per term (GBP)". A currency alone may be anything: "PLZ" is a
    postcode."""
    if not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    found = [
        place
        for place, meaning in meanings.items()
        if meaning == PROPERTY
        and len(parts := re.split(r"[\s_.]+", header[place].strip())) > 1
        and is_currency(parts[-1].strip("()[]"))
        and (cells := cells_at(sample, place))
        and holds_sums(header[place], cells)
    ]
    if len(found) > 1:
        found = [place for place in found if not is_condition(header[place])]
    if len(found) == 1:
        meanings[found[0]] = "price"


def _costs_of_programs(header: Sequence[str], meanings: dict[int, str]) -> None:
    """ "standard_price" beside "default_code" is what a thing cost the shop itself."""
    told = [folded(name) for name in header]
    for place, name in enumerate(told):
        if not INTERNAL_BESIDE.get(name, frozenset()).isdisjoint(told):
            meanings[place] = IGNORED


def _sums_of_groups(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """A "Group" of 1800 beside a "Single" of 3200 groups no goods where no other column is called a
    price: it is what the lesson costs in one."""
    place = next((p for p, m in meanings.items() if m == "category"), None)
    if place is None or not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    told = [cell for cell in cells_at(sample, place) if cell.strip(" -–—/")]
    if told and any(map(is_amount, told)) and all(is_amount(c) or is_said(c) for c in told):
        meanings[place] = PROPERTY


def _groups(header: Sequence[str], meanings: dict[int, str]) -> None:
    """Where a thing within the object names it ("product.name"), its number ("product.id") holds
    its rows together: each is one of its variants."""
    title = next((header[place] for place, meaning in meanings.items() if meaning == "title"), "")
    within, point, _ = title.rpartition(".")
    own = f"{within}.id"
    if point and own in header and "group" not in meanings.values():
        meanings[header.index(own)] = "group"


def _second_titles(names: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """ "Bezeichnung 2" beside "Bezeichnung 1" goes on with it: it describes."""
    title = next((place for place, meaning in meanings.items() if meaning == "title"), None)
    if title is None or "short_description" in meanings.values():
        return
    stem = re.sub(r" ?1$", "", names[title][0])
    seconds = (f"{stem} 2", f"{stem}2")
    place = next((p for p, told in enumerate(names) if told and told[0] in seconds), None)
    if place is not None and place not in meanings:
        meanings[place] = "short_description"


def _are_kinds(cells: Sequence[str]) -> bool:
    """Whether cells are words that many share, and no numbers: "full sun" under "Position"."""
    worded = sum(any(map(str.isalpha, c)) and not any(map(str.isdigit, c)) for c in cells)
    return worded == len(cells) and 3 * len(set(cells)) <= 2 * len(cells)


def _are_codes_of_colours(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column holds how a screen draws something: "#AA3377"."""
    cells = cells_at(sample, place)
    return bool(cells) and all(_COLOUR.fullmatch(cell) for cell in cells)


def _windows(header: Sequence[str], meanings: dict[int, str]) -> None:
    """When a sale begins and ends, where names say so in words: "Fim da promoção"."""
    if "sale_price" not in meanings.values():
        return
    for place, name in enumerate(header):
        words = set(folded(name).split())
        if place in meanings or words.isdisjoint(WINDOW["sale"]):
            continue
        for meaning, key in (("sale_ends", "ends"), ("sale_starts", "starts")):
            if meaning not in meanings.values() and not words.isdisjoint(WINDOW[key]):
                meanings[place] = meaning
                break


def _other_taxes(
    header: Sequence[str], names: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The price without its tax, beside the one with it, and a till's second price: customers
    are told one."""
    price = next((p for p, m in meanings.items() if m == "price"), None)
    if price is None:
        return
    first = folded(header[price])
    for place, meaning in meanings.items():
        if meaning == PROPERTY and (
            (is_net(header[place]) and not is_net(header[price]))
            or (_NETTO.search(" ".join(names[place])) and not _NETTO.search(" ".join(names[price])))
            or (first.endswith("1") and re.fullmatch(rf"{first[:-1]}\d", names[place][0]))
        ):
            meanings[place] = IGNORED


def _is_of_another(header: Sequence[str], place: int) -> bool:
    """Whether an id is that of something within the goods, as "group.id" beside "group.name", and
    these have a name themselves."""
    within, point, _ = header[place].rpartition(".")
    if not point or not any(f"{within}.{name}" in header for name in ("name", "title", "label")):
        return False
    titles = (n for n in header if _TITLES.intersection(names_of(n)))
    return any(n.count(".") < header[place].count(".") for n in titles)


def _is_belied(meaning: str, name: str, sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column's cells say that it is not what its name says: "Price" of "€€" is none,
    "was" is what a German list calls its services, "Tag" of 24,00 asks a price for a day."""
    cells = cells_at(sample, place)
    if meaning in _SUMS:
        return not holds_sums(name, cells)
    if meaning == "stock":
        return bool(cells) and all(map(_TIMES.fullmatch, cells))  # "6x": a course of six days
    if meaning == "price_count":
        return not are_counts(cells)
    if meaning == "language":
        # Hair that is "lang"; languages that a bureau translates or a school teaches.
        return any(map(is_amount, cells)) or _are_goods(cells, len(sample))
    told = [cell for cell in cells if cell.strip(" -–—/")]
    asks = all(is_amount(cell) or is_said(cell) for cell in told)
    return meaning == "tags" and bool(told) and (asks or _are_days(cells))


def _are_goods(cells: Sequence[str], rows: int) -> bool:
    """Whether nearly every row has a language of its own, written out."""
    worded = cells and not any(map(_TAG.fullmatch, cells))
    return bool(worded) and 2 < rows <= len(cells) + 1 and len(set(cells)) == len(cells)


def _are_days(cells: Sequence[str]) -> bool:
    """Whether nearly all say when something is: "Tag" of "Montag", "Mo + Mi"."""
    return mostly(cells, is_day)


def _unit_prices(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """ "Price per 100", "Preis/kg": a unit price beside a price, else the price itself."""
    found = {
        p: per
        for p, name in enumerate(header)
        if p not in meanings and (per := asked_per(name)) and holds_sums(name, cells_at(sample, p))
    }
    ends = any(label(name).casefold() in HIGH for name in header)
    first = {folded(header[p]).partition(" ")[0] for p in found}
    beside = (
        _goes_on(name, first)
        and p not in found
        and p not in meanings
        and holds_sums(name, cells_at(sample, p))
        and any(map(is_amount, cells_at(sample, p)))
        for p, name in enumerate(header)
    )  # "Price adult" beside "Price child (6-12)"
    # Prices of as many kinds ("1", "10", "100"; "day", "week"), or "min" beside "max".
    kinds = len(found) > 2 or any(beside) or sum(not is_measure(per) for per in found.values()) > 1
    # "Price each" is the price beside "Price per 100", wherever it stands.
    pieces = [p for p, per in found.items() if not is_measure(per) and not per[0].isdigit()]
    for place in sorted(found, key=lambda p: p not in pieces):
        per = found[place]
        if "price" not in meanings.values() and (kinds or (ends and per in LOW)):
            continue
        whose = time_of(per) is not None or folded(per) in PERSONS
        if "price" in meanings.values() and whose:
            continue  # "price_day" and "price_child" beside "price" are what others pay
        meaning = "unit_price" if "price" in meanings.values() else "price"
        if meaning not in meanings.values():
            meanings[place] = meaning


def _goes_on(name: str, first: set[str]) -> bool:
    """ "Price child (6-12)" beside "Price adult"; "Price per m¹" asks for a measure."""
    begins, *others = folded(name).split() or [""]
    return begins in first and bool(others) and others[0] not in PER


def _kind(name: str, names: Sequence[str], traits: frozenset[str]) -> str:
    words = set(names[0].split()) if names else set()
    if not names or not names[0] or INTERNAL.intersection(names):
        return IGNORED
    if name.startswith(_LISTED):
        return PROPERTY
    if traits.intersection(names) or name.startswith(("options.", "option_values.")):
        return OPTION
    if names[0] in UNITS.values():
        return "unit"
    if NUMBERED.fullmatch(names[0]):
        return "options"
    if names[0].split()[-1] in IDS and names[0] not in ("id", "ids"):
        return IGNORED  # "category_id", "calendarIDs"
    if (
        words & INTERNAL_WORDS
        or is_tax(names[0])
        or any(w in names[0] for w in ("einkauf", "kosten", "lieferant"))
    ):
        return IGNORED
    return PROPERTY
