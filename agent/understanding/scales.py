"""Adjectives of measure: heavy, longest, cheaper; and the fields of a catalog that they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.understanding.function_words import FunctionWords, Scale
from catalog.columns import Columns
from catalog.measures import Dimension
from catalog.schema import Field, Kind, Role
from catalog.text import concepts_of, fold, tokens

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
    "capacity": "capacity|volume",
    "temperature": "temperature",
    "battery": "battery life|battery",
    "speed": "speed",
    "person": "director|author|teacher|staff|trainer|stylist|instructor",
    "place": "address|location|town|city|room|place",
    "time": "time|start|date|opening hours|departure|weekday",
    "price": "price",
}


class Degree(StrEnum):
    POSITIVE = "positive"
    COMPARATIVE = "comparative"
    SUPERLATIVE = "superlative"


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
            here = [
                Measured(scale, more, _degree(run, book.language), start, start + size)
                for scale in book.scales
                for more, runs in ((True, scale.more), (False, scale.less))
                if run in runs
            ]
            found += here
            if here:
                break
    return found


def _intensified(words: Sequence[str], book: FunctionWords) -> list[Measured]:
    """ "most expensive", "least spicy", "le plus cher"."""
    found: list[Measured] = []
    for group, up in (("most", True), ("least", False)):
        for run in book.find(group, words):
            word = tuple(words[run.end : run.end + 1])
            for scale in book.scales:
                if word in scale.more or word in scale.less:
                    more = (word in scale.more) is up
                    found.append(Measured(scale, more, Degree.SUPERLATIVE, run.start, run.end + 1))
    return found


def _degree(run: tuple[str, ...], language: str) -> Degree:
    last = run[-1]
    if run[0] in ("most", "least", "best", "top", "worst", "highest", "lowest", "am"):
        return Degree.SUPERLATIVE
    if language == "de":
        if re.search(r"(?:st|gross)(?:e[nrsm]?)$", last):
            return Degree.SUPERLATIVE
        return Degree.COMPARATIVE if last.endswith("er") and len(last) > 5 else Degree.POSITIVE
    if last.endswith("est") or last in ("latest", "priciest", "best", "longest"):
        return Degree.SUPERLATIVE
    return Degree.COMPARATIVE if last.endswith("er") else Degree.POSITIVE


def fields_of(scale: Scale, columns: Columns) -> tuple[Field, ...]:
    """The measured fields that a scale is of: by their names, else by what they count."""
    all_fields = [c.field for c in columns.columns.values()]
    if scale.name == "price":
        return tuple(f for f in all_fields if f.role is Role.PRICE) or tuple(
            f for f in all_fields if f.dimension is Dimension.MONEY
        )
    names = _NAMED.get(scale.name, scale.name).split("|")
    wanted = {k for name in names for k in ({f"en:{fold(name)}", fold(name)} | concepts_of(name))}
    named = [
        f
        for f in all_fields
        if f.role in (Role.ATTRIBUTE, Role.OPTION) and not wanted.isdisjoint(_keys(f))
    ]
    if scale.name in ("person", "place", "time"):
        return tuple(named)
    if named:
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


def orderable(fields: Sequence[Field]) -> tuple[Field, ...]:
    return tuple(f for f in fields if f.kind in (Kind.QUANTITY, Kind.MONEY))


def _keys(field: Field) -> set[str]:
    from catalog.text import phrases

    spoken = tokens(
        field.name.replace("_", " "), tuple(dict.fromkeys([field.language or "en", "en"]))
    )
    found = {k for t in spoken for k in t.keys}
    for span in phrases(spoken, (field.language or "en", "en")):
        found |= span.concepts
    return found
