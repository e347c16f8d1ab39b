"""What a line of a list says behind its price, part by part: "£19 per lesson, age 6+, 30 minutes,
teacher: Helen Ashdown, Wednesday 10:00".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from catalog.clock import starts
from catalog.cycles import Cycle, parts_of
from catalog.day_names import LANGUAGES
from catalog.sources.line_prices import PRICE
from catalog.sources.line_states import is_gone
from catalog.sources.list_words import is_condition, is_extra
from catalog.sources.words import without_for_now, word

LONGEST, WORDS = 60, 8
"""Characters and words of one part."""

_COMMA = re.compile(r"[,;]\s+")
_PARTED = re.compile(r"\s[-–—]\s|:\s|\.{3}|\t| {3}")
_CUT = re.compile(r"[,;]\s+(?![^()]{0,60}\))")
_LABELLED = re.compile(
    r"(?P<label>[^\W\d_][^:\d]{1,30}?)(?::\s+|\s(?=[\d€$£]|[A-Z]{3}\s\d))(?P<value>\S.*)"
)
_BRACKETS = re.compile(r"\s?\([^()]*\)$")
_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\s+[^\W\d_]")


def parted(text: str) -> tuple[str, tuple[str, ...]] | None:
    """(a line up to its price, the parts behind it); None where no price with its sign stands
    behind a dash before the first comma, or a part is long."""
    price = next((p for p in PRICE.finditer(text) if not p["c"]), None)
    comma = _COMMA.search(text, price.end()) if price is not None else None
    if price is None or comma is None or _PARTED.search(text[: price.start()]) is None:
        return None
    rest = text[comma.end() :]
    parts = tuple(part.strip(" .") for part in _CUT.split(rest))
    short = all(0 < len(part) <= LONGEST and len(part.split()) <= WORDS for part in parts)
    plain = _SENTENCE.search(rest) is None and "?" not in rest
    plain = plain and not any(map(_is_offer, parts))
    return (text[: comma.start()], parts) if short and plain else None


def _is_offer(part: str) -> bool:
    """Whether a part asks a price of its own: "large 7.50 €"; "deposit £40" comes on top."""
    price = PRICE.search(part)
    before = part[: price.start()] if price is not None else ""
    return price is not None and not is_condition(before) and not is_extra(before)


def state_in(parts: Sequence[str]) -> str:
    """That it cannot be had, where a part says so: "all out on hire at the moment"."""
    bare = (_BRACKETS.sub("", part) for part in parts)
    told = (without_for_now(part).removeprefix("all ").strip() for part in bare)
    return next((part for part in told if is_gone(part)), "")


def told(parts: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """(name, value) of each part; its name is empty where it says none."""
    for part in parts:
        day, _, time = part.rpartition(" ")
        cycle = parts_of(day, LANGUAGES) if day else None
        labelled = _LABELLED.fullmatch(part)
        if cycle is not None and cycle.cycle is Cycle.WEEK and starts(time):
            yield word("day", language), day
            yield word("time", language), time
        elif labelled is not None and len(labelled["label"].split()) <= 2:
            label = labelled["label"].strip(" .")
            yield label[:1].upper() + label[1:], labelled["value"]
        else:
            yield "", part
