"""What a column means by what is in it, where its name does not say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from catalog.day_names import calendar
from catalog.price_words import is_least
from catalog.sources.hired import worths
from catalog.sources.money import CODES, LONGEST, SYMBOLS
from catalog.sources.sampled import MOST, cells_at, mostly
from catalog.sources.words import TRAITS, folded

ALIKE = 0.3
"""The least share of a title column's cells that differ, where a column is one by its looks."""

SHORT = 80
"""Characters of a name in a column that is called a description."""

_KINDS = frozenset(TRAITS["flavor"])
"""What the column of names is called where nothing else names what is sold."""
_WORDS = ("description", "short_description")
_ADDRESS = re.compile(r"https?://\S+")
_PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|svg|avif)(?:\?\S*)?", re.IGNORECASE)
_MEASURE = re.compile(r"\d[\d.,:/ –-]{0,12}\s?[^\W\d_]{0,8}\.?")
_AMOUNT = re.compile(r"\D{0,4}\d{1,6}(?:[.,]\d{1,4})?\D{0,4}")
_PRICE = re.compile(r"\s*(?P<a>[^\d\s.,]+)?\s*\d[\d.,' ]*\s*(?P<b>[^\d\s.,]+)?\s*")


def by_contents(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Find addresses, pictures, prices, barcodes and titles among the columns without a meaning."""
    kinds: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("image", lambda cell: _PICTURE.fullmatch(cell) is not None),
        ("link", lambda cell: _ADDRESS.fullmatch(cell) is not None),
        ("price", is_price),
        ("gtin", is_barcode),
    )
    worth = worths(header)
    for meaning, is_kind in kinds:
        free = [place for place in range(len(header)) if meanings.get(place) == "attribute"]
        free = [p for p in free if p not in worth] if meaning == "price" else free
        found = [place for place in free if mostly(cells_at(sample, place), is_kind)]
        for place in found:
            if meaning != "price":
                meanings[place] = "ignore"  # an address in a column of any other name
        if meaning == "price" and "prices" in meanings.values():
            continue  # what stands beside prices by the day is a deposit
        if len(found) == 1 and meaning not in meanings.values():
            meanings[found[0]] = meaning
    if header and "title" not in meanings.values():
        _give_title(header, sample, meanings)


def _give_title(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Find the column that names what is sold, where one does."""
    if not header[0].strip() and _are_rows(cells_at(sample, 0), len(sample)):
        meanings[0] = "title"  # a matrix: nothing stands over the names of its rows
        return
    # "Omschrijving", "Descripción": what short lists call the names themselves.
    told = next((p for p, m in meanings.items() if m in _WORDS), None)
    titled = [p for p in range(len(header)) if meanings.get(p) == "attribute"]
    # Nothing that is sold is called by an address of e-mail.
    titled = [p for p in titled if not any("@" in cell for cell in cells_at(sample, p))]
    found = [place for place in titled if _are_titles(cells_at(sample, place), len(sample))]
    before = told is not None and any(place < told for place in found)
    if told is not None and not before and _are_titles(cells_at(sample, told), len(sample), SHORT):
        meanings[told] = "title"
        return
    if folded(header[0]) in _KINDS and _are_titles(cells_at(sample, 0), len(sample)):
        meanings[0] = "title"  # "Sorte"
        return
    if not found:
        # What makers call their things has few words: "EF 50mm f/1.8 STM", "X-T3".
        found = [p for p in titled if _are_designations(cells_at(sample, p), len(sample))]
    if not found and not {"price", "prices"}.isdisjoint(meanings.values()):
        # Services, dishes and rooms may be called alike in several rows.
        named = [(p, _named(cells_at(sample, p), len(sample))) for p in titled]
        best = max((share for _, share in named), default=0.0)
        found = [place for place, share in named if share == best > 0]
    if not found:
        # "Sorte" names what is sold where nothing else does.
        traits = [p for p in range(len(header)) if meanings.get(p) == "option"]
        found = [p for p in traits if _are_titles(cells_at(sample, p), len(sample))]
    if not found and told is not None and _are_shared(cells_at(sample, told), len(sample)):
        found = [told]  # sizes of one thing on rows of their own
    if found:
        meanings[found[0]] = "title"


def _are_shared(cells: Sequence[str], rows: int) -> bool:
    """Whether nearly every row has a short name, which several may share."""
    words = sum(1 for c in cells if is_name(c, SHORT) and c[-1] not in ".!?")
    return len(cells) >= 0.9 * rows and words == len(cells) > 0 and len(set(cells)) > 1


def by_rows(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """The first column of a matrix of prices names its rows, where no other does: "6x4", "A5"."""
    if "title" in meanings.values() or "prices" not in meanings.values():
        return
    cells = cells_at(sample, 0)
    if meanings.get(0) in ("attribute", "option") and len(set(cells)) == len(sample) > 1:
        meanings[0] = "title"


def is_price(cell: str) -> bool:
    """A number beside a currency."""
    first, _, rest = cell.partition(" ")
    if rest and not first[-1:].isdigit() and is_least(first):
        cell = rest  # "from £18"
    asked, slash, per = cell.partition("/")
    if slash and any(map(str.isdigit, asked)) and per.strip(" .").isalpha():
        cell = asked  # "0,11 €/mot"
    match = _PRICE.fullmatch(cell) if len(cell) <= LONGEST else None
    if match is None:
        return False
    told = [word.upper().rstrip(".") for word in match.group("a", "b") if word]
    return len(told) == 1 and (told[0] in CODES or told[0] in SYMBOLS)


def is_barcode(cell: str) -> bool:
    """Digits of a GTIN whose last one proves the others."""
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", cell):
        return False
    digits = [int(digit) for digit in reversed(cell)]
    total = sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def _named(cells: Sequence[str], rows: int) -> float:
    """The share of different ones, where most rows have one and they are short words; else 0."""
    if len(cells) < 0.5 * rows or not cells:
        return 0.0
    words = sum(1 for c in cells if is_name(c, 100))
    share = len(set(cells)) / len(cells)
    return share if words >= MOST * len(cells) and share >= ALIKE else 0.0


def _are_titles(cells: Sequence[str], rows: int, longest: int = 150) -> bool:
    """Nearly every row has one, nearly all differ, and they are words."""
    if len(cells) < 0.9 * rows or not cells:
        return False
    words = sum(1 for c in cells if is_name(c, longest))
    return len(set(cells)) >= MOST * len(cells) and words >= 0.9 * len(cells)


def _are_designations(cells: Sequence[str], rows: int) -> bool:
    """Nearly every row has one, nearly all differ, most are of several parts with letters among
    them, and none is a measure or a code."""
    if len(cells) < 0.9 * rows or len(cells) < 3 or len(set(cells)) < MOST * len(cells):
        return False
    named = [c for c in cells if " " in c and len(c) <= SHORT and any(map(str.isalpha, c))]
    measures = sum(1 for c in cells if _MEASURE.fullmatch(c) or is_price(c))
    return 2 * len(named) > len(cells) and measures <= (1 - MOST) * len(cells)


def _are_rows(cells: Sequence[str], rows: int) -> bool:
    """The names of a matrix's rows: each row has one of its own, half of them words ("65+")."""
    if len(cells) < max(2, 0.9 * rows) or len(set(cells)) < len(cells):
        return False
    return 2 * sum(1 for c in cells if is_name(c, 150)) >= len(cells)


def is_name(cell: str, longest: int) -> bool:
    """Words, and no measure: "30 min" names nothing."""
    if not 3 <= len(cell) <= longest or _MEASURE.fullmatch(cell):
        return False
    words = re.findall(r"[^\W\d_]{3,60}", cell)
    return bool(words) and not (cell[0].isdigit() and is_date(words))


def is_date(words: Sequence[str]) -> bool:
    """Whether all words are names of days or months: "20–24 July" names nothing."""
    return all(word.casefold() in calendar() for word in words)


def _may_be_price(cell: str) -> bool:
    """An amount, and none of grams or metres."""
    unit = re.sub(r"^[\d.,'\s]+", "", cell)
    is_told = unit.upper() in CODES or unit.upper() in SYMBOLS
    return _AMOUNT.fullmatch(cell) is not None and (not unit or is_told or not cell[0].isdigit())


def likely_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: Mapping[str, str]
) -> str:
    """The name of the column that may hold prices: one of amounts that nothing else is known of."""
    for place, name in enumerate(header):
        if meanings.get(name) in ("attribute", "ignore", "options"):
            cells = cells_at(sample, place)
            if name and mostly(cells, _may_be_price):
                return name
    return ""
