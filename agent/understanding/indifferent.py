"""What a customer does not mind: "size doesn't matter", "any colour", "need not be red"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.understanding.function_words import Found
from agent.understanding.mention import What
from agent.understanding.reading import Reading
from agent.understanding.segment import begins_with
from agent.understanding.wanted import Wanted

_NEAR = 4
"""So many words of a name stand before "doesn't matter" at most."""

_ARTICLE = 6
"""Letters that an article or a preposition may have before what need not be."""


@dataclass(frozen=True, slots=True)
class Free:
    """Fields that need not be anything, and words of titles that need not be in one."""

    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def idioms(reading: Reading) -> frozenset[int]:
    """The places of what says that something does not matter: its words name no goods."""
    seg = reading.seg
    return frozenset(
        n for run in seg.book.find("indifferent", seg.words) for n in range(run.start, run.end)
    )


def without_free(reading: Reading, wanted: Wanted) -> tuple[Wanted, Free]:
    """`wanted` less what need not be so, and what that is."""
    named = tuple(dict.fromkeys(_of_names(reading)))
    valued = [c for c in wanted.conditions if _is_needless(reading, c.mention)]
    fields = (*named, *(f for c in valued for f in c.fields if f != "title"))
    words = tuple(v for c in valued if "title" in c.fields for v in c.values)
    if not (fields or words):
        return wanted, Free()
    left = replace(
        wanted,
        conditions=[
            c for c in wanted.conditions if c not in valued and not _is_of(c.fields, named)
        ],
        fields=[f for f in wanted.fields if f not in fields],
        scaled=[f for f in wanted.scaled if f not in fields],
        asks_price=wanted.asks_price and "price" not in fields,
    )
    return left, Free(fields, words)


def _is_of(fields: Sequence[str], named: Sequence[str]) -> bool:
    return bool(set(fields) & set(named))


def _of_names(reading: Reading) -> Iterator[str]:
    """The fields whose names stand beside "doesn't matter", or behind the "any" of a sentence that
    asks nothing."""
    seg = reading.seg
    told = list(seg.book.find("indifferent", seg.words))
    asks = "?" in seg.text or seg.says("having") or begins_with(seg, "yes_no")
    whichever = [] if asks else list(seg.book.find("whichever", seg.words))
    for mention in reading.mentions(What.FIELD):
        beside = any(_is_beside(mention.start, mention.end, run) for run in told)
        if beside or any(run.end == mention.start for run in whichever):
            yield from (f for f in mention.fields if beside or not _is_wished(reading, f))
    if seg.says("price") and told:
        yield "price"


def _is_wished(reading: Reading, id: str) -> bool:
    """ "Any vegan food" wishes for vegan food, "any colour" for no colour."""
    return reading.columns.columns[id].affirmable


def _is_beside(start: int, end: int, run: Found) -> bool:
    return 0 <= run.start - end <= _NEAR or 0 <= start - run.end <= 2


def _is_needless(reading: Reading, mention: str) -> bool:
    """Whether what is said stands right behind a "need not be"."""
    seg = reading.seg
    for run in seg.book.find("needless", seg.words):
        behind = seg.text[seg.spoken[run.end - 1].end :].casefold()
        if mention and mention.casefold() in behind[: len(mention) + _ARTICLE]:
            return True
    return False
