"""A source that suddenly gives much less than before: more often a broken export than a shop that
gave up half of its goods. It is held back until its owner says that it is meant so.
"""

from __future__ import annotations

from collections.abc import Mapping

from catalog.errors import SourceError

FEW = 4
"""Items below which a source is never held back, unless it is empty: half of three is little."""


class Shrunk(SourceError):
    """The source was not taken. What it gave earlier stays."""


def check(name: str, before: Mapping[str, int], now: Mapping[str, int], rejected: int) -> None:
    """Raise Shrunk where more than half of the products are gone, or of all that it gave.

    `before` and `now` are counts by kind. Where all is gone and rows were rejected, they are there
    and wrong: few of them are taken for what they are.
    """
    totals = {**before, "item": sum(before.values())}
    left = {**now, "item": sum(now.values())}
    for kind in ("product", "item"):
        had, has = totals.get(kind, 0), left.get(kind, 0)
        is_empty = had > 0 and not left["item"] and not rejected
        if is_empty or (had >= FEW and 2 * has < had):
            raise Shrunk(
                f"{name}: held back, for it had {had} {kind}s and has {has} now. What it gave "
                "earlier stays. If it is meant so, read it with --accept-shrunk."
            )
