"""Fields that say how old somebody has to be: "age from", "age rating", "FSK"."""

from __future__ import annotations

from catalog.cell_words import cell_words
from catalog.concepts import concepts_of
from catalog.folding import fold
from catalog.measures import UNITS
from catalog.schema import Field
from catalog.text import tokens


def is_of_age(field: Field) -> bool:
    """Whether a field says how old somebody has to be: "age from", "age rating", "FSK"."""
    name = tokens(field.name.replace("_", " "), (field.language or "en", "en"))
    wanted = {"en:age", *concepts_of("age")}
    return any(
        t.folded in _AGES or t.folded.startswith(_ALSO_AGES) or not wanted.isdisjoint(t.keys)
        for t in name
    )


def is_least_age(field: Field) -> bool:
    """Whether whoever is older may have it too."""
    name = tokens(field.name.replace("_", " "), ())
    return any(t.folded in _LEAST or t.folded.startswith(_ALSO_LEAST) for t in name)


_WORDS = {name: tuple(map(fold, cell_words(name))) for name in ("age", "age_least")}
_AGES, _LEAST = (frozenset(_WORDS[name]) for name in ("age", "age_least"))
_ALSO_AGES, _ALSO_LEAST = (
    tuple(w for w in _WORDS[name] if len(w) > 4) for name in ("age", "age_least")
)


def in_years(unit: str) -> bool:
    """Whether it is a year in any language: an age, and no other time is told in them."""
    return UNITS.get(fold(unit)) == UNITS["year"]
