"""Where things are sent to, by what the pages say of it: "Great Britain: €8.50, free from €110".

Who asks names a town, a country or a part of one; a page names countries, "the rest of the EU" and
"other countries". What names the place most closely holds, and what is said of all others last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.answering.excerpt import whole_sentences
from agent.understanding.amounts import amounts
from agent.understanding.function_words import FunctionWords, function_words
from catalog.measures import Dimension
from catalog.places import (
    ALL,
    ELSEWHERE,
    Place,
    nearness,
    places,
    says_outside,
    says_sending,
    towns,
)
from catalog.records import Passage
from catalog.text import Token, tokens

LIST = "• "
"""What a row of a list or a table begins with (catalog/sources/html.py)."""

BESIDE = 3
"""A "not" or "only" so many words before a place, or behind it, is said of that place."""

SHORT = 5
"""A message that goes on with one on sending has no more words: "and to Belfast?"."""

TOLD = 2
"""So many lines are told where two are as close: by post, and by express."""


_PRICED_END = re.compile(r"(?<=\d[.,]\d\d\.)\s+(?=[^\W\d_a-zß-öø-ÿ])")
"""A sentence ends behind a sum too: "It is €5.50. Great Britain is €8.50"."""


@dataclass(frozen=True, slots=True)
class Destination:
    """The places that a message asks about sending to, its words (folded) for that, and whether it
    asks for yes or no."""

    codes: tuple[str, ...]
    said: frozenset[str]
    yes_no: bool
    named: bool = True
    """The message names them: its own country is where a business sends to else."""

    def unsaid(self, runs: Sequence[str]) -> tuple[str, ...]:
        """`runs` of words without those."""
        kept = (
            " ".join(t.text for t in tokens(run, ()) if t.folded not in self.said) for run in runs
        )
        return tuple(run for run in kept if run)

    def says(self, mention: str) -> bool:
        """Whether those are all the words of a mention."""
        return self.said.issuperset(t.folded for t in tokens(mention, ()))


@dataclass(frozen=True, slots=True)
class Named:
    """A place in a line, and whether the line says that nothing is sent there."""

    code: str
    denied: bool = False
    outside: bool = False
    """All that does not lie in it: "outside Europe"."""

    def nearness(self, place: str, at_home: str) -> int:
        near = nearness(self.code, place, at_home)
        return near if not self.outside else 0 if near or place == at_home else ALL


@dataclass(frozen=True, slots=True)
class Term:
    """A line of a passage on sending."""

    passage: Passage
    text: str
    named: tuple[Named, ...]
    only: bool
    """Nothing is sent to where it does not name."""
    money: bool
    """It states a sum."""
    head: str
    """Of a table's row the line with the columns' names."""

    def nearest(self, place: str, at_home: str) -> tuple[int, bool]:
        """How closely it names `place`, and whether it denies it."""
        found = [(named.nearness(place, at_home), named.denied) for named in self.named]
        return max(found, default=(0, False))


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a place: `sent` is None where the lines that tell of it do not agree."""

    lines: tuple[Term, ...]
    sent: bool | None


def destination(
    text: str,
    before: str,
    languages: Sequence[str],
    known: Callable[[Token], bool] = lambda _: False,
) -> Destination | None:
    """The place that a message asks about sending to; None where it does not. `before` is the
    question before it, where that was answered by a page; `known` tells a word of the goods, which
    names a place only behind a preposition: "do you deliver turkey", "jersey"."""
    spoken = tokens(text, languages[:1])
    goes_on = bool(before) and len(spoken) <= SHORT and on_sending(before, languages[0])
    if not (goes_on or on_sending(text, languages[0])):
        return None
    book, words = function_words(languages[0]), [token.folded for token in spoken]
    countries = [place for place in places(spoken, languages) if place.code != ELSEWHERE]
    named = [
        place
        for place in (*countries, *_towns(spoken, languages[0]))
        if _is_behind(place, spoken, book)
        or (
            not all(map(known, spoken[place.start : place.end]))
            and (place in countries or _stands_out(place, spoken, languages[0]))
        )
    ]
    sending = {t.folded for t in spoken if on_sending(t.text, languages[0])}
    if not named:  # "and what does the postage cost?"
        again = goes_on and book.says("price", words)
        place = destination(before, "", languages) if again else None
        return None if place is None else replace(place, said=place.said | sending)
    said = {spoken[n].folded for place in named for n in range(place.start, place.end)} | sending
    codes = tuple(dict.fromkeys(_apart(named)))
    asks = book.says("tell", words) or book.says("price", words)
    return Destination(codes, frozenset(said), not (goes_on or asks))


def _apart(named: Sequence[Place]) -> list[str]:
    """The places but those that are named as what another lies in: "Cork, Ireland"."""
    codes = [place.code for place in named]
    return [c for c in codes if not any(o != c and o.split("-")[0] == c for o in codes)]


def at_home(text: str, code: str, language: str) -> Destination | None:
    """The business's own country, for a message that names no place; None where nobody knows."""
    spoken = tokens(text, (language,))
    said = frozenset(t.folded for t in spoken if on_sending(t.text, language))
    return Destination((code,), said, False, False) if code else None


def _towns(spoken: Sequence[Token], language: str) -> list[Place]:
    """The towns that are named; "das Porto" is what sending costs."""
    found = ((place, spoken[place.start : place.end]) for place in towns(spoken))
    return [place for place, said in found if not says_sending(said, language)]


def on_sending(text: str, language: str) -> bool:
    """Whether a text speaks of sending things."""
    return says_sending(tokens(text, (language,)), language)


def terms_for(
    where: Destination, passages: Sequence[Passage], own: str, languages: Sequence[str]
) -> Terms | None:
    """What `passages` say of sending to these places; None where one is missing. `own` is the
    business's country."""
    known = [term for passage in passages for term in _terms(passage, languages)]
    if not where.named:
        known = [term for term in known if term.money]
    known.sort(key=lambda term: term.passage.language != languages[0])
    found = [_terms_for(code, own, known) for code in where.codes]
    told = [terms for terms in found if terms is not None]
    if len(told) < len(found):
        return None
    lines = tuple(dict.fromkeys(line for terms in told for line in terms.lines))
    agree = len({terms.sent for terms in told}) == 1
    if not where.yes_no:
        paid = tuple(line for line in lines if line.money)
        lines = paid or lines
    return Terms(lines, told[0].sent if agree else None)


def _terms_for(place: str, at_home: str, known: Sequence[Term]) -> Terms | None:
    near = [(term.nearest(place, at_home), term) for term in known]
    best = max((how for (how, _), _ in near), default=0)
    if best:
        told = [(denied, term) for (how, denied), term in near if how == best]
        told.sort(key=lambda one: not one[1].money)
        told = [one for one in told if one[1].passage.language == told[0][1].passage.language]
        agree = len({denied for denied, _ in told}) == 1
        return Terms(tuple(term for _, term in told[:TOLD]), not told[0][0] if agree else None)
    if place.split("-")[0] == at_home:
        plain = [term for term in known if term.money and not term.named]
        return Terms(tuple(plain), True) if len(plain) == 1 else None
    # "Only within Ireland and to Britain": of whoever is not named.
    closed = [term for term in known if term.only and any(not n.denied for n in term.named)]
    return Terms(tuple(closed[:1]), False) if closed else None


def _is_behind(place: Place, spoken: Sequence[Token], book: FunctionWords) -> bool:
    """Whether a place stands behind a preposition: "to the UK", and not "deliver a turkey"."""
    at = place.start - 1
    while at > 0 and (spoken[at].folded,) in book.groups["article"]:
        at -= 1
    articles = book.groups["indefinite"] | book.groups["article"]
    return at >= 0 and book.is_small(spoken[at].folded) and (spoken[at].folded,) not in articles


def _stands_out(place: Place, spoken: Sequence[Token], language: str) -> bool:
    """Whether a town's name is written large, stands behind a word for sending ("versand linz") or
    begins a short message."""
    behind = place.start > 0 and says_sending(spoken[place.start - 1 : place.start], language)
    return spoken[place.start].text[:1].isupper() or behind or not place.start


def _terms(passage: Passage, languages: Sequence[str]) -> Iterator[Term]:
    """The lines of a passage on sending."""
    headed = any(on_sending(heading, passage.language) for heading in passage.heading)
    head = ""
    lines = [part for line in whole_sentences(passage.text) for part in _PRICED_END.split(line)]
    by_head = tokens(passage.heading[-1] if passage.heading else "", (passage.language,))
    of_head = tuple(Named(place.code) for place in places(by_head, _all(passage, languages)))
    for before, line, after in zip(("", *lines), lines, (*lines[1:], ""), strict=False):
        if not line.startswith(LIST):
            head = ""
        elif not before.startswith(LIST) and _is_head(line, after):
            head = line
        if line != head and (headed or on_sending(line, passage.language)):
            term = _term(passage, line, head, languages)
            plain = not term.named and (term.money or on_sending(line, passage.language))
            yield replace(term, named=of_head) if plain else term


def _all(passage: Passage, languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((passage.language, *languages)))


def _is_head(line: str, row: str) -> bool:
    """Whether a list's first line is the names of columns: as many as the next has cells, and no
    number among them."""
    cells = line.count(", ")
    return 0 < cells == row.count(", ") and not any(map(str.isdigit, line))


def _term(passage: Passage, line: str, head: str, languages: Sequence[str]) -> Term:
    spoken = tokens(line, (passage.language,))
    found = places(spoken, _all(passage, languages))
    words = [token.folded for token in spoken]
    book = function_words(passage.language)
    denying = [run.start for run in book.find("negate", words)]
    money = [a.at[0] for a in amounts(line, spoken, book) if a.measure.dimension is Dimension.MONEY]
    own_denial = [n for n in denying if any(0 < p.start - n <= BESIDE for p in found)]
    named = []
    for place in found:
        beside = any(0 < place.start - n <= BESIDE for n in denying)
        goes_on = any(n < place.start for n in own_denial)
        paid = any(place.end <= m for m in money) and not beside
        rest = [n for n in denying if n not in own_denial]
        denied = beside or goes_on or (bool(rest) and not paid)
        before = spoken[max(0, place.start - BESIDE) : place.start]
        outside = says_outside(before, passage.language)
        named.append(Named(place.code, denied, outside))
    only = any(
        -BESIDE <= place.start - run.start <= BESIDE
        for place in found
        for run in book.find("only", words)
    )
    return Term(passage, line, tuple(named), only, bool(money), head)
