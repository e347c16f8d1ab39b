"""What the rows of a table are, by the name of the column that names them: "Room" over "Elm" and
"Oak", "Tarif" over "Basis". Customers call them so: "which rooms have a balcony"."""

from __future__ import annotations

import re

from catalog.sources.cells import line
from catalog.sources.words import GENERIC

SHORT = 3
"""Letters of such a name, at least."""

LONG = 24
"""Characters of one, at most."""

_WORDS = re.compile(r"[^\W\d_]+")


def sort_of(header: str) -> str:
    """The sort of thing that a column of names is called after; empty where it says "Title",
    "Artikel", or more than one word beside such."""
    words = [w for w in _WORDS.findall(line(header)) if w.casefold() not in GENERIC]
    plain = len(words) == 1 and SHORT <= len(words[0]) <= LONG
    return words[0] if plain and not words[0].isupper() else ""
