"""Fields that say how old somebody has to be: "age from", "age rating", "FSK"."""

from __future__ import annotations

from catalog.ages import SHORT, is_age
from catalog.cell_words import cell_words
from catalog.folding import fold
from catalog.measures import UNITS
from catalog.schema import Field
from catalog.text import tokens


def is_of_age(field: Field) -> bool:
    """Whether a field says how old somebody has to be: "age from", "age rating", "FSK"."""
    return is_age(field.name, field.language)


def is_least_age(field: Field) -> bool:
    """Whether whoever is older may have it too."""
    name = tokens(field.name.replace("_", " "), ())
    return any(t.folded in _LEAST or t.folded.startswith(_ALSO_LEAST) for t in name)


_LEAST = frozenset(map(fold, cell_words("age_least")))
_ALSO_LEAST = tuple(word for word in _LEAST if len(word) > SHORT)


def in_years(unit: str) -> bool:
    """Whether it is a year in any language: an age, and no other time is told in them."""
    return UNITS.get(fold(unit)) == UNITS["year"]
