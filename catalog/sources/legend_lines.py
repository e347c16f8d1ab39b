"""A legend found by its use: letters or numbers that stand in brackets behind names are explained
where a line, or one line each, goes through them in their order. What parts them is the writer's:
"1 gluten · 3 eggs", "A – Gluten" below each other, "1. Gluten / 3. Eggs".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from catalog.sources.cells import line
from catalog.sources.line_prices import PRICE

FEWEST = 3
"""Letters or numbers that a legend explains."""

GROUPS = 2
"""Names with such letters, at least."""

MOST = 0.8
"""Of what stands in brackets has to be explained."""

TRIED = 20
"""Lines, or lines below each other, that are looked at."""

LONGEST, WORDY = 2_000, 60
"""Characters of a legend's line, and of what one letter means."""

_USED = re.compile(
    r"[(\[]\s*(?P<codes>(?:[A-Za-z]|\d{1,2})(?:\s*[,;/+\s]\s*(?:[A-Za-z]|\d{1,2})){0,15})\s*[)\]]"
)
_BARE = re.compile(r"(?<=\w)\s(?P<codes>[A-Za-z](?:,\s?[A-Za-z]){1,12})(?![\w,])")
"""Letters behind a name without brackets: "Goulash soup a,c"."""
_BEGINS = re.compile(r"^[\s\-*•·|>]*(?:[^\W\d_][\w\s]{2,40}:\s*)?(?=(?:[A-Za-z]|\d{1,2})\s?\W)")
_CODE = re.compile(
    r"(?<![\w(])(?P<code>[A-Za-z]|\d{1,2})(?:\s?[=:.)\]|–—-]\s?|\s)(?=\s*[^\W\d_]{2})"
)
_ENDS = " \t\n,;·•∙|/.-–—*"


def legend_by_use(text: str) -> dict[str, str]:
    """Letters and numbers (folded) to what they mean; none where nothing goes through those that
    stand behind names."""
    lines = [told for told in text.split("\n") if told.strip()]
    used = _used(lines)
    if sum(used.values()) < GROUPS or max(map(len, used)) < 2:
        return {}
    tried = (_pairs(stretch) for stretch in _stretches(lines))
    for pairs in islice((some for some in tried if len(some) >= FEWEST), TRIED):
        if _explains({code for code, _ in pairs}, used):
            return dict(pairs)
    return {}


def _used(lines: Sequence[str]) -> Counter[frozenset[str]]:
    """The letters and numbers that stand together behind names, with how often they do."""
    found: Counter[frozenset[str]] = Counter()
    for told in lines:
        if not _may_explain(told):
            for match in (*_USED.finditer(told), *_BARE.finditer(told)):
                codes = re.split(r"[,;/+\s]+", match["codes"])
                found[frozenset(code.casefold() for code in codes if code)] += 1
    return found


def _stretches(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines one behind the other, each of which begins with a letter or a number alone."""
    for begins, some in groupby(lines, key=_may_explain):
        if begins:
            yield list(some)


def _may_explain(told: str) -> bool:
    plain = len(told) <= LONGEST and PRICE.search(told) is None and _USED.search(told) is None
    return plain and _BEGINS.match(told) is not None


def _pairs(stretch: Sequence[str]) -> list[tuple[str, str]]:
    """Each letter or number that is behind the one before it, with the words up to the next."""
    text = "\n".join(told[_begin(told) :] for told in stretch)
    chosen: list[re.Match[str]] = []
    for match in _CODE.finditer(text):
        if not chosen or _is_next(chosen[-1]["code"], match["code"]):
            chosen.append(match)
    ends = [*(match.start() for match in chosen[1:]), len(text)][: len(chosen)]
    pairs = [
        (match["code"].casefold(), line(text[match.end() : end]).strip(_ENDS))
        for match, end in zip(chosen, ends, strict=True)
    ]
    return pairs if all(what and len(what) <= WORDY for _, what in pairs) else []


def _begin(told: str) -> int:
    begins = _BEGINS.match(told)
    return begins.end() if begins is not None else 0


def _is_next(before: str, code: str) -> bool:
    if before.isdecimal() != code.isdecimal() or before.isupper() != code.isupper():
        return False
    return int(before) < int(code) if code.isdecimal() else before < code


def _explains(codes: set[str], used: Counter[frozenset[str]]) -> bool:
    """Whether the names have hardly any other letters behind them."""
    known = sum(count for some, count in used.items() if some <= codes)
    return known >= GROUPS and known >= MOST * sum(used.values())
