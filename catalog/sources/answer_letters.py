"""Yes and no as the first letters of these words, as tills and invoicing programs write them: "K"
and "E" in Finnish, "S" and "N" in Portuguese. "E" is a yes in Turkish: a column's letters are read
together, and by the pair in its name, "Myynnissä (K/E)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.sources.words import LETTERS, truth

_PAIR = re.compile(r"(?<!\w)([^\W\d_])\s?[/|]\s?([^\W\d_])(?!\w)")

ANSWERED = (
    "published",
    "blocked",
    "availability",
    "stock",
    "sold",
    "sale_on",
    "backorder",
    "tracked",
)
"""The fields whose cells may be answers."""


def answer_letters(name: str, cells: Iterable[str]) -> Mapping[str, bool]:
    """What the letters of a column mean that is called `name`; none where its cells are anything
    else, or letters that may mean either."""
    seen = {cell.strip().casefold() for cell in cells} - {""}
    if not seen or any(len(cell) != 1 or not cell.isalpha() for cell in seen):
        return {}
    called = {frozenset((m[1].casefold(), m[2].casefold())) for m in _PAIR.finditer(name)}
    known = [pair for pair in LETTERS if seen <= set(pair)]
    found = [pair for pair in known if frozenset(pair) in called] or known
    yes, no = {pair[0] for pair in found}, {pair[1] for pair in found}
    if not found or yes & no & seen:
        return {}
    return dict.fromkeys(no, False) | dict.fromkeys(yes, True)


def answers(name: str, cells: Sequence[str]) -> list[bool | None]:
    """What each cell of a column says: yes, no or neither."""
    letters = answer_letters(name, cells)
    return [letters.get(cell.strip().casefold(), truth(cell)) for cell in cells]


def answer(cell: str) -> bool | None:
    """What an answer says that stands alone: "S" is a yes in all that have it."""
    return answers("", [cell])[0]
