"""Which column of a table means what: by its name and by what is in it.

The owner may say so instead, in tresen.toml: [catalog.mappings."prices.xlsx"] "VK" = "price".
What a column was taken for stands in the report, in the same words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from babel.numbers import get_currency_precision

from catalog.numerals import thousands_sign, without_thousands
from catalog.price_words import is_least, is_none, is_said
from catalog.records import Attribute, Option
from catalog.sources.cell_sayings import is_gone, is_state_or_count, says_words
from catalog.sources.cells import BadCell, line, measured
from catalog.sources.choices import chosen, of_sizes, stocked_columns
from catalog.sources.column_names import (
    GROSS,
    LONGEST,
    NET,
    in_language,
    is_minor,
    label_of,
    least_of,
    measure_of,
    trait_of,
    unit_of,
)
from catalog.sources.contents import by_contents, by_rows
from catalog.sources.entry import Entry
from catalog.sources.meanings import (
    NUMBERED,
    OPTION,
    PRICES,
    PROPERTY,
    STOCKS,
    by_currency,
    by_name,
    by_number,
    by_route,
    given_meanings,
)
from catalog.sources.money import CODES, SYMBOLS, Exact, currency
from catalog.sources.price_kinds import choice_names, label
from catalog.sources.price_meanings import listed_prices, other_price
from catalog.sources.sampled import cells_at
from catalog.sources.sides import sides
from catalog.sources.stock_meanings import (
    counted_stock,
    counts_left,
    states_of_stock,
    stock_by_words,
)
from catalog.sources.table import Row
from catalog.sources.word_meanings import by_words, hold_back
from catalog.sources.words import (
    FIELDS,
    UNITS,
    folded,
    truth,
    word,
)

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
    currency: str = ""
    tax_included: bool | None = None
    choices: tuple[tuple[str, int], ...] = ()
    """(what is chosen, column) of each price, where there are several: a size, a season."""
    stocks: tuple[tuple[str, int], ...] = ()
    """(size, column) of each count, where each size has one."""
    shops: tuple[int, ...] = ()
    """Columns that count what is there, one for each shop."""
    signs: bool = False
    """Whether "+" stands for what is there: then a dash is what is not."""
    routed: bool = False
    """Whether a row is named by two ends: then its other columns tell rows of one name apart."""
    chosen: str = ""
    """What is chosen by them, as a person calls it."""
    thousands: str = ""
    """The sign that parts thousands in its prices, where they tell."""
    minor: frozenset[str] = frozenset()
    """Those of its prices that are written in hundredths."""
    least: str = ""
    """What its price's column says of all its amounts, where they are the least: "ab"."""
    sayings: frozenset[str] = frozenset()
    """What several cells of its price's column say in place of a price: "in the basic fee"."""
    measure: str = ""
    """What a unit price is for, where its column's name says so: "100 g"."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Column to what it was taken for, for the report."""

    @property
    def called(self) -> dict[str, str]:
        return {name: self.header[place] for name, place in self.fields.items()}

    @property
    def guessed(self) -> str:
        """The column of prices that only its figures say to count hundredths; empty: none."""
        called = (self.header[self.fields[name]] for name in self.minor)
        return next((n for n in called if not is_minor(n) and not _count_coins(n, self.header)), "")

    def without_language(self) -> Columns:
        """With the column of languages as a property: they are the goods', not the rows'."""
        fields = dict(self.fields)
        place = fields.pop("language")
        own = (label_of(self.header[place]), "", place, None)
        meanings = {**self.meanings, self.header[place]: PROPERTY}
        return replace(self, fields=fields, properties=(*self.properties, own), meanings=meanings)

    def cell(self, row: Row, name: str) -> str:
        place = self.fields.get(name)
        return row.cells[place].strip() if place is not None else ""

    def entry(self, row: Row) -> Entry:
        cells = row.cells
        said = {name: cells[place] for name, place in self.fields.items() if cells[place]}
        if (asked := line(said.get("price", ""))) in self.sayings or says_words(asked):
            said["price_words"] = line(said.pop("price"))
        elif is_gone(asked):
            said["availability"] = said.pop("price")  # "sold out", where the price stood
        for name in _SUMS.intersection(said) if self.thousands else ():
            if type(said[name]) is str:
                said[name] = without_thousands(said[name], self.thousands)
        for name in self.minor.intersection(said):
            said[name] = _whole(said[name], said.get("currency", "") or self.currency)
        if self.least and (asked := said.get("price", "").strip())[:1].isdigit():
            said["price"] = f"{self.least} {asked}"
        if "sale_on" in said and truth(said.pop("sale_on")) is False:
            said.pop("sale_price", "")
        if kind := said.pop("price_type", ""):
            _priced_as(kind, said)
        if self.shops:
            counts = [cells[place].strip() for place in self.shops]
            said["stock"] = str(sum(int(count) for count in counts if _WHOLE.fullmatch(count)))
        if "sold" in said:
            sold = truth(said.pop("sold"))
            told = {True: "sold out", False: "in stock"}.get(sold) if sold is not None else None
            said.update({"availability": told} if told and "availability" not in said else {})
        if self.signs and said.get("availability", "").strip() in ("-", "–", "—"):
            said["availability"] = "no"
        if "subcategory" in said:
            said["category"] = " > ".join(
                filter(None, (said.get("category", ""), said.pop("subcategory")))
            )
        if "sale_starts" in said or "sale_ends" in said:
            said["sale_dates"] = f"{said.get('sale_starts', '')} / {said.get('sale_ends', '')}"
        if self.measure:
            said.setdefault("base_measure", self.measure)
            if "unit_price" not in self.fields and "price" in said:
                said["unit_price"] = said[
                    "price"
                ]  # the price is a measure's, and there is no other
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
            attributes=tuple(self._attributes(cells)),
            images=tuple(dict.fromkeys(images)),
        )

    def entries(self, rows: Sequence[Row]) -> list[Entry]:
        """What all rows of one product say: a row with several prices says as many things."""
        told = [self.entry(row) for row in rows]
        if self.stocks:
            pairs = zip(rows, told, strict=True)
            return [
                one
                for row, entry in pairs
                for one in of_sizes(entry, row, self.stocks, self.chosen)
            ]
        if not self.choices:
            return told
        return [
            one
            for row, entry in zip(rows, told, strict=True)
            for one in chosen(entry, row, self.choices, self.chosen, self.thousands)
        ]

    def _attributes(self, cells: Sequence[str]) -> Iterator[Attribute]:
        for name in ("availability", "stock"):
            place = self.fields.get(name)
            told = line(cells[place]) if place is not None else ""
            if place is not None and says_words(told) and not is_state_or_count(told):
                yield Attribute(label_of(self.header[place]), told)  # "only at Easter"
        for name, unit, place, unit_place in self.properties:
            text = line(cells[place])
            if not text or len(text) > LONGEST:
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


def _sayings(cells: Sequence[str]) -> frozenset[str]:
    """The words that stand for a price more than once: what is written once may be a slip."""
    worded = [line(c) for c in cells if len(c) <= LONGEST and not any(map(str.isdigit, c))]
    return frozenset(w for w, times in Counter(worded).items() if times > 1 and not is_none(w))


def _whole(hundredths: str, code: str) -> str:
    """An amount of a currency's smallest coins in the currency itself: 1250 of EUR is 12.50."""
    try:
        places = get_currency_precision(currency(code, "")) if code else 2
    except BadCell:
        places = 2
    return f"{Decimal(hundredths).scaleb(-places):f}"


def _priced_as(kind: str, said: dict[str, str]) -> None:
    """What a column beside the price says of it: "From", "Free"."""
    if is_said(kind):
        said["price"] = kind
        said.pop("sale_price", "")
    elif is_least(kind) and "price" in said:
        said["price"] = f"{kind} {said.pop('sale_price', '') or said['price']}"


def understood(
    source: str,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    language: str,
    given: Mapping[str, str],
    routed: bool = False,
    listed: bool = False,
) -> Columns:
    """The columns of a table by `given` (column to meaning), their names, and `sample` (rows).
    `routed`: its last one is a route, which names what is sold. `listed`: it is called a list of
    prices.

    Raises SourceError where a given column is not there, or what it is said to mean.
    """
    spoken = in_language(header, language)
    meanings = _decided(source, header, sample, given, spoken, routed=routed, listed=listed)
    fields = {m: place for place, m in meanings.items() if m in FIELDS}
    units = {folded(header[place]): place for place, m in meanings.items() if m == "unit"}
    option_numbers = _options(header, meanings)
    properties = [
        (
            label_of(header[place]),
            unit_of(header[place]),
            place,
            units.get(UNITS.get(label_of(header[place]).casefold(), "")),
        )
        for place, m in meanings.items()
        if m == PROPERTY or (m == "stock" and counts_left(header[place]))
    ]
    choices = tuple((label(header[p]), p) for p, m in meanings.items() if m == PRICES)
    stocks = tuple((line(header[p]), p) for p, m in meanings.items() if m == STOCKS)
    price = folded(header[fields["price"]]) if "price" in fields else ""
    measured_by = fields.get("unit_price", fields.get("price"))
    return Columns(
        header=header,
        language=language,
        fields=fields,
        traits=tuple((trait_of(header[p]), p) for p, m in meanings.items() if m == OPTION),
        pairs=option_numbers,
        routed=routed,
        thousands=_thousands(fields, choices, sample),
        choices=choices,
        stocks=stocks,
        shops=_shops(header, meanings, sample) if "stock" not in fields else (),
        signs="availability" in fields
        and any(row[fields["availability"]].strip() == "+" for row in sample),
        chosen="\n".join(
            word(name, language) for name in choice_names([name for name, _ in choices or stocks])
        ),
        properties=tuple(properties),
        currency=_currency(header, fields.get("price"), choices, sample),
        least=least_of(header[fields["price"]]) if "price" in fields else "",
        sayings=_sayings(cells_at(sample, fields["price"])) if "price" in fields else frozenset(),
        minor=frozenset(_minor(header, fields, sample, given)),
        tax_included=True if GROSS.search(price) else False if NET.search(price) else None,
        measure=measure_of(header[measured_by]) if measured_by is not None else "",
        meanings={header[p]: m for p, m in sorted(meanings.items()) if header[p]},
    )


def _decided(
    source: str,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    given: Mapping[str, str],
    spoken: Sequence[str],
    *,
    routed: bool,
    listed: bool,
) -> dict[int, str]:
    """Column to meaning: what is given first, then names, then contents. `spoken`: the header as
    one language has it."""
    meanings = given_meanings(source, header, given)
    hold_back(header, sample, meanings)
    by_name(spoken, sample, meanings)
    by_words(header, sample, meanings)
    stock_by_words(header, sample, meanings)
    counted_stock(header, sample, meanings)
    other_price(header, sample, meanings)
    by_currency(header, sample, meanings)
    by_contents(header, sample, meanings)
    if listed:
        listed_prices(header, sample, meanings)
    by_rows(sample, meanings)
    if routed:
        by_route(header, sample, meanings)
    by_number(header, sample, meanings)
    for place in stocked_columns(header, sample, meanings):
        meanings[place] = STOCKS
    states_of_stock(sample, meanings)
    return meanings


def _options(header: Sequence[str], meanings: Mapping[int, str]) -> tuple[tuple[int, int], ...]:
    """ "option1_name" stands beside "option1_value"."""
    found: dict[str, dict[bool, int]] = {}
    for place, meaning in meanings.items():
        match = NUMBERED.fullmatch(folded(header[place])) if meaning == "options" else None
        if match:
            number, kind = match[1] or match[4], match[2] or match[3]
            found.setdefault(number, {})[kind == "name"] = place
    return tuple((p[True], p[False]) for _, p in sorted(found.items()) if len(p) == 2)


_SUMS = frozenset(("price", "sale_price", "list_price"))


def _shops(
    header: Sequence[str], meanings: Mapping[int, str], sample: Sequence[Sequence[str]]
) -> tuple[int, ...]:
    """ "Bestand Berlin", "Bestand Hamburg": two columns or more whose names begin with a stock's,
    of whole numbers."""
    found = [
        place
        for place, m in meanings.items()
        if m == PROPERTY
        and folded(header[place]).partition(" ")[0] in FIELDS["stock"]
        and any(row[place].strip() for row in sample)
        and all(_WHOLE.fullmatch(row[place].strip() or "0") for row in sample)
    ]
    return tuple(found) if len(found) > 1 else ()


def _minor(
    header: Sequence[str],
    fields: Mapping[str, int],
    sample: Sequence[Sequence[str]],
    given: Mapping[str, str],
) -> Iterator[str]:
    """Prices whose columns are called hundredths, and hold whole numbers alone. What an owner calls
    a price is taken as it is written, where only its figures would say so."""
    for name in _SUMS & fields.keys():
        cells = [row[fields[name]].strip() for row in sample]
        if not all(not cell or _WHOLE.fullmatch(cell) for cell in cells):
            continue
        own = header[fields[name]]
        typed = any(isinstance(row[fields[name]], Exact) for row in sample)
        coins = typed and _are_coins(own, header, [int(c) for c in cells if c])
        if is_minor(own) or (coins and (own not in given or _count_coins(own, header))):
            yield name


def _are_coins(name: str, header: Sequence[str], amounts: Sequence[int]) -> bool:
    """Whether whole numbers beside their currency, as programs hand on money, count its smallest
    coins: {"price_money": {"amount": 1250, "currency": "EUR"}}. Nothing costs a few of them."""
    path, _, last = name.rpartition(".")
    beside = {told.removeprefix(f"{path}.") for told in header if told.startswith(f"{path}.")}
    if not path or last not in ("amount", "value") or beside.isdisjoint(_CODES_OF):
        return False
    if _count_coins(name, header):
        return True
    return bool(amounts) and min(filter(None, amounts), default=0) >= LEAST_COINS


def _count_coins(name: str, header: Sequence[str]) -> bool:
    """Whether the names beside an amount say that it counts coins: no guess then."""
    path = name.rpartition(".")[0]
    own = path.rpartition(".")[2]
    return own.endswith(("money", "Money")) or not {
        f"{path}.currencyId",
        f"{path}.scale",
    }.isdisjoint(header)


LEAST_COINS = 50
"""Hundredths that the cheapest of a list costs at least, where its amounts are hundredths."""

_CODES_OF = frozenset(("currency", "currencyId", "currency_code", "currencyCode"))
_WHOLE = re.compile(r"[0-9]{1,9}")


def _thousands(
    fields: Mapping[str, int],
    choices: Sequence[tuple[str, int]],
    sample: Sequence[Sequence[str]],
) -> str:
    places = [place for name, place in fields.items() if name in _SUMS]
    places += [place for _, place in choices]
    return thousands_sign(row[place] for row in sample for place in places if place < len(row))


def _currency(
    header: Sequence[str],
    price: int | None,
    choices: Sequence[tuple[str, int]],
    sample: Sequence[Sequence[str]],
) -> str:
    """The currency that the names of the columns of prices say, or all their cells that name
    one."""
    told: list[str] = []
    for place in [price] if price is not None else [place for _, place in choices]:
        told += filter(None, [unit_of(header[place])])
        told += [w for w in re.split(r"[\s_()]+", header[place]) if w in CODES or w == "€"]
        for row in sample:
            words = re.findall(r"[^\d\s.,'’+\-–]+", row[place])
            told += [w for w in words if w.upper() in CODES or w in SYMBOLS]
    found = set()
    for sign in told:
        try:
            found.add(currency(sign, ""))
        except BadCell:
            continue
    return found.pop() if len(found) == 1 else ""
