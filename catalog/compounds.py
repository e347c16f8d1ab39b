"""Words that are written as one: "Regenjacke" is a jacket for rain, "hairdryer" a hair dryer.

Knows no dictionary: a part is a word when the catalog uses it elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

JOINED = frozenset({"da", "de", "nl", "no", "sv"})
"""Languages that write compounds as one word."""

LINKS = ("", "s", "n", "en", "es", "er", "e")
"""What may stand between two parts: Personen|zelt, Daune-n-jacke, Arbeit-s-hose."""

SHORTEST, SHORTEST_PART, SHORTEST_END = 6, 3, 4

Known = Callable[[str], bool]
"""Whether the catalog uses this word, in whatever form."""


def parts(word: str, known: Known, linked: bool) -> tuple[str, ...]:
    """What `word` is made of, in its order; empty where it is not made of known words alone.

    `linked`: whether letters may stand between them, as in languages of JOINED.
    """
    return _whole(word, known, LINKS if linked else ("",), 4) if len(word) >= SHORTEST else ()


def _whole(word: str, known: Known, links: tuple[str, ...], most: int) -> tuple[str, ...]:
    """`word` cut into known words, the longest first; empty where that cannot be done."""
    if most < 1:
        return ()
    for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        first = word[:end]
        if not known(first):
            continue
        for link in links:
            rest = word[end + len(link) :]
            if len(rest) < SHORTEST_PART or not word.startswith(link, end):
                continue
            if known(rest):
                return (first, rest)
            deeper = _whole(rest, known, links, most - 1)
            if deeper:
                return (first, *deeper)
    return ()


def ends(word: str, known: Known) -> tuple[str, ...]:
    """The known words that `word` begins and ends with.

    "Kuppelzelt" is a tent, whatever a "Kuppel" is.
    """
    if len(word) < SHORTEST:
        return ()
    lasts = range(2, len(word) - SHORTEST_END + 1)
    last = next((word[at:] for at in lasts if known(word[at:])), "")
    rest = word[: len(word) - len(last)]
    firsts = range(len(rest), SHORTEST_END - 1, -1)
    first = next((rest[:end] for end in firsts if end < len(word) and known(rest[:end])), "")
    return tuple(filter(None, (first, last)))
