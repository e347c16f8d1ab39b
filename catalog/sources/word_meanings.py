"""Column to meaning by the single words of its name, where no list has the name whole. What its
words say is decided over all columns: a price is taken only where one alone is the customer's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.sources.answer_letters import answers
from catalog.sources.cells import pieces
from catalog.sources.choices import priced_columns
from catalog.sources.column_words import KEPT_BACK, Says, kept_back, says
from catalog.sources.contents import is_price
from catalog.sources.meanings import IGNORED, PROPERTY
from catalog.sources.sampled import cells_at
from catalog.sources.word_prices import ASKED, named_prices, speaks_of_price
from catalog.sources.words import FIELDS, TRAITS, folded, hides, unaccented

_TO_CUSTOMERS = frozenset((Says.NOTES, Says.CUSTOMERS))
"""What is written down for those who buy: "Customer notes"."""

GROUP = 60
"""Characters of what a group of goods is called."""

_KNOWN = frozenset(name for known in (FIELDS, TRAITS) for names in known.values() for name in names)


def hold_back(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What is the shop's own by the words of its name means nothing, before anything else is read
    out of it: "purchase.price" is no price. A name that is known whole is what it is known for."""
    cells = [cells_at(sample, place) for place in range(len(header))]
    sums = {p for p, held in enumerate(cells) if held and all(map(is_price, held))}
    sums |= {p for p, name in enumerate(header) if says(name) & ASKED}
    for place, name in enumerate(header):
        if says(name) >= _TO_CUSTOMERS and not says(name) & {Says.OTHERS, Says.INTERNAL}:
            meanings.setdefault(place, PROPERTY)
    for place in kept_back(header, sums):
        told = folded(header[place])
        if _counts_a_place(header[place], cells[place]):
            continue
        if _KNOWN.isdisjoint((told, unaccented(told))):
            meanings.setdefault(place, IGNORED)


def _counts_a_place(name: str, cells: Sequence[str]) -> bool:
    """ "Voorraad magazijn" of 24: how many lie there, and no place."""
    told = says(name)
    counted = all(pieces(cell) is not None for cell in cells)
    return told & KEPT_BACK == {Says.PLACE} and Says.STOCK in told and counted


def by_words(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Give what nothing is known of the meaning that the words of its name say."""
    free = [place for place, meaning in meanings.items() if meaning == PROPERTY]
    _title(header, sample, free, meanings)
    asks = [p for p in free if speaks_of_price(header[p], cells_at(sample, p))]
    named_prices(header, sample, asks, priced_columns(header, sample, meanings), meanings)
    _parents(header, sample, free, meanings)
    _category(header, sample, free, meanings)
    places(header, sample, meanings)
    counted = _is_counted(header, meanings)
    for place in free:
        if meanings[place] == PROPERTY:
            told, cells = says(header[place]), cells_at(sample, place)
            if counted and Says.MAYBE_SHOWN in told:
                told |= {Says.SHOWN}
            meaning = _of_showing(header[place], told, cells, len(sample))
            if meaning and meaning not in meanings.values():
                meanings[place] = meaning


def _is_counted(header: Sequence[str], meanings: Mapping[int, str]) -> bool:
    """Whether a table is of goods that a shop counts, with their barcodes or what they cost it: no
    courses, of which some are online."""
    told = [says(name) for name in header]
    goods = "gtin" in meanings.values() or any(words & {Says.COST} for words in told)
    return goods and ("stock" in meanings.values() or any(Says.STOCK in words for words in told))


def _title(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    free: Sequence[int],
    meanings: dict[int, str],
) -> None:
    """The column that is called a name of something ("Nome vino", "Plant name"), where none is the
    title, or the one that is tells fewer of the rows apart: "Tipologia" of rooms, and of wines."""
    found = [
        p for p in free if Says.NAMED in says(header[p]) and len(folded(header[p]).split()) > 1
    ]
    title = next((p for p, m in meanings.items() if m == "title"), None)
    worded = [p for p in found if all(any(map(str.isalpha, c)) for c in cells_at(sample, p))]
    place = max(worded, key=lambda p: len(set(cells_at(sample, p))), default=None)
    if place is None or len(cells_at(sample, place)) < len(sample):
        return
    if title is None:
        meanings[place] = "title"
        return
    told, known = (set(cells_at(sample, p)) for p in (place, title))
    if len(told) > len(known) and Says.KINDS in says(header[title]):
        meanings[place], meanings[title] = "title", PROPERTY


def _parents(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    free: Sequence[int],
    meanings: dict[int, str],
) -> None:
    """The column of codes that names what several rows are variants of."""
    if not {"parent", "group"}.isdisjoint(meanings.values()):
        return
    for place in free:
        cells = cells_at(sample, place)
        codes = cells and all(" " not in c and any(map(str.isdigit, c)) for c in cells)
        if Says.PARENT in says(header[place]) and codes and len(set(cells)) < len(cells):
            meanings[place] = "parent"
            return


def _category(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    free: Sequence[int],
    meanings: dict[int, str],
) -> None:
    """The column of groups of goods, where one alone is called so: words that come again."""
    if "category" in meanings.values():
        return
    found = [
        place
        for place in free
        if Says.CATEGORY in says(header[place]) and _are_groups(cells_at(sample, place))
    ]
    free = [p for p in range(len(header)) if meanings.get(p) == PROPERTY]
    kinds = (
        p
        for p in free
        if Says.KINDS in says(_owner(header[p])) and _hold_together(sample, p, meanings)
    )
    place = found[0] if len(found) == 1 else next(kinds, None) if not found else None
    if place is not None:
        meanings[place] = "category"


_OWNER = re.compile(r"(.+)\.(?:name|title|label)")


def _owner(name: str) -> str:
    """ "group" of "group.name"."""
    match = _OWNER.fullmatch(name)
    return match[1] if match else name


def _hold_together(
    sample: Sequence[Sequence[str]], place: int, meanings: Mapping[int, str]
) -> bool:
    """Whether a column of kinds groups goods: words that many share, and one for all of a name.
    "Typ" of "single" and "double" beside one name is what is chosen."""
    cells = cells_at(sample, place)
    worded = all(any(map(str.isalpha, c)) and len(c) <= GROUP for c in cells)
    if not worded or len(set(cells)) < 2 or 3 * len(set(cells)) > 2 * len(cells):
        return False
    title = next((p for p, m in meanings.items() if m == "title"), None)
    if title is None:
        return True
    pairs = {(row[title].strip(), row[place].strip()) for row in sample if row[title].strip()}
    return len(pairs) == len({name for name, _ in pairs})


_SHELF = re.compile(r"[^\W\d_]{0,4}\d{0,4}(?:[-/. ]?(?:[^\W\d_]\d{0,3}|\d{1,4})){1,4}")
"""A place of a shelf: "B-12", "REG-4-11", "R2/14"."""


def places(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What may say where a thing lies in the shop's rooms means nothing, where its cells look like
    places of a shelf: "Plek" of "K-3". A "Place" of "Hamburg" is where a course is given; beside
    what the goods cost the shop and what it has of them it is the shop's own: "Placering" of "bed
    3" and "outside". So is a "Hall" or "Yard" beside what they cost."""
    costs = any(Says.COST in says(name) for name in header)
    titled = next((p for p, m in meanings.items() if m == "title"), 0)
    own = costs and not {"stock", "availability"}.isdisjoint(meanings.values())
    for place, meaning in list(meanings.items()):
        cells = cells_at(sample, place)
        told = says(header[place])
        room = costs and place > titled and Says.ROOM in told and any(map(_is_worded, cells))
        if meaning == PROPERTY and room:
            meanings[place] = IGNORED
            continue
        if meaning != PROPERTY or Says.MAYBE_PLACE not in told or not cells:
            continue
        shelf = all(_SHELF.fullmatch(c) and any(map(str.isdigit, c)) for c in cells)
        if own or (shelf and any(any(map(str.isalpha, cell)) for cell in cells)):
            meanings[place] = IGNORED


def _is_worded(cell: str) -> bool:
    return any(map(str.isalpha, cell))


def _are_groups(cells: Sequence[str]) -> bool:
    worded = all(any(map(str.isalpha, cell)) and len(cell) <= GROUP for cell in cells)
    return worded and 0 < len(set(cells)) < len(cells)


def _of_showing(name: str, told: frozenset[Says], cells: Sequence[str], rows: int) -> str:
    """What a column of yes and no says of who sees its rows; empty where it says nothing of it, or
    would leave none."""
    said = answers(name, cells)
    if Says.BLOCKED in told and cells and all(a is not None for a in said):
        return "blocked" if sum(a is True for a in said) < rows else ""
    if Says.SHOWN in told and cells:
        known = all(a is not None or hides(c) for a, c in zip(said, cells, strict=True))
        none = all(a is False or hides(c) for a, c in zip(said, cells, strict=True))
        return "published" if known and not none else ""
    return ""
