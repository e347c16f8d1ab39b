"""Fields of the catalog that a message names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from agent.understanding.function_words import FunctionWords
from agent.understanding.index import Index
from agent.understanding.mention import Mention, What, longest_run, weight_of
from catalog.measures import UNITS
from catalog.price_units import is_per
from catalog.text import Span, Token

LEAST, ALONE = 0.5, 0.3
"""Of a field's name has to be said; and of one that says whether something is there, where no other
field and no title has that word: "cosmetic" of "offers cosmetic services"."""

PARTLY = 0.75
"""What a name counts of which a part means what is said, beside one that means it wholly."""


def field_mentions(
    index: Index, spoken: Sequence[Token], spans: Sequence[Span], book: FunctionWords
) -> list[Mention]:
    """The fields that are named, by where: the names of which the largest share is said there."""
    shares: dict[tuple[int, ...], dict[str, float]] = defaultdict(dict)
    for (id, words), held in _hits(index, spoken).items():
        kept = held - _priced(words, spoken, book)
        share, places = _named(words, spoken, kept, book)
        least = ALONE if _is_of_one(index, id, spoken, places, book) else LEAST
        if _only_bounds(words, spoken, places, book):
            continue
        if share < 1.0 and (
            _only_wishes(words, spoken, places, book)
            or (_is_affirmed(index, id) and _only_counts(spoken, places, book))
        ):
            continue
        if places and share >= least and not all(spoken[p].folded in book.small for p in places):
            shares[places][id] = max(share, shares[places].get(id, 0.0))
    for places, concept in _meant(spoken, spans):
        if _only_counts(spoken, places, book):
            continue
        for field, words in index.field_names.get(concept, ()):
            told = len(places) > 1 or (len(words) > 1 and _is_affirmed(index, field.id))
            if not told:
                continue  # one word for another is among the hits
            share = 1.0 if (field.id, concept) in index.wholly_named else PARTLY
            shares[places][field.id] = max(share, shares[places].get(field.id, 0.0))
    found = []
    for places, own in shares.items():
        best = max(own.values())
        some = tuple(id for id, share in own.items() if share >= best - 0.01)
        weight = weight_of(index, spoken, places) * (0.7 + 0.25 * best)
        found.append(Mention(What.FIELD, places, weight, fields=some, exact=best > 0.99))
    return found


def _meant(spoken: Sequence[Token], spans: Sequence[Span]) -> Iterator[tuple[tuple[int, ...], str]]:
    """Where a concept stands, in one word or several: a "Rollstuhl" of "barriere-frei"."""
    for span in spans:
        for concept in sorted(span.concepts):
            yield tuple(range(span.start, span.end)), concept
    for place, token in enumerate(spoken):
        for key in sorted(token.keys):
            if key.startswith("c:"):
                yield (place,), key


def _is_affirmed(index: Index, id: str) -> bool:
    return index.columns.columns[id].affirmable


def _is_of_one(
    index: Index, id: str, spoken: Sequence[Token], places: Iterable[int], book: FunctionWords
) -> bool:
    small = all(book.is_small(spoken[p].folded) for p in places)
    if small or not index.columns.columns[id].affirmable:
        return False
    keys = {k for p in places for k in spoken[p].keys}
    elsewhere = {f.id for k in keys for f, _ in index.field_names.get(k, ()) if f.id != id}
    return not elsewhere and keys.isdisjoint(index.columns.title_words)


def _hits(index: Index, spoken: Sequence[Token]) -> dict[tuple[str, tuple[Token, ...]], set[int]]:
    """(field's id, a name of it) to the places of words that it shares."""
    hits: dict[tuple[str, tuple[Token, ...]], set[int]] = defaultdict(set)
    for at, token in enumerate(spoken):
        for key in sorted(token.keys):
            for field, words in index.field_names.get(key, ()):
                hits[field.id, words].add(at)
    return hits


def _priced(words: Sequence[Token], spoken: Sequence[Token], book: FunctionWords) -> set[int]:
    """The places that ask for a price, and name no field by its stem: "rate" is no "rating"."""
    own = {w.folded for w in words}
    runs = book.find("price", [t.folded for t in spoken])
    places = {p for run in runs for p in range(run.start, run.end)}
    return {p for p in places if spoken[p].folded not in own}


def _only_wishes(
    words: Sequence[Token], spoken: Sequence[Token], places: Iterable[int], book: FunctionWords
) -> bool:
    """Whether nothing of a name is said but what wishes, in another form, or asks what there is: "I
    need a groom" names no "Prescription needed", "how many are left" no "seats left"."""
    own = {w.folded for w in words}
    stock, wish = book.groups["stock"], book.groups["wish"]
    said = [spoken[p].folded for p in places]
    return all((s,) in stock or (s not in own and (s,) in wish) for s in said)


def _only_bounds(
    words: Sequence[Token], spoken: Sequence[Token], places: Sequence[int], book: FunctionWords
) -> bool:
    """Whether nothing of a name is said but what bounds an amount, in another word: "under 2000"
    names no "max kg"."""
    own = {w.folded for w in words}
    bounds = book.groups["at_most"] | book.groups["at_least"]
    said = {spoken[p].folded for p in places}
    return bool(said) and said.isdisjoint(own) and all((s,) in bounds for s in said)


def _only_counts(spoken: Sequence[Token], places: Iterable[int], book: FunctionWords) -> bool:
    """Whether nothing of a name is said but what denies another word ("senza latte" names no "Senza
    glutine") or what is counted ("8 nights", "per night" no "Night heater")."""
    return all(
        (spoken[p].folded,) in book.groups["without"]
        or (p and spoken[p].folded in UNITS and _counts(spoken[p - 1], book))
        for p in places
    )


def _counts(token: Token, book: FunctionWords) -> bool:
    indefinite = (token.folded,) in book.groups["indefinite"]
    return token.is_number or token.folded in book.numbers or indefinite or is_per(token.folded)


def _named(
    words: Sequence[Token], spoken: Sequence[Token], at: Iterable[int], book: FunctionWords
) -> tuple[float, tuple[int, ...]]:
    """The share of a name that is said, and where; a small word far from the others is none of it:
    in "under 1.6 kg and 8 GB RAM" no "max RAM" is named."""
    places: list[int] = []
    for word in words:
        for place in sorted(at):
            if place not in places and not word.keys.isdisjoint(spoken[place].keys):
                places.append(place)
                break
    run = longest_run(
        sorted(places)
    )  # the "under" of "under 1.6 kg and 8 GB RAM" is of no "max RAM"
    return len(run) / max(1, len(words)), run
