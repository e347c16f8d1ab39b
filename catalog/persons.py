"""Which columns hold people: by the given names that their cells begin with (given_names.txt, of
Faker's lists, by scripts/make_names.py)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from catalog.column import Value
from catalog.folding import fold

MOST = 0.75
"""Of a column's values are people's where it holds people: a few names are in no list."""

_TITLES = frozenset(("dr", "prof", "frau", "herr", "mr", "mrs", "ms", "mme", "m", "pan", "pani"))


def are_people(values: Sequence[Value]) -> bool:
    """Whether most of `values` are called as people are: "Maud", "Dr Orla Venn", "Inès & Théo"."""
    return bool(values) and sum(map(_is_person, values)) >= MOST * len(values)


def _is_person(value: Value) -> bool:
    words = [t for t in value.tokens if t.folded not in _TITLES]
    return bool(words) and words[0].text[:1].isupper() and words[0].folded in given_names()


@cache
def given_names() -> frozenset[str]:
    """Given names, folded."""
    text = Path(__file__).with_name("given_names.txt").read_text("utf-8")
    return frozenset(map(fold, text.split()))
