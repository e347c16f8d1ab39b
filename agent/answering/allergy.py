"""What is written on allergies, told with whatever is said to be free of something.

A row says "gluten-free: yes", and a text of the same business that traces cannot be ruled out. Who
asks for the one has to hear of the other: a list alone leaves a belief that makes ill.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from agent.answering.quoting import below, quoted_whole
from agent.answering.said import Counter, Said
from agent.answering.shelf import Shelf
from agent.grounding.allergens import allergens
from agent.grounding.ground import LANGUAGES
from agent.understanding.query import Act, Ask, Op, Query
from catalog.concepts import concepts_of
from catalog.text import Keys, phrases, tokens

LONGEST = 300
"""Characters of what is asked."""

_FREE = (
    ("gluten-free", "gluten"),
    ("lactose-free", "lactose"),
    ("dairy-free", "milk"),
    ("nut-free", "nuts"),
    ("egg-free", "egg"),
)
"""What may have to be free of something, and of what, by the concepts of catalog/concepts.tsv."""

_HEADED = ("gluten", "lactose")
"""What a heading says for itself: "Nuts" may stand over bolts."""


def with_allergies(said: Said, query: Query, counter: Counter, shelf: Shelf) -> Said:
    """`said`, and below it what is written on what was asked to be free of something; `said` where
    nothing is, or it is told already."""
    asked = frozenset[str]().union(*(_asked(ask, shelf) for ask in query.asks))
    if not asked or not (said.shown or said.facts):
        return said
    cited = {passage.id for passage in said.cited}
    found = shelf.passages.headed((asked & _headings()) | _allergies())
    if not found or any(passage.id in cited for passage, _ in found):
        return said
    spoken = [one for one in found if one[0].language == counter.voice.language] or found
    own = next((passage for passage, named in spoken if named & asked), spoken[0][0])
    told = quoted_whole(own)
    return said if told is None else said.and_then(below(told))


def _asked(ask: Ask, shelf: Shelf) -> Keys:
    """The concepts that something is asked to be free of, or asked whether it holds."""
    found = set(_meant(" / ".join(ask.unused)) & (allergens() | _free()))
    fields = shelf.columns.columns
    for condition in ask.conditions:
        names = _meant(" / ".join(fields[f].field.name for f in condition.fields if f in fields))
        keys = _meant(" / ".join((condition.mention, *condition.values))) | names
        free = set(keys & _free()) | (names & allergens())  # "glutenfrei": of gluten, a yes or no
        if condition.op is Op.LACKS or ask.act is Act.CHECK:
            free |= keys & allergens()
        found |= free
    for lacking, held in _FREE:
        if found & (both := concepts_of(lacking) | concepts_of(held)):
            found |= both
    return frozenset(found)


@lru_cache(maxsize=1024)
def _meant(text: str) -> Keys:
    """The concepts that are named in `text`, in one word or several."""
    spoken = tokens(text[:LONGEST], LANGUAGES, "none")
    single = {k for token in spoken for k in token.keys if k.startswith("c:")}
    return frozenset(single.union(*(span.concepts for span in phrases(spoken, LANGUAGES))))


@cache
def _free() -> Keys:
    return _of(free for free, _ in _FREE)


@cache
def _headings() -> Keys:
    return _free() | _of(_HEADED)


@cache
def _allergies() -> Keys:
    return _of(("allergies", "allergens"))


def _of(names: Iterable[str]) -> Keys:
    return frozenset[str]().union(*map(concepts_of, names))
