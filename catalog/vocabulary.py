"""The words that this catalog uses for its things: what a question's words are held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import listings, texts, variants

CAP = 5000
"""Entries of each kind. A shop has some hundreds; a marketplace's would not fit a prompt anyway."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Each as it is written in the catalog, without repetition, at most CAP of them."""

    brands: tuple[str, ...] = ()
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By language: the names of all levels of the category paths."""
    options: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By language, then by the option's name ("Size"): its values."""

    @classmethod
    def read(cls, database: Database) -> Vocabulary:
        """What `database` holds now. Raises StateError."""
        with database.reading() as connection:
            brands = connection.execute(_distinct(listings.c.brand)).scalars()
            paths = connection.execute(_distinct(texts.c.language, texts.c.category)).all()
            # A listing's options are in its source's language: that of its first text.
            used = connection.execute(
                _distinct(texts.c.language, variants.c.options)
                .join_from(texts, variants, texts.c.listing_id == variants.c.listing_id)
                .where(texts.c.position == 0)
            ).all()
            return cls(
                brands=tuple(sorted(filter(None, brands))),
                categories=_categories(paths),
                options=_options(used),
            )


def _distinct(*columns: sa.Column[Any]) -> sa.Select[Any]:
    # Told apart by the database: a million variants share some thousand sets of options.
    return sa.select(*columns).distinct().limit(4 * CAP)


def _categories(rows: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for language, path in rows:
        found.setdefault(language, {}).update((name, None) for name in path)
    return {language: tuple(sorted(names)[:CAP]) for language, names in found.items()}


def _options(rows: Iterable[Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, dict[str, None]]] = {}
    for language, options in rows:
        for name, value in options:
            found.setdefault(language, {}).setdefault(name, {})[value] = None
    return {
        language: {name: tuple(sorted(values)[:CAP]) for name, values in named.items()}
        for language, named in found.items()
    }
