"""What the single words of a column's name say: that it holds a price, what a thing cost the shop,
whom it was bought from. So a name that no list has whole is understood by its parts, in any of
thirty languages: "Trade Cost ex VAT", "preise.einkauf.amount", "Pořizovací cena".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from catalog.kept_tables import toml_table
from catalog.sources.words import folded, unaccented

LONGEST = 200
"""Characters of a name that are looked at."""


_SHORT_FIRST = re.compile(r"(?<=[A-Z])(?=[A-ZÄÖÜ][a-zäöüß]{3})")
"""Where a word begins behind letters that stand for one: "VKGastro", "PVPTienda"."""


_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,30})[)\]]")


class Says(StrEnum):
    """What a word of a column's name says of it."""

    COST = "cost"
    MAYBE_COST = "maybe_cost"
    PAY = "pay"
    DEALER = "dealer"
    OTHERS = "others"
    MARGIN = "margin"
    SUPPLIER = "supplier"
    MAYBE_SUPPLIER = "maybe_supplier"
    PLACE = "place"
    INTERNAL = "internal"
    NOTES = "notes"
    COLLEAGUES = "colleagues"
    CUSTOMERS = "customers"
    NAMED = "named"
    TURNOVER = "turnover"
    PRICE = "price"
    SELL = "sell"
    FORMER = "former"
    REDUCED = "reduced"
    SHOWN = "shown"
    MAYBE_SHOWN = "maybe_shown"
    BLOCKED = "blocked"
    STATUS = "status"
    AVAILABLE = "available"
    STOCK = "stock"
    PARENT = "parent"
    CATEGORY = "category"
    KINDS = "kinds"
    MAYBE_PLACE = "maybe_place"
    ROOM = "room"
    ASIDE = "aside"
    VARIANTS = "variants"
    HIRED = "hired"
    WORTH = "worth"
    MAYBE_WORTH = "maybe_worth"


KEPT_BACK = frozenset(
    (
        Says.COST,
        Says.DEALER,
        Says.MARGIN,
        Says.SUPPLIER,
        Says.PLACE,
        Says.INTERNAL,
        Says.TURNOVER,
    )
)
"""What is the shop's own business: no customer is told of it."""


_ASKED = frozenset((Says.PRICE, Says.SELL))
"""What says that somebody pays it."""


_THERE = frozenset((Says.OTHERS, Says.COLLEAGUES))
"""Those who work there: what is written down ("notes") for them is told to nobody else,
"Anteckning personal", "Uwagi kuchnia"."""


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of one kind: whole ones, names, several beside each other, beginnings and ends."""

    words: frozenset[str]
    names: frozenset[str]
    phrases: tuple[str, ...]
    begins: tuple[str, ...]
    ends: tuple[str, ...]

    def has(self, word: str) -> bool:
        told = unaccented(word)
        return told in self.words or told.startswith(self.begins) or told.endswith(self.ends)

    def stand_in(self, name: str, words: Sequence[str]) -> bool:
        return (
            name in self.names
            or not self.words.isdisjoint(words)
            or any(word.startswith(self.begins) or word.endswith(self.ends) for word in words)
            or any(f" {phrase} " in f" {name} " for phrase in self.phrases)
        )


def _of(told: Sequence[str]) -> _Words:
    spelled = [unaccented(word.casefold()) for word in told]
    plain = [word for word in spelled if word.strip("=*") == word]
    return _Words(
        frozenset(word for word in plain if " " not in word),
        frozenset(word[1:] for word in spelled if word.startswith("=")),
        tuple(word for word in plain if " " in word),
        tuple(word[:-1] for word in spelled if word.endswith("*")),
        tuple(word[1:] for word in spelled if word.startswith("*")),
    )


_HELD: Mapping[Says, _Words] = {
    Says(kind): _of(told) for kind, told in toml_table(Path(__file__).with_suffix(".toml")).items()
}


@lru_cache(maxsize=4096)  # tables have the same columns in each of their passes
def says(name: str) -> frozenset[Says]:
    """All that the words of a column's name say."""
    whole = unaccented(folded(name[:LONGEST]))
    told = dict.fromkeys((whole, unaccented(folded(_SHORT_FIRST.sub(" ", name[:LONGEST])))))
    found = {
        kind for kind, held in _HELD.items() if any(held.stand_in(n, n.split()) for n in told)
    } - {Says.ASIDE}
    aside = (unaccented(folded(one)) for one in _BRACKETED.findall(name[:LONGEST]))
    if any(_HELD[Says.ASIDE].stand_in(one, one.split()) for one in aside):
        found.add(Says.INTERNAL)
    return frozenset(found)


def kept_back(header: Sequence[str], sums: Collection[int] = ()) -> frozenset[int]:
    """The columns of which no customer is told, by the words of their names. What an abbreviation
    may mean ("EP", "PA") it means beside one of what customers pay ("VP", "PV"), and what somebody
    is paid ("Honorar") beside another one of `sums`: columns of amounts with a currency. What staff
    and trade pay they pay beside what everybody does."""
    told = [says(name) for name in header]
    sells = any(Says.SELL in words and not words & KEPT_BACK for words in told)
    asked = any(not told[place] & {*KEPT_BACK, Says.PAY} for place in sums)
    sellers = _priced_beside(header, told)
    everybody = any(words & _ASKED and not words & {*KEPT_BACK, Says.OTHERS} for words in told)
    costs = any(Says.COST in words for words in told)
    beside = (
        (Says.MAYBE_COST, sells),
        (Says.PAY, asked or sells),
        (Says.MAYBE_SUPPLIER, costs),
    )
    unsure = {kind for kind, so in beside if so}
    return frozenset(
        place
        for place, words in enumerate(told)
        if words & KEPT_BACK
        or (words & unsure and Says.SELL not in words)
        or (Says.NOTES in words and words & _THERE)
        or (everybody and Says.OTHERS in words and words & _ASKED)
        or folded(header[place]) in sellers
    )


def _priced_beside(header: Sequence[str], told: Sequence[frozenset[Says]]) -> frozenset[str]:
    """Names of those whose price for the shop stands beside: of "grower" and "grower cost"."""
    costs = _HELD[Says.COST], _HELD[Says.PRICE]
    return frozenset(
        " ".join(rest)
        for name, words in zip(header, told, strict=True)
        if Says.COST in words
        and (rest := [w for w in folded(name).split() if not any(c.has(w) for c in costs)])
    )
