"""Headings as people type them in a plain text, written as Markdown has them: underlined with any
sign, between signs, or numbered. Those in capitals are found in what is no price list (parted.py).

    == Delivery ==        Delivery          1. Delivery
                          ~~~~~~~~          We bring it ourselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from catalog.sources.line_prices import PRICE
from catalog.sources.pricelines import priced

TITLE, WORDS = 60, 9
"""Characters and words of a heading."""

PROSE = 25
"""Characters of a line that is more than a name."""

RULE = re.compile(r"\s*([-=_~*·#+])(?:\s?\1){2,300}\s*")
_MARKED = re.compile(r"\s*(?:[-*+•|>#`]|\d{1,3}[.)]\s)")
_BETWEEN = re.compile(
    r"\s*(?P<a>[-=~*+#>]{2,20})\s*(?P<told>[^\W_].{0,58}?)\s*(?P<b>[-=~*+#<]{2,20})\s*"
)
_NUMBERED = re.compile(r"\s{0,3}§?\s?(?P<n>\d{1,2})(?:\.\d{1,2}){0,2}[.):]?\s+(?P<told>\S.*)")


def marked(lines: list[str], home: str) -> None:
    """Write them so, in as many lines."""
    for at in range(len(lines)):
        _between(lines, at)
        _underlined(lines, at)
    for at, told in _numbered(lines, home):
        lines[at] = f"## {told}"


def _is_title(text: str) -> bool:
    bare = text.strip()
    if not 3 <= len(bare) <= TITLE or len(bare.split()) > WORDS or "  " in bare or "\t" in bare:
        return False
    letters = sum(map(str.isalpha, bare))
    return letters > 2 and not bare.endswith((".", ",", ";", ":")) and not PRICE.search(bare)


def _between(lines: list[str], at: int) -> None:
    found = _BETWEEN.fullmatch(lines[at])
    if found is None or not _is_title(found["told"]):
        return
    if found["a"][0] == "#" or (found["a"] == found["b"] == "**"):
        return  # Markdown's own
    lines[at] = f"## {found['told']}"


def _underlined(lines: list[str], at: int) -> None:
    """A rule below a line alone makes it a heading, and one above it says nothing more."""
    if not RULE.fullmatch(lines[at]) or lines[at].lstrip().startswith("#"):
        return
    above = lines[at - 1] if at else ""
    free = at < 2 or not lines[at - 2].strip()
    if free and _is_title(above) and not _MARKED.match(above):
        lines[at] = "---"
    elif not above.strip() and at + 1 < len(lines) and lines[at + 1].strip():
        lines[at] = ""  # Markdown reads "~~~" as code, and "===" as words


def _numbered(lines: Sequence[str], home: str) -> Iterator[tuple[int, str]]:
    """(place, heading) of the lines that are numbered from 1 on, each over a text of its own."""
    found: list[tuple[int, int, str]] = []
    for at, line in enumerate(lines):
        told = _NUMBERED.fullmatch(line)
        if told is None or not _is_title(told["told"]) or not told["told"][0].isupper():
            continue
        if at and lines[at - 1].strip():
            return
        found.append((at, int(told["n"]), told["told"].strip()))
    numbers = [number for _, number, _ in found]
    steps = all(0 <= b - a <= 1 for a, b in pairwise(numbers))
    if len(found) < 2 or numbers[0] != 1 or numbers[-1] == 1 or not steps:
        return
    ends = [at for at, _, _ in found[1:]] + [len(lines)]
    for (at, _, _), end in zip(found, ends, strict=True):
        below = [line for line in lines[at + 1 : end] if line.strip()]
        offers = (offer for line in below if (offer := priced(line.strip(), home)) is not None)
        if not below or len(below[0].strip()) < PROSE or any(offer.sure for offer in offers):
            return
    yield from ((at, told) for at, _, told in found)
