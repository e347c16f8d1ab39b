"""What columns of lengths are short for: the width of "B cm", by short_lengths.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from catalog.folding import fold
from catalog.kept_tables import toml_table
from catalog.measures import UNITS, Dimension
from catalog.text import folded_words


def long_names(name: str, language: str) -> tuple[str, ...]:
    """What a column of lengths called `name` is short for; none where it is no short name."""
    short, *units = folded_words(name.replace("_", " ")) or ("",)
    lengths = all(w in UNITS and UNITS[w][0] is Dimension.LENGTH for w in units)
    return _short(language).get(short, ()) if lengths else ()


@cache
def _short(language: str) -> dict[str, tuple[str, ...]]:
    told = toml_table(Path(__file__).with_name("short_lengths.toml"))
    found: dict[str, tuple[str, ...]] = {}
    for long, forms in told.get(language, {}).items():
        for form in map(fold, forms.split("|")):
            found[form] = (*found.get(form, ()), long)
    return found
