"""What a thing is worth that is hired out stands beside what its hire costs: "Hire | Replacement",
"Mietpreis | bei Verlust". It is what is paid for a thing that is lost or broken, and no price.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.sources.column_words import Says, says
from catalog.sources.price_kinds import is_kind, is_time, label


def worths(header: Sequence[str]) -> frozenset[int]:
    """The columns that say what a thing is worth."""
    told = [says(name) for name in header]
    hired = any(Says.HIRED in one or _is_time(n) for one, n in zip(told, header, strict=True))
    wanted = {Says.WORTH, Says.MAYBE_WORTH} if hired else {Says.WORTH}
    return frozenset(
        place for place, one in enumerate(told) if one & wanted and Says.HIRED not in one
    )


def _is_time(name: str) -> bool:
    """ "1 day", "weekend rate", "3 dagen": prices by the time."""
    words = label(name).casefold().split()
    return is_kind(name) and any(map(is_time, words))
