"""The columns of a table as they are understood, and what a row says by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from catalog.price_units import is_measure, is_per
from catalog.price_words import is_least, is_said
from catalog.records import Attribute, Option
from catalog.sources.cell_sayings import (
    counts_places,
    is_sold_out,
    is_state_or_count,
    is_told_too,
    said_state,
    says_when,
    sold_of,
    state_of_name,
)
from catalog.sources.cells import line, measured
from catalog.sources.choices import chosen, is_amount_asked, of_sizes, priced_for
from catalog.sources.column_money import UNSAID, ColumnMoney
from catalog.sources.column_names import (
    LONGEST,
    label_of,
)
from catalog.sources.entry import Entry
from catalog.sources.grouping import Heading
from catalog.sources.meanings import (
    PROPERTY,
)
from catalog.sources.money import Exact
from catalog.sources.price_counts import NO_COUNT, PriceCount
from catalog.sources.sides import sides
from catalog.sources.sizes_there import of_listed
from catalog.sources.sort_names import sort_of
from catalog.sources.table import Row
from catalog.sources.told_notes import is_private
from catalog.sources.words import left, truth, word

ONE_WORD = 4
"""Letters of a single word that may say when something is there: "mañana"."""

WHOLE = re.compile(r"[0-9]{1,9}")
_PICTURES = re.compile(r"[\n|;]|,(?=\s*(?:https?://|/))")


@dataclass(frozen=True, slots=True)
class Columns:
    """A header that is understood. `entry` reads a row by it."""

    header: Sequence[str]
    language: str
    fields: Mapping[str, int]
    traits: tuple[tuple[str, int], ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    """Columns of an option's name and of its value."""
    properties: tuple[tuple[str, str, int, int | None], ...] = ()
    """(name, unit, column, column of the unit)."""
    money: ColumnMoney = UNSAID
    counted: PriceCount = NO_COUNT
    """Of how many things the prices are, where a column says it."""
    choices: tuple[tuple[str, int], ...] = ()
    """(what is chosen, column) of each price, where there are several: a size, a season."""
    either: bool = False
    """Whether each row fills one of the choices alone, which are what its price is for: "Price/kg",
    "Price/piece"."""
    per: str = ""
    """What all of the choices' prices are asked for, as their columns say: "per jar"."""
    unit: str = ""
    """What each of the choices' prices is for, as all of their columns end: "night"."""
    stocks: tuple[tuple[str, int], ...] = ()
    """(size, column) of each count, where each size has one."""
    listed: Mapping[str, int] = field(default_factory=dict)
    """The columns that list which sizes are there, and which are gone."""
    shops: tuple[int, ...] = ()
    """Columns that count what is there, one for each shop."""
    notes: tuple[int, ...] = ()
    """Columns of remarks that are told: one may say that all is sold."""
    guarded: frozenset[int] = frozenset()
    """Columns of remarks of which no owner said that all are told: some cells may be the shop's."""
    letters: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """What "K" and "E" mean in the columns that answer so, by their fields."""
    signs: bool = False
    """Whether "+" stands for what is there: then a dash is what is not."""
    routed: bool = False
    """Whether a row is named by two ends: then its other columns tell rows of one name apart."""
    translated: tuple[tuple[str, str, int], ...] = ()
    """(language, field, column) of what is said in others than the table's own language."""
    chosen: str = ""
    """What is chosen by them, as a person calls it."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Column to what it was taken for, for the report."""

    @property
    def called(self) -> dict[str, str]:
        return {name: self.header[place] for name, place in self.fields.items()}

    @property
    def guessed(self) -> str:
        """The column of prices that only its figures say to count hundredths; empty: none."""
        return self.money.guessed(self.called, self.header)

    def without_language(self) -> Columns:
        """With the column of languages as a property: they are the goods', not the rows'."""
        fields = dict(self.fields)
        place = fields.pop("language")
        own = (label_of(self.header[place]), "", place, None)
        meanings = {**self.meanings, self.header[place]: PROPERTY}
        return replace(self, fields=fields, properties=(*self.properties, own), meanings=meanings)

    def cell(self, row: Row, name: str) -> str:
        place = self.fields.get(name)
        return self._answer(name, row.cells[place].strip()) if place is not None else ""

    def _answer(self, name: str, cell: str) -> str:
        """A cell of letters that answer as the word that they are short for."""
        said = self.letters[name].get(cell.strip().casefold()) if name in self.letters else None
        return cell if said is None else "yes" if said else "no"

    def entry(self, row: Row) -> Entry:
        cells = row.cells
        said = {name: cells[place] for name, place in self.fields.items() if cells[place]}
        said.update({name: self._answer(name, said[name]) for name in self.letters if name in said})
        self.money.rewrite(said)
        several = self.counted.rewrite(said, cells)
        _with_sale(said)
        self._with_measure(said)
        self._with_stock(said, cells)
        if isinstance(over := said.get("category"), Heading):
            said["heading"] = line(over)
        if sort := sort_of(self.called.get("title", "")):
            said["tags"] = ",".join(filter(None, (said.get("tags", ""), sort)))
        if "subcategory" in said:
            parts = (said.get("category", ""), said.pop("subcategory"))
            said["category"] = " > ".join(filter(None, parts))
        pictures = (said.get(name, "") for name in ("image", "images"))
        images = (p for text in pictures for cut in _PICTURES.split(text) if (p := cut.strip()))
        pairs = ((line(cells[n]), line(cells[v])) for n, v in self.pairs)
        options = (Option(n, v) for n, v in pairs if n and v)
        traits = (Option(n, v) for n, place in self.traits if (v := line(cells[place])))
        return Entry(
            row=row.number,
            said=said,
            options=tuple(options),
            traits=tuple(traits),
            attributes=tuple(self._attributes(cells, several)),
            images=tuple(dict.fromkeys(images)),
        )

    def _with_measure(self, said: dict[str, str]) -> None:
        """What a unit price is for; a price is a measure's where there is no other."""
        if self.money.measure:
            said.setdefault("base_measure", self.money.measure)
            asked = said.get("price", "")
            if "unit_price" not in self.fields and asked and not is_said(asked):
                said["unit_price"] = said["price"]

    def _with_stock(self, said: dict[str, str], cells: Sequence[str]) -> None:
        """Whether something is there, by the shops that count it, "sold", or a dash beside "+"."""
        if self.shops:
            counts = [cells[place].strip() for place in self.shops]
            said["stock"] = str(sum(int(count) for count in counts if WHOLE.fullmatch(count)))
        if "sold" in said:
            sold = sold_of(said.pop("sold"))
            told = {True: "sold out", False: "in stock"}.get(sold) if sold is not None else None
            said.update({"availability": told} if told and "availability" not in said else {})
        noted = (line(cells[place]) for place in self.notes)
        if {"availability", "stock"}.isdisjoint(said):
            if any(map(is_sold_out, noted)):
                said["availability"] = "sold out"  # "fullbokad" in a remark
            elif named := state_of_name(said.get("title", "")):
                said["availability"] = named
        for name in ("availability", "stock"):
            told = line(said.get(name, ""))
            if name == "stock" and counts_places(told):
                said[name] = told.split()[0]
            elif (state := left(told)) is not None and not is_state_or_count(told):
                said[name] = state.value
            elif told and (other := said_state(told)) is not None:
                said.pop(name)
                said.update({"availability": other} if other else {})
            elif says_when(told):
                del said[name]  # it is told in its own words
        if self.signs and said.get("availability", "").strip() in ("-", "–", "—"):
            said["availability"] = "no"

    def entries(self, rows: Sequence[Row]) -> list[Entry]:
        """What all rows of one product say: a row with several prices says as many things; what is
        told in another language is an entry beside them."""
        told = self._offered(rows)
        if self.translated:
            told = [*told, *(entry for row in rows for entry in self._translations(row))]
        return told

    def _translations(self, row: Row) -> Iterator[Entry]:
        for language in dict.fromkeys(code for code, _, _ in self.translated):
            told = {f: row.cells[p] for code, f, p in self.translated if code == language}
            if told.get("title", "").strip():
                yield Entry(row=row.number, said={**told, "language": language})

    def _offered(self, rows: Sequence[Row]) -> list[Entry]:
        told = [self.entry(row) for row in rows]
        pairs = zip(rows, told, strict=True)
        if self.listed:
            listed = (of_listed(e, row, self.listed, self.language) for row, e in pairs)
            return list(chain.from_iterable(listed))
        if self.stocks:
            several = (of_sizes(entry, row, self.stocks, self.chosen) for row, entry in pairs)
        elif self.either:
            return [priced_for(entry, row, self.choices) for row, entry in pairs]
        elif self.choices:
            sign = self.money.thousands
            several = (
                chosen(entry, row, self.choices, self.chosen, sign, self.unit)
                for row, entry in pairs
            )
        else:
            return told
        return list(chain.from_iterable(several))

    def _attributes(self, cells: Sequence[str], several: bool) -> Iterator[Attribute]:
        """`several`: the prices are those of several units, and not of the one that is named."""
        for name in ("availability", "stock"):
            place = self.fields.get(name)
            told = line(cells[place]) if place is not None else ""
            if place is not None and told and _is_worded(told):
                yield Attribute(label_of(self.header[place]), told)  # "only at Easter"
        kind = line(cells[self.fields["price_type"]]) if "price_type" in self.fields else ""
        if (unit := _unit_of(kind)) and not is_measure(unit):
            yield Attribute(label_of(self.header[self.fields["price_type"]]), kind)
        asking = [place for _, place in self.choices]
        asking += [self.fields["price"]] if "price" in self.fields else []
        if self.per and any(is_amount_asked(line(cells[place])) for place in asking):
            yield Attribute(word("per", self.language), self.per)
        for name, unit, place, unit_place in self.properties:
            text = line(cells[place])
            if not text or len(text) > LONGEST or (several and place == self.counted.unit):
                continue
            if place in self.guarded and is_private(text):
                continue
            beside = unit or (line(cells[unit_place]) if unit_place is not None else "")
            if isinstance(cells[place], Exact):
                yield Attribute(name, text, beside)
                continue
            yield from sides(self.header[place], text, beside, self.language)
            found = measured(name, text, self.language)
            if beside and not found.unit:
                found = measured(name, f"{text} {beside}", self.language)
                # A unit of two words, or a number written as another language does.
                found = found if found.unit else Attribute(name, text, beside)
            yield found


def _is_worded(told: str) -> bool:
    """Whether a cell of stock says more than a state: that is told as it stands there."""
    if left(told) is not None or is_state_or_count(told) or said_state(told) is not None:
        return is_told_too(told)
    return (says_when(told) and not counts_places(told)) or (
        told.isalpha() and len(told) >= ONE_WORD
    )


def _with_sale(said: dict[str, str]) -> None:
    """The price of a sale that is on, with its days; and what is said beside a price, of it."""
    if "sale_on" in said and truth(said.pop("sale_on")) is False:
        said.pop("sale_price", "")
    if kind := said.pop("price_type", ""):
        _priced_as(kind, said)
    if "sale_starts" in said or "sale_ends" in said:
        said["sale_dates"] = f"{said.get('sale_starts', '')} / {said.get('sale_ends', '')}"


def _unit_of(kind: str) -> str:
    """ "Nagel" of "pro Nagel", what a price is asked for; empty of any other words."""
    first, _, unit = kind.strip().partition(" ")
    return unit.strip() if is_per(first) else ""


def _priced_as(kind: str, said: dict[str, str]) -> None:
    """What a column beside the price says of it: "From", "Free", "pro Nagel"."""
    if (unit := _unit_of(kind)) and is_measure(unit) and said.get("price", "").strip():
        said["price"] = f"{said['price']} {kind}"
    elif is_said(kind):
        said["price"] = kind
        said.pop("sale_price", "")
    elif is_least(kind) and "price" in said:
        said["price"] = f"{kind} {said.pop('sale_price', '') or said['price']}"
