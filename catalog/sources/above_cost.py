"""The price of a list that says what goods cost the shop and calls nothing one: "Counter" beside
"Restaurants" and "Cost".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.sources.asking import may_ask
from catalog.sources.column_words import Says, says
from catalog.sources.meanings import IGNORED, PRICES, PROPERTY
from catalog.sources.own_prices import amount_of
from catalog.sources.sampled import told_at

_CENTS = re.compile(r"\d[.,]\d\d(?!\d)")


def above_cost(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Take the only column of sums as the price that are all above what the goods cost. What others
    pay means nothing."""
    cost = [p for p, name in enumerate(header) if Says.COST in says(name)]
    if len(cost) != 1 or not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    free = [p for p, m in meanings.items() if m == PROPERTY]
    free = [p for p in free if may_ask(header[p], told_at(sample, p))]
    dear = [p for p in free if _is_above(sample, p, cost[0])]
    others = [p for p in dear if says(header[p]) & {Says.OTHERS, Says.DEALER}]
    meanings.update(dict.fromkeys(others, IGNORED))
    found = [p for p in dear if p not in others]
    if len(found) == 1:
        meanings[found[0]] = "price"


def _is_above(sample: Sequence[Sequence[str]], place: int, cost: int) -> bool:
    """Whether a column holds sums to the cent, each above what the goods of its row cost."""
    told = [(row[place].strip(), row[cost].strip()) for row in sample]
    pairs = [(own, other) for own, other in told if own and other]
    sums = [(amount_of(own), amount_of(other)) for own, other in pairs]
    above = all(own is not None and other is not None and own > other for own, other in sums)
    return len(pairs) > 1 and above and all(_CENTS.search(own) for own, _ in pairs)
