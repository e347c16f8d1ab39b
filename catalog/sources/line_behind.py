"""What cells of a line say behind its price: what it is for, a note, a price for each choice."""

from __future__ import annotations

import re
from dataclasses import replace

from catalog.price_words import VAGUE, bare
from catalog.sources.cells import line
from catalog.sources.line_offers import Offer, Priced, named
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.line_states import is_gone

BEHIND = 8
"""Words of what stands in a cell of its own behind a price."""

_CUTS = re.compile(r"\s*[,;|]\s+|\s+/\s+")
_LABELLED = re.compile(
    rf"(?P<price>{PRICE.pattern})\s(?P<label>\(?[^\W\d_][^,;|/]{{1,24}})", PRICE.flags
)
"""A price and what it is chosen by, behind it."""


def with_cell_behind(name: str, rest: list[str], home: str) -> Priced | None:
    """A name, a price and what a further cell says of it: what it is asked for, or a note."""
    if PRICE.search(name):
        return None
    if found := _with_labels_behind(" ".join((name, *rest[:-1])), rest[-1]):
        return found
    if len(rest) < 2:
        return None
    *middle, price, note = rest
    said = line(note)
    if any(map(PRICE.search, middle)) or PRICE.search(note) or not any(map(str.isalpha, said)):
        return None
    whole = f"{line(price)} {said}"
    whole_name = " ".join((name, *middle))
    gone = is_gone(said.split()[0])  # "fully booked in July" is said beside the price
    if not gone and reading(whole, home) is not None:
        return named(whole_name, (Offer("", whole),), True)
    told = reading(price, home)
    if told is None or not PRICE.search(price) or len(said.split()) > BEHIND or bare(said) in VAGUE:
        return None
    found = named(whole_name, (Offer("", line(price)),), True)
    return replace(found, note=said) if found is not None else None


def _with_labels_behind(name: str, text: str) -> Priced | None:
    """ "Laundry", "£4 wash, £2 dry": each price with the words behind it."""
    parts = [match for part in _CUTS.split(line(text)) if (match := _LABELLED.fullmatch(part))]
    if len(parts) < 2 or len(parts) != len(_CUTS.split(line(text))) or PRICE.search(name):
        return None
    labels = [match["label"].strip("() ") for match in parts]
    vague = any(not VAGUE.isdisjoint(bare(label).split()) for label in labels)
    if vague or len(set(labels)) < len(labels) or any(map(PRICE.search, labels)):
        return None
    offers = (Offer(label, match["price"]) for label, match in zip(labels, parts, strict=True))
    return named(name, tuple(offers), True)
