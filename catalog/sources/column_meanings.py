"""Which column of a table means what: by its name and by what is in it.

The owner may say so instead, in tresen.toml: [catalog.mappings."prices.xlsx"] "VK" = "price".
What a column was taken for stands in the report, in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from catalog.priced_per import names_units
from catalog.sources.above_cost import above_cost
from catalog.sources.answer_letters import ANSWERED, answer_letters
from catalog.sources.cells import line
from catalog.sources.choices import stocked_columns
from catalog.sources.column_money import money_of
from catalog.sources.column_names import (
    in_language,
    label_of,
    trait_of,
    unit_of,
)
from catalog.sources.column_words import Says, says
from catalog.sources.columns import WHOLE, Columns
from catalog.sources.contents import by_contents, by_rows
from catalog.sources.json_choices import VARIATION
from catalog.sources.meanings import (
    GONE,
    NUMBERED,
    OPTION,
    PRICES,
    PROPERTY,
    STOCKS,
    THERE,
    by_currency,
    by_name,
    given_meanings,
)
from catalog.sources.number_meanings import by_number, by_route
from catalog.sources.persons import prices_of_persons
from catalog.sources.price_counts import count_by_cells, count_of
from catalog.sources.price_either import called_by, either_price, is_either, unit_of_price
from catalog.sources.price_kinds import asked_for_all, choice_name, choice_names, shared_unit
from catalog.sources.price_meanings import listed_prices, other_price
from catalog.sources.price_steps import price_of_one
from catalog.sources.sampled import cells_at, told_at
from catalog.sources.sizes_there import sizes_there
from catalog.sources.sold_in_numbers import sold_in_numbers
from catalog.sources.spoken_columns import spoken_columns
from catalog.sources.spoken_titles import second_title
from catalog.sources.stock_meanings import (
    counted_stock,
    counts_left,
    states_of_stock,
    stock_by_words,
)
from catalog.sources.told_notes import is_remarks, told_notes
from catalog.sources.unit_columns import prices_abreast
from catalog.sources.word_meanings import by_words, hold_back
from catalog.sources.word_prices import former_beside, sale_beside
from catalog.sources.words import (
    FIELDS,
    UNITS,
    folded,
    word,
)


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
    translated = _translated(header, sample, meanings, language)
    fields = {m: place for place, m in meanings.items() if m in FIELDS}
    priced = _priced(header, sample, meanings)
    stocks = tuple((line(header[p]), p) for p, m in meanings.items() if m == STOCKS)
    return Columns(
        header=header,
        language=language,
        fields=fields,
        traits=tuple(
            (_trait(header[p], told_at(sample, p), language), p)
            for p, m in meanings.items()
            if m == OPTION
        ),
        pairs=_options(header, meanings),
        routed=routed,
        money=money_of(header, fields, [place for _, place in priced.choices], sample, given),
        counted=count_of(header, fields.get("price_count")),
        choices=priced.choices,
        either=priced.either,
        per=priced.per,
        unit=priced.unit,
        stocks=stocks,
        listed={m: p for p, m in meanings.items() if m in (THERE, GONE)},
        shops=_shops(header, meanings, sample) if "stock" not in fields else (),
        notes=tuple(
            p for p, m in meanings.items() if m == PROPERTY and Says.NOTES in says(header[p])
        ),
        guarded=frozenset(p for p, h in enumerate(header) if h not in given and is_remarks(h)),
        letters=_letters(header, fields, sample),
        signs="availability" in fields
        and any(row[fields["availability"]].strip() == "+" for row in sample),
        translated=translated,
        chosen="\n".join(
            word(name, language)
            for name in choice_names([name for name, _ in priced.choices or stocks])
        ),
        properties=_properties(header, meanings),
        meanings={header[p]: m for p, m in sorted(meanings.items()) if header[p]},
    )


def _translated(
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    meanings: dict[int, str],
    language: str,
) -> tuple[tuple[str, str, int], ...]:
    """(language, field, column) of what is said in others than `language`; these columns then mean
    that."""
    free = (PROPERTY, OPTION)
    found = spoken_columns(header, meanings, language, free)
    found = found or second_title(header, sample, meanings, language, free)
    found = () if "language" in meanings.values() else found
    meanings.update({place: f"{field} ({code})" for code, field, place in found})
    return found


class _Priced(NamedTuple):
    """Several columns of prices, by what is chosen; what else Columns says of them."""

    choices: tuple[tuple[str, int], ...]
    either: bool
    per: str
    unit: str


def _priced(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: Mapping[int, str]
) -> _Priced:
    places = [p for p, m in meanings.items() if m == PRICES]
    either = is_either(header, sample, places)
    names = [called_by(header[p], either) for p in places]
    per = asked_for_all(names) if not either else ""
    names = [" ".join(name.split()[2:]) if per else name for name in names]
    unit = shared_unit(names) if not (either or per) else ""
    names = [name.rpartition("/")[0].strip() if unit else name for name in names]
    price = next((p for p, m in meanings.items() if m == "price"), None)
    if price is not None and not places and not any(map(names_units, header)):
        per = unit_of_price(header[price])
    return _Priced(tuple(zip(names, places, strict=True)), either, per, unit)


def _trait(name: str, cells: Sequence[str], language: str) -> str:
    """An option's name; of what only keys tell, a person's word for such values: "Größe"."""
    return word(choice_name(cells), language) if name == VARIATION and cells else trait_of(name)


def _letters(
    header: Sequence[str], fields: Mapping[str, int], sample: Sequence[Sequence[str]]
) -> Mapping[str, Mapping[str, bool]]:
    """What the letters of each column mean that answers with these alone."""
    told = ((m, fields[m]) for m in ANSWERED if m in fields)
    found = ((m, answer_letters(header[p], cells_at(sample, p))) for m, p in told)
    return {m: letters for m, letters in found if letters}


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
    count_by_cells(header, sample, meanings)
    price_of_one(header, sample, meanings)
    by_words(header, sample, meanings)
    stock_by_words(header, sample, meanings)
    counted_stock(header, sample, meanings)
    former_beside(header, sample, meanings)
    other_price(header, sample, meanings)
    former_beside(header, sample, meanings)
    sale_beside(header, sample, meanings)
    prices_of_persons(header, sample, meanings)
    either_price(header, sample, meanings)
    by_currency(header, sample, meanings)
    above_cost(header, sample, meanings)
    by_contents(header, sample, meanings)
    if listed:
        listed_prices(header, sample, meanings)
    prices_abreast(header, sample, meanings)
    by_rows(sample, meanings)
    if routed:
        by_route(header, sample, meanings)
    by_number(header, sample, meanings)
    for place in stocked_columns(header, sample, meanings):
        meanings[place] = STOCKS
    states_of_stock(header, sample, meanings)
    sold_in_numbers(sample, meanings)
    sizes_there(header, sample, meanings)
    told_notes(header, sample, meanings, given)
    return meanings


def _properties(
    header: Sequence[str], meanings: Mapping[int, str]
) -> tuple[tuple[str, str, int, int | None], ...]:
    """(name, unit, column, column of the unit) of what is told as it stands there; how many places
    are left comes last, as a course's days tell it apart, and not what is left of it."""
    units = {folded(header[place]): place for place, m in meanings.items() if m == "unit"}
    return tuple(
        (
            label_of(header[place]),
            unit_of(header[place]),
            place,
            units.get(UNITS.get(label_of(header[place]).casefold(), "")),
        )
        for place, m in sorted(meanings.items(), key=lambda told: told[1] == "stock")
        if m == PROPERTY or (m == "stock" and counts_left(header[place]))
    )


def _options(header: Sequence[str], meanings: Mapping[int, str]) -> tuple[tuple[int, int], ...]:
    """ "option1_name" stands beside "option1_value"."""
    found: dict[str, dict[bool, int]] = {}
    for place, meaning in meanings.items():
        match = NUMBERED.fullmatch(folded(header[place])) if meaning == "options" else None
        if match:
            number, kind = match[1] or match[4], match[2] or match[3]
            found.setdefault(number, {})[kind == "name"] = place
    return tuple((p[True], p[False]) for _, p in sorted(found.items()) if len(p) == 2)


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
        and all(WHOLE.fullmatch(row[place].strip() or "0") for row in sample)
    ]
    return tuple(found) if len(found) > 1 else ()
