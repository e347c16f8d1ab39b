"""What the lines between the offers of a list are: headings of those below, or said of the one
above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources.line_offers import Priced
from catalog.sources.line_prices import PRICE
from catalog.sources.list_words import LEGEND, is_day
from catalog.sources.listparts import Part
from catalog.sources.marks import legend_of, number_of
from catalog.sources.pricelines import is_measured

LINE, BELOW = 120, 3
"""Characters of a line that is said of the offer above, and lines of it."""


def are_described(parts: Sequence[Part], told: Mapping[tuple[int, int], Priced]) -> bool:
    """Whether each paragraph of a section that says more than what it offers offers one thing, in
    its first line: what follows there is said of it. One that is a list by itself may stand
    beside."""
    described = 0
    for place, part in enumerate(parts):
        offers = [number for number in range(len(part.lines)) if (place, number) in told]
        if part.entry or not offers or len(part.lines) - offers[0] == len(offers):
            continue
        if offers != [0]:
            return False
        described += 1
    return described > 1 or len({place for place, _ in told}) > described == 1


def takes_turns(part: Part, items: Sequence[int]) -> bool:
    """Whether each offer of a paragraph is followed by one line that is said of it, and none by a
    heading: those stand over offers, and end no paragraph."""
    turns = list(range(0, len(part.lines), 2))
    if list(items) != turns or len(part.lines) < 4 or len(part.lines) % 2:
        return False
    return not any(text.isupper() or text.endswith(":") for text in part.lines[1::2])


def goes_on(part: Part, number: int, items: Sequence[int]) -> bool:
    """Whether a line below an offer, or below what is said of it, goes on with that: it begins
    with a small letter, as no heading does."""
    first = next((n for n in range(number, -1, -1) if n in items), -1)
    if first < 0 or first == number or number - first > BELOW:
        return False
    told = part.lines[first + 1 : number + 1]
    return all(text[:1].islower() and len(text) <= LINE and not PRICE.search(text) for text in told)


def heading_of(rest: list[Part], above: Part) -> str:
    """What a line alone over a table of prices calls it; it is no prose then."""
    alone = len(above.lines) == 1 and not above.entry and is_short(above.lines[0])
    if not alone or not rest or rest[-1] is not above or is_day(above.lines[0]):
        return ""
    return rest.pop().lines[0].strip(" :*_")


def is_heading(
    place: int, part: Part, parts: Sequence[Part], told: Mapping[tuple[int, int], Priced]
) -> bool:
    """Whether a line alone stands over offers: in a text without marks it is their heading."""
    alone = len(part.lines) == 1 and not part.entry and not part.grid
    if not alone or (place, 0) in told or not is_short(part.lines[0]) or is_day(part.lines[0]):
        return False
    return (place + 1, 0) in told


def is_short(text: str) -> bool:
    """A few words that are no sentence."""
    bare = text.strip()
    return (
        len(bare) <= (60 if bare.endswith(")") else 40)
        and not bare.endswith((".", "!", "?", ","))
        # The ² of "RUGS (price per m²)" counts nothing.
        and not any(char.isdecimal() for char in bare)
    )


def capitals(text: str) -> str:
    """ "LUNCH" of "LUNCH Mo-Fr 11.30-14.00", a heading with its hours; else empty."""
    words = text.split()
    caps = words[: next((n for n, word in enumerate(words) if not word.isupper()), len(words))]
    told = " ".join(caps)
    whole = len(told) > 3 and len(words) > len(caps) and is_day(words[len(caps)])
    return told if whole and any(map(str.isdigit, text)) else ""


def are_numbered(names: Sequence[str]) -> bool:
    """Whether most names begin with a number, each with another: article numbers of a menu."""
    names = [name for name in names if not is_measured(name)]
    numbers = [number for name in names if (number := number_of(name)[0])]
    return len(numbers) > 1 and len(set(numbers)) >= 0.8 * len(names)


def is_legend(text: str) -> bool:
    words = {word.strip(":").casefold() for word in text.split()[:3]}
    return bool(LEGEND & words) and bool(legend_of(text))
