"""Tables that tell what is sold and what it costs in several columns: a route by where it begins
and ends, a price for each size, season, kind of ticket.

A column of amounts is a price only where something says so: its name ("€ per month", "Price
small"), its cells ("25 €"), or that its name is one of the kinds that prices are listed by
(lists.toml).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from catalog.day_names import LANGUAGES, days, months
from catalog.measures import UNITS, Dimension
from catalog.numerals import without_thousands
from catalog.price_units import is_unit
from catalog.price_words import is_said
from catalog.records import Option
from catalog.sources.cell_sayings import says_words
from catalog.sources.cells import line
from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.contents import ALIKE, is_name, is_price
from catalog.sources.entry import Entry
from catalog.sources.list_words import (
    BESIDE_KINDS,
    CARDS,
    FEE_NAMES,
    HIGH,
    KIND_BEGINS,
    KIND_ENDS,
    KINDS,
    LOW,
    PER,
    PRICE_NAMES,
    SEASON,
    SIZE,
    SPANS,
    is_condition,
    is_extra,
)
from catalog.sources.money import CODES, SYMBOLS
from catalog.sources.seam import Rejection
from catalog.sources.sums import is_class
from catalog.sources.table import Row
from catalog.sources.words import FIELDS, INTERNAL, MADE, ROUTE, folded, unaccented
from catalog.text import fold

SAMPLE = 200
"""Rows by whose contents a column is judged."""

MOST = 0.8
"""The share of a column's cells that must be of a kind."""

PROPERTY, IGNORED = "attribute", "ignore"

NAME = 150
"""Characters of a name."""

TITLE = "Title"
"""What the column of routes is called, as if the table had one."""

_WORDS = re.compile(r"[^\W\d_]{3,40}")
_PLACE = re.compile(r"[^\W\d_]{2}")
_CODE = re.compile(r"[^\W\d_]{0,4}[-._ ]?\d{1,8}[A-Za-z]{0,2}")
_AMOUNT = re.compile(
    r"\D{0,4}(?:\d{1,6}|\d{1,3}(?:[ '’\u00a0\u202f]\d{3}){1,2})(?:[.,]\d{1,3})?\D{0,4}"
)
_CENTS = re.compile(r"\d[.,]\d\d(?!\d)")
_SIZED = re.compile(
    r"(?:\d{0,2}x{0,4}[sl]|m|one size|\d{1,3}(?:[.,]5)?(?:\s?[-–/]\s?\d{1,3})?)", re.IGNORECASE
)
_PRICE_WORDS = re.compile(rf"\b(?:[\w-]*preise?|{PRICE_NAMES})\b[:.]?", re.IGNORECASE)
_FEE_WORDS = re.compile(rf"\b(?:{FEE_NAMES})s?\b", re.IGNORECASE)
_PRICE_ALONE = re.compile(rf"(?:(?:{PRICE_NAMES})\b[^\w]*)*", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SIGNS = re.compile(r"(?<!\w)(?:[A-Z]{3}|€|\$|£|₽|₴|₺|zł|Kč|Ft|kr|Fr(?![-–/.+])|TL)(?!\w)")
_BRACKETS = re.compile(r"[()\[\]]")
_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_WITHIN = re.compile(r"(?<=[(\[])\s*([^()\[\]]*?)[\s/]*(?=[)\]])")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")

G = TypeVar("G")


def routed(grid: G) -> G:
    """The table with a title for each route, where two columns say whence and whither and none
    names what is sold."""
    header: Sequence[str] = grid.header  # type: ignore[attr-defined]
    rows = grid.rows  # type: ignore[attr-defined]
    sample = [row.cells for row in islice(rows(), SAMPLE) if isinstance(row, Row)]
    if (ends := ends_of(header, sample)) is None:
        return grid

    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            if isinstance(row, Row):
                row = Row(row.number, [*row.cells, joined(row.cells, ends)])
            yield row

    return replace(grid, header=[*header, TITLE], rows=read)  # type: ignore[type-var]


def made(grid: G) -> G:
    """The table with a title of maker and model ("Skoda Octavia"), where none names what is sold
    and two columns say whose it is and which."""
    header: Sequence[str] = grid.header  # type: ignore[attr-defined]
    names = [_spelled(name) for name in header]
    maker, model = (
        next((n for n, name in enumerate(names) if name & MADE[k]), -1) for k in ("maker", "model")
    )
    others = (name for n, name in enumerate(names) if n not in (maker, model))
    if -1 in (maker, model) or any(name & _TITLES for name in others):
        return grid
    rows = grid.rows  # type: ignore[attr-defined]
    sample = [row.cells for row in islice(rows(), SAMPLE) if isinstance(row, Row)]
    # "Lederband Kalb", and then whose it is: a name of its own.
    if model < maker and _mostly(sample, model, lambda cell: len(_WORDS.findall(cell)) > 1):
        return replace(  # type: ignore[type-var]
            grid, header=[TITLE if n == model else name for n, name in enumerate(header)]
        )

    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            if isinstance(row, Row):
                first, second = line(row.cells[maker]), line(row.cells[model])
                begins = second.casefold().startswith(first.casefold())
                whole = second if begins else f"{first} {second}".strip()
                row = Row(row.number, [*row.cells, whole])
            yield row

    return replace(grid, header=[*header, TITLE], rows=read)  # type: ignore[type-var]


def ends_of(header: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """The columns that say whence and whither, where both hold names of places and none names
    what is sold."""
    names = [_spelled(name) for name in header]
    start, end = (next((n for n, name in enumerate(names) if name & ROUTE[k]), -1) for k in _ENDS)
    if -1 in (start, end) or start == end:
        return None
    if not all(_mostly(sample, place, _is_place) for place in (start, end)):
        return None
    if any(name & _TITLES and _tells_apart(sample, n) for n, name in enumerate(names)):
        return None
    return start, end


def joined(cells: Sequence[str], ends: tuple[int, int]) -> str:
    return " – ".join(filter(None, (line(cells[place]) for place in ends)))


_ENDS = ("from", "to")
_TITLES = frozenset(FIELDS["title"])


def are_codes(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column numbers the rows: "F001", each once."""
    cells = _cells(sample, place)
    return len(set(cells)) == len(sample) and all(map(_CODE.fullmatch, cells))


def have_one_shape(cells: Sequence[str]) -> bool:
    """ "P01", "P48"; or figures of one length that are no years: "1001", "1045"."""
    shapes = {re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "0", cell)) for cell in cells}
    years = all(map(_YEAR.fullmatch, cells))
    return len(shapes) == 1 and "0" in (shape := shapes.pop()) and len(shape) > 2 and not years


def priced_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: Mapping[int, str]
) -> list[int]:
    """The columns that each ask a price of their own, where there are two of them or more."""
    free = [place for place in range(len(header)) if _is_free(header[place], meanings.get(place))]
    kinds = frozenset(p for p, name in enumerate(header) if is_kind(name)) | bands(header)
    found = [place for place in free if _asks(header[place], sample, place, place in kinds)]
    found = [place for place in found if _is_one_of(header, found, kinds, place)]
    whole = [place for place in found if not is_extra(header[place])]
    found = whole if len(whole) > 1 else found
    labels = [label(header[place]) for place in found]
    return found if len(found) > 1 and all(labels) and len(set(labels)) == len(labels) else []


def bands(header: Sequence[str]) -> frozenset[int]:
    """The columns that are called numbers of one thing: "1-5 bags", "6-23 bags", "24+ bags"; "100
    ex.", "250 ex."; "ab 10", "ab 50"."""
    counted: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        if match := _BAND.fullmatch(line(name)):
            counted.setdefault((match["of"] or "").casefold().removesuffix("s"), []).append(place)
    return frozenset(place for some in counted.values() if len(some) > 1 for place in some)


_BAND = re.compile(
    r"(?:[^\W\d_]{1,12}\.?\s|[<>≥≤]\s?)?\d{1,3}(?:[.,' ]?\d{3})?(?:\s?[-–—]\s?\d{1,6}|\s?\+)?"
    r"\s?(?P<of>[^\W\d_]{1,14})?\.?"
)


def _is_one_of(
    header: Sequence[str], found: Sequence[int], kinds: frozenset[int], place: int
) -> bool:
    """Whether a column asks a price of the kind that the others ask.

    Beside "Low season €" and "High season €" the column "Children" counts beds, and "Cleaning €" is
    no season of which an item's price could be told.
    """
    name = header[place]
    said = sum(_says(header[other]) and other in kinds for other in found)
    if said > 1 and not _says(name):
        return any(season in name.casefold() for season in SEASON)
    several = sum(other in kinds for other in found) > 1
    return not several or place in kinds or _PRICE_WORDS.search(name) is not None


def _is_free(name: str, meaning: str | None) -> bool:
    """ "Adult" is a flag of feeds, and a price's column where it stands beside "Child"."""
    if meaning == IGNORED:
        return is_kind(name) and not says(name) & KEPT_BACK  # "Trade price (min. 20 pieces)"
    return meaning == PROPERTY


def label(name: str) -> str:
    """What a price's column says beside that it is one: "per month" of "€ per month", "adult (18+)"
    of "Price adult (18+)". Of a header of two lines, a line of what each of them says."""
    return "\n".join(filter(None, map(_label, name.split("\n"))))


def _label(name: str) -> str:
    spaced = name.replace("_", " ")
    bare = _SIGNS.sub(lambda told: " " if _is_sign(told[0]) else told[0], spaced)
    told = _EMPTY.sub(" ", _PRICE_WORDS.sub(" ", bare))
    told = line(_WITHIN.sub(r"\1", told)).strip(" :-–/,")
    told = told[1:-1].strip() if _BRACKETED.fullmatch(told) else told
    if told.strip(" ."):
        return told
    return "" if _PRICE_ALONE.fullmatch(line(bare)) else line(_BRACKETS.sub(" ", bare))


def chosen(
    entry: Entry, row: Row, choices: Sequence[tuple[str, int]], called: str, thousands: str = ""
) -> list[Entry]:
    """An entry for each price of a row. `thousands`: the sign that parts them."""
    told = [
        (name, without_thousands(row.cells[place].strip(), thousands)) for name, place in choices
    ]
    if _are_ends([name for name, _ in told]):
        ends = dict.fromkeys(price for _, price in told if price)
        return [replace(entry, said={**entry.said, "price": "–".join(ends)})]
    offers = [(name, price) for name, price in told if price.strip("-–—/. x")]
    if offers and all(says_words(price) for _, price in offers):
        return [replace(entry, said={**entry.said, "price_words": line(offers[0][1])})]
    return [
        replace(
            entry,
            said={**entry.said, "price_words" if says_words(price) else "price": price},
            options=(*entry.options, *_options(called, name)),
        )
        for name, price in offers
    ] or [entry]


def _options(called: str, name: str) -> Iterator[Option]:
    """What a price is chosen by: one option for each line of its column's name."""
    levels = called.split("\n")
    for level, part in enumerate(name.split("\n")):
        yield Option(levels[min(level, len(levels) - 1)], part)


def _are_ends(names: Sequence[str]) -> bool:
    """Whether two prices are the least and the most of one."""
    return len(names) == 2 and names[0].casefold() in LOW and names[1].casefold() in HIGH


_COUNTED_UNIT = re.compile(r"[a-zµ]{1,2}[23]")


def is_kind(name: str) -> bool:
    """Whether prices are listed by what is called so: "Adult", "large", "High season", "1 h",
    "Juli", "day rate", "Wochenmiete"."""
    bare = label(name).casefold()
    words = [word for word in re.findall(r"[^\W\d_]+", bare) if word not in BESIDE_KINDS]
    if _COUNTED_UNIT.fullmatch(bare):
        return False  # "m2" measures, and counts no 2
    if words and _ends_as_card(name):
        return True
    if not words or bare in SIZE or any(season in bare for season in SEASON):
        return bool(words)
    numbered = any(char.isdecimal() for char in bare)  # "m²" counts none
    packed = numbered and is_unit(words[0])  # "Case of 6"
    counted = (words[0] in PER or numbered) and is_counted(words[-1])
    return packed or counted or all(map(_names_kind, words))


def _ends_as_card(name: str) -> bool:
    """ "11er-Karte", "Abendkarte (ab 19 Uhr)"."""
    words = re.findall(r"[^\W\d_]+", name.partition("(")[0].casefold())
    return bool(words) and words[-1].endswith(CARDS)


def _names_kind(word: str) -> bool:
    if word in KINDS or word in _calendar():
        return True
    return any(word.endswith(end) and word.removesuffix(end) in KIND_BEGINS for end in KIND_ENDS)


def is_counted(word: str) -> bool:
    """Whether a number of these says for what a price is asked: persons, hours, packs."""
    return is_unit(word) or is_span(word)


def is_span(word: str) -> bool:
    """Whether a number of these is a number of persons, or a time."""
    return is_time(word) or _dimension(word) is Dimension.PERSONS


def is_time(word: str) -> bool:
    """Whether a word is a unit of time: "day", "Woche", "h"."""
    return _dimension(word) is Dimension.TIME


def _dimension(word: str) -> Dimension | None:
    """What a word measures; "days" as "day"."""
    told = fold(word)
    if told in SPANS:
        return Dimension.TIME
    found = UNITS.get(told) or UNITS.get(told.removesuffix("s"))
    return found[0] if found else None


@lru_cache(maxsize=1)
def _calendar() -> frozenset[str]:
    """What days and months are called: a price for each."""
    return frozenset(name for code in LANGUAGES for name in (*days(code), *months(code)))


def _asks(name: str, sample: Sequence[Sequence[str]], place: int, kind: bool) -> bool:
    if not kind and (is_condition(name) or folded(name) in INTERNAL):
        return False
    if _mostly(sample, place, is_price):
        return True
    if is_sized(name) and _mostly(sample, place, _has_cents):
        return True
    said = _says(name)
    if is_class(name) or (not said and not kind):
        return False
    years = _mostly(sample, place, lambda cell: _YEAR.fullmatch(cell) is not None)
    told = any(map(_is_amount, _cells(sample, place)))
    return told and _mostly(sample, place, _is_asked) and (said or not years)


def _says(name: str) -> bool:
    """Whether a name says that the column holds prices."""
    words = _PRICE_WORDS.search(name) or _FEE_WORDS.search(name)
    return words is not None or any(map(_is_sign, _SIGNS.findall(name)))


def is_sized(name: str) -> bool:
    """Whether a column is called a size: "XL", "36-40"."""
    return _SIZED.fullmatch(name.strip()) is not None


def stocked_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: Mapping[int, str]
) -> list[int]:
    """The columns that each count what is there of one size, where there are two of them or more:
    beside a price, whole numbers under "S", "M", "L"."""
    if "price" not in meanings.values() or not {"stock", "availability"}.isdisjoint(
        meanings.values()
    ):
        return []
    found = [
        place
        for place, name in enumerate(header)
        if meanings.get(place) in (PROPERTY, IGNORED)
        and is_sized(name)
        and _mostly(sample, place, _is_count)
    ]
    return found if len(found) > 1 else []


def of_sizes(
    entry: Entry, row: Row, stocked: Sequence[tuple[str, int]], called: str
) -> list[Entry]:
    """An entry for each size that a row counts; a size without a count is not made."""
    counts = [(name, row.cells[place].strip(" -–—/x")) for name, place in stocked]
    return [
        replace(
            entry,
            said={**entry.said, "stock": count},
            options=(*entry.options, Option(called, name)),
        )
        for name, count in counts
        if count
    ] or [entry]


def _is_sign(told: str) -> bool:
    return told in CODES or told.upper() in SYMBOLS


def _is_amount(cell: str) -> bool:
    return _AMOUNT.fullmatch(cell) is not None


def _is_asked(cell: str) -> bool:
    return _is_amount(cell) or is_said(cell)


def _has_cents(cell: str) -> bool:
    return _CENTS.search(cell) is not None and _is_amount(cell)


def _is_count(cell: str) -> bool:
    return cell.isdigit() and cell.isascii() and len(cell) < 5


def _is_place(cell: str) -> bool:
    return _PLACE.search(cell) is not None and not any(char.isdigit() for char in cell)


def _spelled(name: str) -> frozenset[str]:
    return frozenset((folded(name), unaccented(folded(name))))


def _cells(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    return [cell for row in sample if place < len(row) and (cell := row[place].strip(" -–—/"))]


def _mostly(sample: Sequence[Sequence[str]], place: int, is_so: Callable[[str], bool]) -> bool:
    cells = _cells(sample, place)
    return bool(cells) and sum(map(is_so, cells)) >= MOST * len(cells)


def _tells_apart(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column names things: the class of a ticket, 1st or 2nd, does not."""
    cells = [cell for cell in _cells(sample, place) if is_name(cell, NAME)]
    return len(cells) >= ALIKE * len(sample) and len(set(cells)) >= ALIKE * len(cells)
