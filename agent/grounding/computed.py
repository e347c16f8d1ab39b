"""What follows from rows by arithmetic: differences, sums, multiples, and which is the most.

Only between the items of this turn; what of others would be needed nothing here carries.
"""

from __future__ import annotations

from agent.grounding.ground import Ground
from agent.grounding.numerals import Figure
from agent.grounding.speech import Speech
from catalog.measures import Dimension

_MOST = 12
"""As many amounts of an item are put together with another's."""


def of_item(ground: Ground, item: str, dimension: Dimension) -> list[float]:
    """The amounts of `dimension` that the rows of `item` state, a price of today's where it is
    money."""
    found = [
        m.low
        for piece in ground.by_item.get(item, ())
        if piece.field != "list_price" and piece.field != "description"
        for m in piece.amounts
        if m.dimension is dimension
    ]
    return list(dict.fromkeys(found))[:_MOST]


def is_difference(
    ground: Ground,
    figure: Figure,
    items: frozenset[str],
    dimension: Dimension,
    sign: int,
    beside: frozenset[str] = frozenset(),
) -> bool:
    """Whether an item of `items` and another of this turn differ by it: one of those `beside`
    which it is set, where there are."""
    for one in items:
        mine = of_item(ground, one, dimension)
        lists = [m.low for p in ground.by_item.get(one, ()) for m in p.amounts
                 if p.field == "list_price" and m.dimension is dimension]  # fmt: skip
        set_beside = [o for o in beside or ground.titles if o != one]
        others = [v for o in set_beside for v in of_item(ground, o, dimension)]
        for a in mine:
            for b in (*others, *mine, *lists):
                if a != b and figure.is_told(abs(a - b)) and (b in mine or (a - b) * sign >= 0):
                    return True
    return False


def compares(
    ground: Ground, book: Speech, word: str, said: frozenset[str], others: frozenset[str]
) -> bool | None:
    """Whether one of `said` is what the folded `word` says beside `others`, by the rows; None where
    it compares nothing."""
    scales = [(d, more) for d, more, words in book.comparing if word in words]
    if not scales:
        return None
    if len(said) != 1 or not others:
        return False
    (one,) = said
    for dimension, more in scales:
        mine = of_item(ground, one, dimension)
        theirs = [of_item(ground, other, dimension) for other in others]
        if not mine or not all(theirs):
            continue
        if more:
            return all(max(mine) > max(values) for values in theirs)
        return all(min(mine) < min(values) for values in theirs)
    return None
