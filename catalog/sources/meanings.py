"""Column to meaning, by what the owner says and by the columns' names; and which of several columns
of sums is the price.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.errors import SourceError
from catalog.quantities import is_measure, is_said, is_unit
from catalog.records import Availability
from catalog.sources.cells import BadCell, pieces
from catalog.sources.choices import (
    are_codes,
    have_one_shape,
    is_counted,
    is_kind,
    label,
    priced_columns,
)
from catalog.sources.column_names import (
    asked_per,
    bare_of,
    bare_tax,
    is_net,
    is_tax,
    measure_of,
    names_of,
    unit_of,
)
from catalog.sources.money import SYMBOLS
from catalog.sources.pricelines import FEE_NAMES, HIGH, KIND_ENDS, LOW, PRICE_NAMES, is_condition
from catalog.sources.sums import cells_at, holds_sums, is_amount
from catalog.sources.table import shown
from catalog.sources.words import (
    FIELDS,
    INTERNAL,
    INTERNAL_WORDS,
    LEFT,
    NUMBERS,
    ROUTE,
    TRAITS,
    UNITS,
    WINDOW,
    WRITTEN,
    availability,
    folded,
    hides,
    truth,
)

IGNORED, OPTION, PROPERTY, PRICES, STOCKS = "ignore", "option", "attribute", "prices", "stocks"
KNOWN = (*FIELDS, OPTION, PROPERTY, PRICES, STOCKS, IGNORED)
"""What a mapping of the settings may say of a column."""
_SUMS = ("price", "sale_price", "list_price", "unit_price")
_PRICE_WORD = re.compile(rf"\b(?:{PRICE_NAMES}|{FEE_NAMES})\b|preise?\b")
_LISTED = ("attributes.", "properties.", "specs.", "specifications.", "features.", "details.")
"""How the paths of an object's properties begin: what is listed there is chosen by nobody."""
IDS = frozenset(("id", "ids", "uuid", "guid", "hash"))
"""How names end of what only programs know."""
_SUM = re.compile(r"\d{1,5}(?:[.,]\d{1,2}|[.,]-{1,2}|[.,]\d{3})?")
_PLAIN_SUM = re.compile(r"[0-9]{1,5}(?:[.,][0-9]{1,2})?")
_USUAL = frozenset(code for codes in SYMBOLS.values() for code in codes)
"""Codes of currencies that prices have today; "PLZ" is one of old, and a German postcode."""
_YEARS = re.compile(r"(?:19|20)\d\d")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}")
NUMBERED = re.compile(
    r"(?:option|attribute|attribut|eigenschaft|merkmal) ?(\d{1,2}) (name|values?|werte?)"
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
                place = _most_telling(place, names, sample, meanings)
            if place is not None and not _is_belied(meaning, header[place], sample, place):
                meanings[place] = meaning
                break
    _groups(header, meanings)
    _unit_prices(header, sample, meanings)
    _windows(header, meanings)
    traits = frozenset(name for known in TRAITS.values() for name in known)
    _second_titles(names, meanings)
    for place, name in enumerate(header):
        if place not in meanings:
            meanings[place] = _kind(name, names[place], traits)
            if meanings[place] in (PROPERTY, OPTION) and _are_codes_of_colours(sample, place):
                meanings[place] = IGNORED
    _other_taxes(header, names, meanings)


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
    place = next((p for p, told in enumerate(names) if told and told[0] == f"{stem} 2"), None)
    if place is not None and place not in meanings:
        meanings[place] = "short_description"


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
            or (first.endswith("1") and re.fullmatch(rf"{first[:-1]}\d", names[place][0]))
        ):
            meanings[place] = IGNORED


def _most_telling(
    place: int,
    names: Sequence[Sequence[str]],
    sample: Sequence[Sequence[str]],
    meanings: Mapping[int, str],
) -> int:
    """The title where its cells tell rows apart; else the first other column that is called a
    title and does: courses stand beside the rooms that they are given in."""
    if _tells_apart(sample, place):
        return place
    known = frozenset(FIELDS["title"])
    others = (p for p, ns in enumerate(names) if p not in meanings and known.intersection(ns))
    return next((p for p in others if _tells_apart(sample, p)), place)


def _tells_apart(sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = cells_at(sample, place)
    worded = any(sum(map(str.isalpha, cell)) > 1 for cell in cells)
    return len(set(cells)) > 0.8 * len(cells) and worded


def _is_belied(meaning: str, name: str, sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column's cells say that it is not what its name says: "Price" of "€€" is none,
    "was" is what a German list calls its services, "Tag" of 24,00 asks a price for a day."""
    cells = cells_at(sample, place)
    if meaning in _SUMS:
        return not holds_sums(name, cells)
    return meaning == "tags" and bool(cells) and all(map(is_amount, cells))


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
    # Prices of as many kinds ("1", "10", "100"; "day", "week"), or "min" beside "max".
    kinds = len(found) > 2 or sum(not is_measure(per) for per in found.values()) > 1
    for place, per in found.items():
        if "price" not in meanings.values() and (kinds or (ends and per in LOW)):
            continue
        meaning = "unit_price" if "price" in meanings.values() else "price"
        if meaning not in meanings.values():
            meanings[place] = meaning


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
        or any(w in names[0] for w in ("einkauf", "kosten"))
    ):
        return IGNORED
    return PROPERTY


def by_route(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What is known of a route's rows tells them apart where it differs: class, train, hour."""
    ends = ROUTE["from"] | ROUTE["to"]
    if "sku" not in meanings.values() and meanings.get(0) == PROPERTY and are_codes(sample, 0):
        meanings[0] = "sku"
    for place, meaning in meanings.items():
        if meaning == PROPERTY and folded(header[place]) not in ends:
            meanings[place] = OPTION


def by_number(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The column that numbers the rows, where none is known: by a name for it ("Nr", "no", "Pos"),
    else the first one with codes of one shape. So a table finds its translation by its numbers,
    whatever their column is called there."""
    if not {"id", "sku", "group", "gtin"}.isdisjoint(meanings.values()) or len(sample) < 2:
        return
    free = [p for p, m in sorted(meanings.items()) if m == PROPERTY and are_codes(sample, p)]
    named = next((p for p in free if NUMBERS.intersection(names_of(header[p]))), None)
    first = 0 if 0 in free and have_one_shape(cells_at(sample, 0)) else None
    if (place := first if named is None else named) is not None:
        meanings[place] = "sku"


def counted_stock(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """A column of states that holds numbers is one of stock: "available" of 0, 1 and 3; and where
    there is none of states, one that is called so: "places left"."""
    if "stock" in meanings.values():
        return
    place = next((p for p, m in meanings.items() if m == "availability"), None)
    if place is None:
        unknown = (p for p in range(len(header)) if meanings.get(p, PROPERTY) == PROPERTY)
        place = next((p for p in unknown if counts_left(header[p])), None)
    counts = [pieces(cell) for cell in cells_at(sample, place)] if place is not None else []
    if place is not None and any(count is not None and count > 1 for count in counts):
        meanings[place] = "stock"


def counts_left(name: str) -> bool:
    """Whether a name has words for what is left and for what is counted, and no others."""
    words = set(re.findall(r"[^\W\d_]+", folded(name)))
    some = not words.isdisjoint(LEFT["words"]) and not words.isdisjoint(LEFT["counted"])
    return some and words <= LEFT["words"] | LEFT["counted"]


def states_of_stock(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """A column that is called a status says what is in stock, or what is drafted; one that says
    what is sold says yes or no, or counts."""
    for place, meaning in list(meanings.items()):
        cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
        if meaning == "status" and "availability" not in meanings.values():
            if cells and all(map(_is_state, cells)):
                meanings[place] = "availability"
        elif meaning in ("blocked", "sale_on"):
            if not cells or any(truth(cell) is None for cell in cells):
                meanings[place] = PROPERTY
        elif meaning == "sold" and not all(_is_answer(cell) for cell in cells):
            meanings[place] = IGNORED


def _is_answer(cell: str) -> bool:
    """Yes or no, in words: 1 may be a count."""
    return truth(cell) is not None and not cell.isdigit()


def _is_state(cell: str) -> bool:
    try:
        return not hides(cell) and availability(cell) is not Availability.UNKNOWN
    except BadCell:
        return False


def other_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The price where no column is it by its name: a reduced or a former one alone, several of
    one kind, or what speaks of one."""
    if "price" in meanings.values() or PRICES in meanings.values():
        return
    _bare_price(header, meanings)
    if "price" in meanings.values():
        return
    reduced, former = (
        next((p for p, m in meanings.items() if m == name), None)
        for name in ("sale_price", "list_price")
    )
    if reduced is not None:
        # What is not reduced costs what stands beside.
        bare = former is not None and any(r[former] and not r[reduced] for r in sample)
        meanings[former if bare and former is not None else reduced] = "price"
        return
    found = priced_columns(header, sample, meanings)
    # "€/bottle" beside "€/litre": the latter is the price of a measure.
    per = [p for p in found if "/" in header[p] and is_measure(label(header[p]))]
    if per and len(found) == len(per) + 1:
        meanings[next(p for p in found if p not in per)] = "price"
        meanings[per[0]] = "unit_price"
        return
    for place in found:
        meanings[place] = PRICES
    if PRICES not in meanings.values() and former is not None:
        meanings[former] = "price"
    elif PRICES not in meanings.values():
        _named_price(header, sample, meanings)


def _bare_price(header: Sequence[str], meanings: dict[int, str]) -> None:
    """ "base_price" without a measure, where nothing else is the price, is that."""
    place = next((p for p, meaning in meanings.items() if meaning == "unit_price"), None)
    measured = {"measure", "base_measure"}.isdisjoint(meanings.values())
    if place is not None and measured and not measure_of(header[place]):
        meanings[place] = "price"


def listed_prices(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The prices of a table that is called a list of prices, where no column's name says them: the
    columns of amounts that count nothing else."""
    if not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    found = [
        place
        for place, name in enumerate(header)
        if meanings.get(place) == PROPERTY and may_ask(name, cells_at(sample, place))
    ]
    found = without_counts(header, sample, found)
    labels = [label(header[place]) for place in found]
    if len(found) == 1:
        meanings[found[0]] = "price"
    elif all(labels) and len(set(labels)) == len(labels):
        meanings.update(dict.fromkeys(found, PRICES))


def without_counts(
    header: Sequence[str], sample: Sequence[Sequence[str]], places: Sequence[int]
) -> list[int]:
    """The columns of prices without one that counts: "Osobe" of 2 and 4 beside 55 and 130."""
    return [p for p in places if is_kind(header[p]) or not _counts(sample, p, places)]


def _counts(sample: Sequence[Sequence[str]], place: int, places: Sequence[int]) -> bool:
    cells = cells_at(sample, place)
    if len(places) < 2 or not all(re.fullmatch(r"[0-9]{1,2}", cell) for cell in cells):
        return False
    below = []
    for row in sample:
        others = [row[p].strip() for p in places if p != place and p < len(row)]
        sums = [float(told.replace(",", ".")) for told in others if _PLAIN_SUM.fullmatch(told)]
        if sums and place < len(row) and row[place].strip():
            below.append(2 * int(row[place]) < min(sums))
    return bool(below) and all(below)


def may_ask(name: str, cells: Sequence[str]) -> bool:
    """Whether a column of amounts may hold prices: it is called no measure, count, year or fee."""
    words = re.findall(r"[^\W\d_]+[²³]?", name.casefold())
    counts = any((is_unit(w) or is_counted(w)) and not is_kind(w) for w in words) or unit_of(name)
    if not cells or counts or is_condition(name) or WRITTEN.intersection(names_of(name)):
        return False
    sums = sum(1 for cell in cells if _SUM.fullmatch(cell) or is_said(cell))
    years = all(map(_YEARS.fullmatch, cells))
    return sums >= 0.8 * len(cells) and not years and len(set(cells)) > 1


def _named_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Where no column is the price by its name alone: of those that hold amounts the first whose
    name says most that it is one. The others stay properties."""
    ranked = sorted(
        (rank, place)
        for place, name in enumerate(header)
        if (meanings.get(place) == PROPERTY or name in SYMBOLS)
        and (rank := _speaks_of_price(name)) is not None
    )
    for _, place in ranked:
        cells = cells_at(sample, place)
        if sum(map(is_amount, cells)) >= 0.6 * len(cells) > 0 and holds_sums(header[place], cells):
            meanings[place] = "price"
            return


def _speaks_of_price(name: str) -> int | None:
    """How surely a name speaks of a price, the least the most; None where it does not: "Inc VAT",
    "EUR", "price per night (EUR)" and "Check-up price", "Kursgebühr", "Ex VAT"."""
    said = folded(bare_of(name))
    if name.strip() in SYMBOLS or name.strip() in _USUAL:
        return 1
    if (tax := bare_tax(folded(name))) is not None:
        return 0 if tax else 4
    if _PRICE_WORD.search(said):
        return 2
    ends = (word for word in said.split() if word.endswith(KIND_ENDS) and word not in KIND_ENDS)
    return 3 if any(ends) and not is_condition(name) else None
