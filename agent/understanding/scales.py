"""Adjectives of measure: heavy, longest, cheaper; and the fields of a catalog that they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.understanding.function_words import Degree, FunctionWords, Scale
from catalog.columns import Columns
from catalog.concepts import concepts_of
from catalog.folding import fold
from catalog.measures import Dimension
from catalog.schema import Field, Role
from catalog.text import phrases, tokens

OPEN = ("person", "place", "time")
"""What a question word alone asks for: who, where, when."""

_DIMENSIONS = {
    "weight": (Dimension.MASS,),
    "length": (Dimension.LENGTH, Dimension.TIME, Dimension.PAGES),
    "duration": (Dimension.TIME,),
    "height": (Dimension.LENGTH,),
    "size": (Dimension.AREA, Dimension.VOLUME, Dimension.LENGTH),
    "power": (Dimension.POWER,),
    "capacity": (Dimension.VOLUME, Dimension.PERSONS, Dimension.CHARGE, Dimension.MASS),
    "temperature": (Dimension.TEMPERATURE,),
    "pages": (Dimension.PAGES,),
    "strength": (Dimension.PERCENT,),
    "rating": (Dimension.STARS,),
    "battery": (Dimension.TIME, Dimension.CHARGE),
}

_NAMED = {
    "weight": "weight",
    "length": "length",
    "duration": "duration",
    "height": "height",
    "width": "width",
    "depth": "depth",
    "size": "size",
    "thickness": "thickness",
    "age": "age",
    "year": "year|vintage|publication year|release year",
    "power": "power|wattage",
    "rating": "rating|stars|score",
    "distance": "distance|distance to centre",
    "pages": "pages",
    "strength": "alcohol content|alcohol|strength",
    "capacity": "capacity|volume|sleeps|guests|seats",
    "temperature": "temperature",
    "battery": "battery life|battery",
    "speed": "speed",
    "difficulty": "difficulty|level",
    "heat": "heat|spiciness|spicy|spice level",
    "noise": "noise level|decibel",
    "hardness": "hardness|firmness",
    "brightness": "brightness|lumen",
    "consumption": "consumption|fuel consumption|energy consumption",
    "person": "director|author|teacher|staff|trainer|stylist|instructor",
    "place": "address|location|town|city|room|place",
    "time": "time|start|date|opening hours|departure|weekday",
    "price": "price",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """An adjective of `scale` at `start` up to `end`: `more` of it or less."""

    scale: Scale
    more: bool
    degree: Degree
    start: int
    end: int


def adjectives(words: Sequence[str], book: FunctionWords) -> list[Measured]:
    """All readings of all adjectives in the folded `words`; the longest at each place."""
    found = _intensified(words, book)
    for start in range(len(words)):
        for size in (2, 1):
            run = tuple(words[start : start + size])
            if len(run) < size or any(m.start <= start < m.end for m in found):
                continue
            forms = {(*run[:-1], form) for form in book.degrees.forms(run[-1])}
            here = [
                Measured(scale, more, book.degrees.of(run[-1]), start, start + size)
                for scale in book.scales
                for more, runs in ((True, scale.more), (False, scale.less))
                if not forms.isdisjoint(runs)
            ]
            found += here
            if here:
                break
    return found


_INTENSIFIERS = (
    ("most", True, Degree.SUPERLATIVE),
    ("least", False, Degree.SUPERLATIVE),
    ("more_of", True, Degree.COMPARATIVE),
    ("less_of", False, Degree.COMPARATIVE),
)


def _intensified(words: Sequence[str], book: FunctionWords) -> list[Measured]:
    """ "most expensive", "least spicy", "le plus cher"; "algo más barato" is a comparative."""
    found: dict[int, list[Measured]] = {}
    for group, up, degree in _INTENSIFIERS:
        for run in book.find(group, words):
            word = tuple(words[run.end : run.end + 1])
            if run.start in found and not _of_any(words, run.start, book):
                continue
            here = [
                Measured(scale, (word in scale.more) is up, degree, run.start, run.end + 1)
                for scale in book.scales
                if word in scale.more or word in scale.less
            ]
            if here:
                found[run.start] = here
    return [measured for here in found.values() for measured in here]


def _of_any(words: Sequence[str], place: int, book: FunctionWords) -> bool:
    """Whether "something" or "a" stands within three words before."""
    return book.says("indefinite", words[max(0, place - 3) : place])


def fields_of(scale: Scale, columns: Columns) -> tuple[Field, ...]:
    """The measured fields that a scale is of: by their names, else by what they count."""
    all_fields = [c.field for c in columns.columns.values()]
    if scale.name == "price":
        return (
            tuple(f for f in all_fields if f.role is Role.PRICE)
            or tuple(f for f in all_fields if f.dimension is Dimension.MONEY)
            or tuple(c.field for c in columns.columns.values() if c.holds_levels)
        )
    names = _NAMED.get(scale.name, scale.name).split("|")
    wanted = {k for name in names for k in ({f"en:{fold(name)}", fold(name)} | concepts_of(name))}
    named = [
        f
        for f in all_fields
        if f.role in (Role.ATTRIBUTE, Role.OPTION) and not wanted.isdisjoint(_keys(f))
    ]
    if not named and scale.name == "person":
        return tuple(columns.schema.field(id) for id in columns.people)
    if named or scale.name in OPEN:
        return tuple(named)
    dimensions = _DIMENSIONS.get(scale.name, ())
    for dimension in dimensions:
        same = [
            f
            for f in all_fields
            if f.dimension is dimension and f.role not in (Role.PRICE, Role.LIST_PRICE)
        ]
        if same:
            return tuple(same)
    return ()


def dimensions_of(name: str) -> tuple[Dimension, ...]:
    """What a scale is counted in, the likeliest first."""
    return _DIMENSIONS.get(name, ())


def every_field_of(scale: Scale, columns: Columns) -> tuple[Field, ...]:
    """The fields of a scale by name, and all those that count what it may count."""
    counted = [
        c.field
        for dimension in _DIMENSIONS.get(scale.name, ())
        for c in columns.columns.values()
        if c.field.dimension is dimension and c.field.role not in (Role.PRICE, Role.LIST_PRICE)
    ]
    return (*fields_of(scale, columns), *counted)


def orderable(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(f for f in fields if f.is_ordered)


def _keys(field: Field) -> set[str]:
    languages = tuple(dict.fromkeys([field.language or "en", "en"]))
    found: set[str] = set()
    for name in (field.name.replace("_", " "), *field.names):
        spoken = tokens(name, languages)
        found |= {k for t in spoken for k in t.keys}
        for span in phrases(spoken, languages):
            found |= span.concepts
    return found
