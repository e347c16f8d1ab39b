"""A long text in pieces that a channel takes: between paragraphs, else sentences, else words."""

from __future__ import annotations

import re
from collections.abc import Callable

_JOINTS = (re.compile(r"\n\s*\n"), re.compile(r"(?<=[.!?…])[\"”“)]?\s+|\n"), re.compile(r"\s+"))

Measure = Callable[[str], int]


def units(text: str) -> int:
    """UTF-16 code units, as the platforms count characters: an emoji has two."""
    return len(text) + sum(char > "\uffff" for char in text)


def octets(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def split(text: str, limit: int, size: Measure = units) -> list[str]:
    """The pieces of `text`, each of at most `limit` by `size`. Only white space is lost."""
    pieces: list[str] = []
    rest = text.strip()
    while size(rest) > limit:
        head = rest[: _fitting(rest, limit, size)]
        cut = _joint(rest, len(head))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> str:
    """`text`, or its beginning up to a word and an ellipsis, within `limit` characters."""
    if units(text) <= limit:
        return text
    head = text[: _fitting(text, limit - 1, units)]
    words = head.rpartition(" ")[0]
    return (words or head).rstrip(" ,;:.") + "…"


def _fitting(text: str, limit: int, size: Measure) -> int:
    """How many characters fit; at least one, so that there is an end."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _joint(text: str, most: int) -> int:
    """Where to cut: the last joint of the best kind that leaves no tiny piece."""
    for joint, least in zip(_JOINTS, (most // 2, most // 4, 1), strict=True):
        ends = [m.end() for m in joint.finditer(text, 0, most + 1) if m.start() <= most]
        good = [end for end in ends if least <= end]
        if good:
            return good[-1]
    return most
