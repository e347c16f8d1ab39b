"""Which column of a table means what: by its name, in English and German, and by what is in it.

The owner may say so instead, in tresen.toml: [catalog.mappings."prices.xlsx"] "VK" = "price".
What a column was taken for stands in the report, in the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.errors import SourceError
from catalog.quantities import is_measure, is_unit, thousands_sign, without_thousands
from catalog.records import Attribute, Option
from catalog.sources.cells import BadCell, line, measured
from catalog.sources.choices import are_codes, chosen, label, priced_columns
from catalog.sources.contents import by_contents
from catalog.sources.entry import Entry
from catalog.sources.money import CODES, SYMBOLS, Exact, currency
from catalog.sources.pricegrid import choice_name
from catalog.sources.table import Row, shown
from catalog.sources.words import (
    FIELDS,
    INTERNAL,
    INTERNAL_WORDS,
    ROUTE,
    TRAITS,
    UNITS,
    folded,
    unaccented,
    word,
)

IGNORED, OPTION, PROPERTY, PRICES = "ignore", "option", "attribute", "prices"
KNOWN = (*FIELDS, OPTION, PROPERTY, PRICES, IGNORED)
"""What a mapping of the settings may say of a column."""

LONGEST = 200
"""Characters of a property. A longer text is prose that no column was meant for."""

_OPTION = re.compile(
    r"(?:option|attribute|attribut|eigenschaft|merkmal) ?(\d{1,2}) (name|values?|werte?)"
)
_UNIT = re.compile(
    r"^(?P<name>.*?)\s*(?:\(\s*(?P<a>[^()]{1,12})\s*\)|\[\s*(?P<b>[^\[\]]{1,12})\s*\]"
    r"|\bin (?P<c>€|\$|£|[A-Za-z]{1,4}))$"
)
_GROSS = re.compile(
    r"\b(brutto|gross|inkl|ink|incl|inc|including|inclusive|ttc|iva inclus[ao]|con iva|com iva"
    r"|ivato|sis|s dph|vč|z ddv|s pdv|bruttó|cu tva|с ндс|з пдв|με φπα|kdv dahil)\b"
)
_NET = re.compile(
    r"\b(netto|net|exkl|ex|excl|zzgl|excluding|exclusive|ohne|ht|sin iva|sem iva|iva esclusa|eks"
    r"|veroton|bez|nettó|fara tva|без|χωρίς|kdv hariç)\b"
)
_PER = re.compile(
    r"(?:prices?|preise?|prix|prezzo|precio|preço|prijs|pris|cena|cijena|цена|ціна|hinta|fiyatı?|ár"
    r"|preț|pret|τιμή|kaina|hind|eur|usd|gbp|chf|euro) ?"
    r"(?:(?:per|pro|je|par|por|al|a|za|na|pr|für|for|за|на|ανά|по) )?"
    r"(?P<measure>\d{0,5} ?[^\W\d_]{0,15}[²³23]?(?: [^\W\d_]{1,8})?)"
)
_PRICE_WORD = re.compile(
    r"\b(?:prices?|preise?|prix|prezzo|precio|preço|prijs|pris|cena|cijena|цена|ціна|hinta|fiyatı?"
    r"|fee|rate|tariff|tarif|gebühr|charge)\b|preise?\b"
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
    routed: bool = False
    """Whether a row is named by two ends: then its other columns tell rows of one name apart."""
    chosen: str = ""
    """What is chosen by them, as a person calls it."""
    thousands: str = ""
    """The sign that parts thousands in its prices, where they tell."""
    measure: str = ""
    """What a unit price is for, where its column's name says so: "100 g"."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """Column to what it was taken for, for the report."""

    @property
    def called(self) -> dict[str, str]:
        return {name: self.header[place] for name, place in self.fields.items()}

    def without_language(self) -> Columns:
        """With the column of languages as a property: they are the goods', not the rows'."""
        fields = dict(self.fields)
        place = fields.pop("language")
        own = (_label(self.header[place]), "", place, None)
        meanings = {**self.meanings, self.header[place]: PROPERTY}
        return replace(self, fields=fields, properties=(*self.properties, own), meanings=meanings)

    def cell(self, row: Row, name: str) -> str:
        place = self.fields.get(name)
        return row.cells[place].strip() if place is not None else ""

    def entry(self, row: Row) -> Entry:
        cells = row.cells
        said = {name: cells[place] for name, place in self.fields.items() if cells[place]}
        for name in _SUMS.intersection(said) if self.thousands else ():
            if type(said[name]) is str:
                said[name] = without_thousands(said[name], self.thousands)
        if "sale_starts" in said or "sale_ends" in said:
            said["sale_dates"] = f"{said.get('sale_starts', '')}/{said.get('sale_ends', '')}"
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
        if not self.choices:
            return told
        return [
            one
            for row, entry in zip(rows, told, strict=True)
            for one in chosen(entry, row, self.choices, self.chosen, self.thousands)
        ]

    def _attributes(self, cells: Sequence[str]) -> Iterator[Attribute]:
        for name, unit, place, unit_place in self.properties:
            text = line(cells[place])
            if not text or len(text) > LONGEST:
                continue
            beside = unit or (line(cells[unit_place]) if unit_place is not None else "")
            if isinstance(cells[place], Exact):
                yield Attribute(name, text, beside)
                continue
            found = measured(name, text, self.language)
            if beside and not found.unit:
                found = measured(name, f"{text} {beside}", self.language)
                # A unit of two words, or a number written as another language does.
                found = found if found.unit else Attribute(name, text, beside)
            yield found


def understood(
    source: str,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    language: str,
    given: Mapping[str, str],
    routed: bool = False,
) -> Columns:
    """The columns of a table by `given` (column to meaning), their names, and `sample` (rows).
    `routed`: its last one is a route, which names what is sold.

    Raises SourceError where a given column is not there, or what it is said to mean.
    """
    meanings = _given(source, header, given)
    _by_name(header, meanings)
    _no_sums(sample, meanings)
    _other_price(header, sample, meanings)
    by_contents(header, sample, meanings)
    if routed:
        _by_route(header, sample, meanings)
    fields = {m: place for place, m in meanings.items() if m in FIELDS}
    units = {folded(header[place]): place for place, m in meanings.items() if m == "unit"}
    option_numbers = _options(header, meanings)
    properties = [
        (
            _label(header[place]),
            _unit(header[place]),
            place,
            units.get(UNITS.get(_label(header[place]).casefold(), "")),
        )
        for place, m in meanings.items()
        if m == PROPERTY
    ]
    choices = tuple((label(header[p]), p) for p, m in meanings.items() if m == PRICES)
    price = folded(header[fields["price"]]) if "price" in fields else ""
    measured_by = fields.get("unit_price", fields.get("price"))
    return Columns(
        header=header,
        language=language,
        fields=fields,
        traits=tuple((_trait(header[p]), p) for p, m in meanings.items() if m == OPTION),
        pairs=option_numbers,
        routed=routed,
        thousands=_thousands(fields, choices, sample),
        choices=choices,
        chosen=word(choice_name([name for name, _ in choices]), language),
        properties=tuple(properties),
        currency=_currency(header, fields.get("price"), choices, sample),
        tax_included=True if _GROSS.search(price) else False if _NET.search(price) else None,
        measure=_measure(header[measured_by]) if measured_by is not None else "",
        meanings={header[p]: m for p, m in sorted(meanings.items()) if header[p]},
    )


def _given(source: str, header: Sequence[str], given: Mapping[str, str]) -> dict[int, str]:
    meanings: dict[int, str] = {}
    for column, meaning in given.items():
        key = f'[catalog.mappings."{source}"] "{column}" = "{meaning}"'
        if column not in header:
            raise SourceError(f"{key}: there is no such column; it has {shown(', '.join(header))}")
        if meaning not in KNOWN:
            raise SourceError(f"{key}: expected one of {', '.join(KNOWN)}")
        meanings[header.index(column)] = meaning
    return meanings


def _by_name(header: Sequence[str], meanings: dict[int, str]) -> None:
    """Give each column that has none yet the meaning of its name."""
    names = [_names(name) for name in header]
    taken = set(meanings.values())
    for meaning, known in FIELDS.items():
        if meaning in taken:
            continue
        for name in known:  # in this order: "price" before "unit cost"
            place = next(
                (p for p, ns in enumerate(names) if name in ns and p not in meanings), None
            )
            if place is not None:
                meanings[place] = meaning
                break
    _unit_prices(header, meanings)
    traits = frozenset(name for known in TRAITS.values() for name in known)
    for place, name in enumerate(header):
        if place not in meanings:
            meanings[place] = _kind(name, names[place], traits)


def _unit_prices(header: Sequence[str], meanings: dict[int, str]) -> None:
    """ "Price per 100", "Preis/kg": a unit price beside a price, else the price itself."""
    for place, name in enumerate(header):
        if place in meanings or not _per(name):
            continue
        meaning = "unit_price" if "price" in meanings.values() else "price"
        if meaning not in meanings.values():
            meanings[place] = meaning


def _per(name: str) -> str:
    """What a price is for, by its column's name: "100 g", "Nacht"."""
    match = _PER.fullmatch(folded(name)) if len(name) <= LONGEST else None
    measure = match["measure"].strip() if match else ""
    return measure if measure and is_unit(measure) else ""


def _measure(name: str) -> str:
    """The measure of a unit price's column. A price per night is a price."""
    measure = _per(name)
    beside = bool(measure) and not is_measure(measure)
    return (
        "" if beside and not re.search(r"pack|pck|pkg|paket|paquete|kart|box", measure) else measure
    )


def _kind(name: str, names: Sequence[str], traits: frozenset[str]) -> str:
    words = set(names[0].split()) if names else set()
    if not names or not names[0] or INTERNAL.intersection(names):
        return IGNORED
    if traits.intersection(names) or name.startswith(("options.", "option_values.")):
        return OPTION
    if names[0] in UNITS.values():
        return "unit"
    if _OPTION.fullmatch(names[0]):
        return "options"
    if words & INTERNAL_WORDS or any(w in names[0] for w in ("einkauf", "kosten")):
        return IGNORED
    return PROPERTY


def _by_route(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What is known of a route's rows tells them apart where it differs: class, train, hour."""
    ends = ROUTE["from"] | ROUTE["to"]
    if "sku" not in meanings.values() and meanings.get(0) == PROPERTY and are_codes(sample, 0):
        meanings[0] = "sku"
    for place, meaning in meanings.items():
        if meaning == PROPERTY and folded(header[place]) not in ends:
            meanings[place] = OPTION


def _no_sums(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """ "Was" is a former price in English, and what a German list calls its services."""
    for place, meaning in meanings.items():
        if meaning in ("list_price", "sale_price"):
            cells = [row[place] for row in sample if place < len(row) and row[place].strip()]
            if cells and not any(map(_is_amount, cells)):
                meanings[place] = PROPERTY


def _other_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The price where no column is it by its name: a reduced or a former one alone, several of
    one kind, or what speaks of one."""
    if "price" in meanings.values() or PRICES in meanings.values():
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
    for place in priced_columns(header, sample, meanings):
        meanings[place] = PRICES
    if PRICES not in meanings.values():
        _named_price(header, sample, meanings)


def _named_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Where no column is the price by its name alone: the first whose name speaks of one ("price
    per night (EUR)", "Check-up price") and that holds amounts. The others stay properties."""
    for place, name in enumerate(header):
        if meanings.get(place) != PROPERTY or not _PRICE_WORD.search(folded(_bare(name))):
            continue
        cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
        if cells and sum(map(_is_amount, cells)) >= 0.6 * len(cells):
            meanings[place] = "price"
            return


def _is_amount(cell: str) -> bool:
    return re.search(r"\d", cell) is not None and len(cell) <= 40


def _taxed(name: str) -> str:
    """ "Price inc VAT" as columns.toml has it; empty where a price's name says nothing of tax."""
    said = folded(name)
    kind, bare = next(
        ((k, p.sub(" ", said)) for k, p in (("incl", _GROSS), ("excl", _NET)) if p.search(said)),
        ("", said),
    )
    return f"price {kind} vat" if kind and line(_TAX.sub(" ", bare)) in _PRICES else ""


_PRICES = frozenset(FIELDS["price"])
_TAX = re.compile(
    r"\b(vat|tax|gst|hst|mwst|ust|tva|iva|btw|moms|mva|alv|dph|ddv|pdv|áfa|ндс|ддс|пдв|φπα|kdv)\b"
)


def _names(name: str) -> tuple[str, ...]:
    """A column's name as it may be known: whole, without its unit, and its path's last part."""
    bare = _bare(name)
    last = re.split(r"[.:/]", bare.rstrip(".:/"))[-1]
    whole = [*map(folded, (name, bare, last)), _taxed(bare)]
    return tuple(dict.fromkeys(filter(None, (*whole, *map(unaccented, whole)))))


def _bare(name: str) -> str:
    """ "Gewicht" of "Gewicht (kg)"."""
    return _UNIT.sub(r"\g<name>", name) if len(name) <= LONGEST else name


def _trait(name: str) -> str:
    """An option's name: "options.height" of a JSON object is height."""
    return _label(name) if name.startswith(("options.", "option_values.")) else line(name)


def _label(name: str) -> str:
    """A property's name as a person reads it: "custom_field.custom.noise_level" is noise level."""
    bare = _bare(name)
    last = re.split(r"[.:]", bare.rstrip(".:"))[-1]
    return line(last.replace("_", " ")) if " " in last or last.istitle() else folded(last)


def _unit(name: str) -> str:
    """ "kg" of "Gewicht (kg)"."""
    match = _UNIT.match(name) if len(name) <= LONGEST else None
    return next(filter(None, match.group("a", "b", "c")), "") if match else ""


def _options(header: Sequence[str], meanings: Mapping[int, str]) -> tuple[tuple[int, int], ...]:
    """ "option1_name" stands beside "option1_value"."""
    found: dict[str, dict[bool, int]] = {}
    for place, meaning in meanings.items():
        match = _OPTION.fullmatch(folded(header[place])) if meaning == "options" else None
        if match:
            found.setdefault(match[1], {})[match[2] == "name"] = place
    return tuple((p[True], p[False]) for _, p in sorted(found.items()) if len(p) == 2)


_SUMS = frozenset(("price", "sale_price", "list_price"))


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
        told += filter(None, [_unit(header[place])])
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
