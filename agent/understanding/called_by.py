"""Columns by their names: those that say what goes together ("fits", "passend für"), and those that
say what one gets ("included", "Lieferumfang", "ingredients")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from agent.understanding.function_words import function_words, spoken_languages
from catalog.cell_words import cell_words
from catalog.folding import fold
from catalog.schema import Field, Kind, Role
from catalog.text import tokens


def is_of_fit(field: Field, languages: Sequence[str]) -> bool:
    """Whether a column is called by what goes together: "fits", "passend für", "goes with"."""
    words = [t.folded for t in tokens(field.name.replace("_", " "), ())]
    spoken = dict.fromkeys((field.language, *languages))
    return any(function_words(code).says("fits", words) for code in spoken if code)


def is_denying(field: Field) -> bool:
    """Whether a column tells what something does not go with: "does not fit", "nicht für"."""
    return not denials().isdisjoint(fold(word) for word in field.name.replace("_", " ").split())


@lru_cache(maxsize=1)
def denials() -> frozenset[str]:
    """The words of all languages that deny: "not", "nicht", "außer", "sauf"."""
    groups = (function_words(code).groups["negate"] for code in spoken_languages())
    return frozenset(run[0] for runs in groups for run in runs if len(run) == 1)


def says_contents(field: Field) -> bool:
    """Whether a column is called by what one gets or what is in it, and tells it in words."""
    told = field.role is Role.ATTRIBUTE and field.kind is not Kind.YES_NO
    return told and any(f" {words} " in f" {_plain(field.name)} " for words in _CONTENTS)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(name)))


_CONTENTS = tuple(map(_plain, cell_words("contents")))
"""What columns are called that say what one gets."""
