"""What is written on allergies, told with whatever is said to be free of something.

A row says "gluten-free: yes", and a text of the same business that traces cannot be ruled out. Who
asks for the one has to hear of the other: a list alone leaves a belief that makes ill.
"""

from __future__ import annotations

from functools import cache, lru_cache

from agent.answering.quoting import below, quoted_whole
from agent.answering.said import Counter, Said
from agent.answering.shelf import Shelf
from agent.grounding.allergens import allergens
from agent.grounding.ground import LANGUAGES
from agent.understanding.query import Act, Ask, Op, Query
from catalog.concepts import concepts_of
from catalog.records import Passage
from catalog.text import Keys, phrases, tokens

LONGEST = 300
"""Characters of what is asked, and of a heading."""

_FREE = ("gluten-free", "lactose-free", "dairy-free", "nut-free", "egg-free")
"""What has to be free of something, by the concepts of catalog/concepts.tsv."""

_PAIRS = (("gluten-free", "gluten"), ("lactose-free", "lactose"), ("nut-free", "nuts"))
"""What is asked and what a text of the same is headed by."""


def with_allergies(said: Said, query: Query, counter: Counter, shelf: Shelf) -> Said:
    """`said`, and below it what is written on what was asked to be free of something; `said` where
    nothing is, or it is told already."""
    asked = frozenset[str]().union(*(_asked(ask, shelf) for ask in query.asks))
    if not asked or not (said.shown or said.facts):
        return said
    cited = {passage.id for passage in said.cited}
    found = [p for p in shelf.passages.passages if _headed(p) & (asked | _allergies())]
    spoken = [p for p in found if p.language == counter.voice.language] or found
    if not spoken or any(p.id in cited for p in found):
        return said
    own = next((p for p in spoken if _headed(p) & asked), spoken[0])
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
    for one, other in _PAIRS:
        if found & (both := concepts_of(one) | concepts_of(other)):
            found |= both
    return frozenset(found)


def _headed(passage: Passage) -> Keys:
    return _meant(" / ".join(passage.heading))


@lru_cache(maxsize=1024)
def _meant(text: str) -> Keys:
    """The concepts that are named in `text`, in one word or several."""
    spoken = tokens(text[:LONGEST], LANGUAGES, "none")
    single = {k for token in spoken for k in token.keys if k.startswith("c:")}
    return frozenset(single.union(*(span.concepts for span in phrases(spoken, LANGUAGES))))


@cache
def _free() -> Keys:
    return frozenset[str]().union(*map(concepts_of, _FREE))


@cache
def _allergies() -> Keys:
    return concepts_of("allergies") | concepts_of("allergens")
