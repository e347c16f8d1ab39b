"""Which column says what a dish holds of what makes ill."""

from __future__ import annotations

from functools import lru_cache

from catalog.concepts import concepts_of
from catalog.text import tokens


@lru_cache(maxsize=4096)
def lists_allergens(name: str, language: str) -> bool:
    """Whether a column is called by allergens: "Allergens", "Allergene", "alérgenos"."""
    words = tokens(name.replace("_", " "), (language or "en", "en"))
    return any(not t.keys.isdisjoint(concepts_of("allergens")) for t in words)
