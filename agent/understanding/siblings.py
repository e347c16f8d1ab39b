"""Goods that words tell apart which are called nearly so: "the heated one", "without gel"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.understanding.conditions import satisfying
from agent.understanding.function_words import function_words
from agent.understanding.likeness import alike, asked_of, plainer, shared, telling_words
from agent.understanding.mention import telling
from agent.understanding.query import WITHOUT, Ask, Condition, Op, Reference
from agent.understanding.refining import search_stands
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.concepts import LANGUAGES
from catalog.text import Token, tokens

FEW_WORDS = 4
"""So short a message may point at what was spoken of without saying so."""


def sibling_of(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """ "the heated one", "and the plus", "without gel": of what was listed, or is called like what
    was spoken of, the one that those words tell apart; asked what was asked before."""
    pointing = ask.follows or ask.refers is Reference.IT or len(ask.text.split()) <= FEW_WORDS
    if not pointing or not state.focus or ask.having:
        return None
    said = _Said.of(ask, columns, language)
    rest = tuple(c for c in ask.conditions if not _of_title(c))
    spoken = {columns.number[p] for p in state.focus[:4] if p in columns.number}
    before = [columns.number[p] for p in (*state.listed, *state.shown) if p in columns.number]
    listed = list(dict.fromkeys(before))
    if said.words and not said.left:
        chosen = [n for n in listed if n in said.having]
        if 0 < len(chosen) <= 3 and (not rest or 1 < len(listed) > len(chosen)):
            return asked_of(chosen, ask, state, columns, rest)
        chosen = alike(said.having - spoken, spoken, columns)
        if not chosen and ask.follows and len(said.having) == 1 and not search_stands(state):
            chosen = list(said.having - spoken)  # "and for the van?", which alone is called so
        if not rest and 0 < len(chosen) <= 3:
            return asked_of(chosen, ask, state, columns)
    if said.words or rest or ask.fields or ask.scaled:
        return None
    chosen, left = _told_apart(said, spoken, columns, language)
    if not 0 < len(chosen) <= 3:
        return None
    return asked_of(chosen, replace(ask, unused=left), state, columns)


def one_named(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """ "no, the mini i meant": what is called like that of what was listed, or as what was spoken
    of with that word more; where nothing spoken of satisfies what a value of that name says."""
    pointing = ask.follows or len(ask.text.split()) <= FEW_WORDS
    denies = any(c.op is Op.LACKS for c in ask.conditions)  # "and without petrol?" names no mower
    if not pointing or ask.having or ask.targets or not ask.conditions or denies:
        return None
    before = dict.fromkeys((*state.listed, *state.focus))
    spoken = [columns.number[p] for p in before if p in columns.number]
    said = _telling(ask.text, columns, language)
    if (
        not (said and spoken)
        or any(t.is_number for t in said)
        or _any_satisfies(ask, spoken, columns)
    ):
        return None
    having = set[int].intersection(*(_titled(token, columns) for token in said))
    pointed = (ask.chooses or ask.corrects) and not (ask.yes_no or search_stands(state))
    if not having and pointed:
        valued = _valued(ask, set(spoken), columns)
        return asked_of(valued, replace(ask, unused=()), state, columns) if valued else None
    chosen = [n for n in spoken if n in having] or [
        n
        for n in alike(having, set(spoken), columns)
        if any(shared(n, own, columns) == len(telling_words(own, columns)) for own in spoken)
    ]
    if not 0 < len(chosen) <= 3 or set(chosen) == set(spoken):
        return None
    return asked_of(chosen, replace(ask, unused=()), state, columns)


MOST = 3
"""So many goods at most are meant by a word for one."""


def _valued(ask: Ask, spoken: set[int], columns: Columns) -> list[int]:
    """What is called like what was spoken of, and satisfies what a word says that is none of its
    name: "and the one with dinos?" of a jersey with clouds."""
    rows = satisfying(ask.conditions, columns)
    having = set(columns.products_of(rows)) - spoken
    chosen = alike(having, spoken, columns)
    return chosen if len(chosen) <= MOST else []


def _telling(text: str, columns: Columns, language: str) -> list[Token]:
    """The words of a message that name something: "mini" of "no the mini i meant"."""
    book, words = function_words(language), tokens(text, columns.languages)
    runs = book.find("correct", [t.folded for t in words])
    corrects = {n for run in runs for n in range(run.start, run.end)}
    return [t for n, t in enumerate(words) if n not in corrects and not book.is_small(t.folded)]


def _any_satisfies(ask: Ask, spoken: Sequence[int], columns: Columns) -> bool:
    rows = satisfying(ask.conditions, columns) & columns.of_products(spoken)
    return bool(rows.any())


def the_other(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """ "ah, the other one": of two that were listed, or the only one that is called nearly as what
    was spoken of."""
    if len(state.focus) != 1 or ask.targets or not _says_the_other(ask.text, language):
        return None
    own = columns.number.get(state.focus[0])
    listed = [columns.number[p] for p in state.listed if p in columns.number]
    if own is None:
        return None
    if len(listed) == 2 and own in listed:
        chosen = [n for n in listed if n != own]
    else:
        words = {k for t in telling(columns.title_tokens[own][0]) for k in t.keys}
        chosen = [
            n
            for n in alike(set(range(len(columns.ids))) - {own}, {own}, columns)
            if all(words & t.keys for t in telling(columns.title_tokens[n][0]))
            or len(telling_words(own, columns)) == shared(n, own, columns)
        ]
    return asked_of(chosen, replace(ask, more=False), state, columns) if len(chosen) == 1 else None


def _says_the_other(text: str, language: str) -> bool:
    """ "the other", and neither "any other" nor "the other colours"."""
    spoken = [t.folded for t in tokens(text, ())]
    book = function_words(language)
    return any(
        run.start > 0
        and (spoken[run.start - 1],) in book.groups["article"]
        and all(book.is_small(word) for word in spoken[run.end : run.end + 1])
        for run in book.find("other", spoken)
    )


def _told_apart(
    said: _Said, spoken: set[int], columns: Columns, language: str
) -> tuple[list[int], tuple[str, ...]]:
    """The products that words tell apart which are no words of their titles, and what is left of
    those words: "without gel", "the normal one"."""
    if said.lacked:
        return _without(said.lacked, spoken, columns), said.left
    book = function_words(language)
    left = [t for word in said.left for t in tokens(word, columns.languages)]
    plain = [
        t for t in left if any((f,) in book.groups["plain"] for f in book.degrees.forms(t.folded))
    ]
    if not plain:
        return [], ()
    return plainer(spoken, columns), tuple(t.text for t in left if t not in plain)


def _of_title(condition: Condition) -> bool:
    return condition.fields in (("title",), (WITHOUT,))


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of an ask that titles have: `having` are the products that have all `words`, and
    `left` what nothing took."""

    words: tuple[Token, ...]
    lacked: tuple[Token, ...]
    having: set[int]
    left: tuple[str, ...]

    @classmethod
    def of(cls, ask: Ask, columns: Columns, language: str) -> _Said:
        words: list[Token] = []
        lacked: list[Token] = []
        left: list[str] = []
        for condition in filter(_of_title, ask.conditions):
            told = [t for v in condition.values for t in tokens(v, columns.languages)]
            said = condition.op is Op.SAYS and WITHOUT not in condition.fields
            (words if said else lacked).extend(told)
        denied = _denied(ask.text, language)
        for phrase in ask.unused:
            for token in tokens(phrase, columns.languages):
                if token.folded in denied and _titled(token, columns):
                    lacked.append(token)
                else:
                    left.append(token.text)
        having = [_titled(token, columns) for token in words]
        alike = set[int].intersection(*having) if having else set[int]()
        return cls(tuple(words), tuple(lacked), alike, tuple(left))


def _denied(text: str, language: str) -> set[str]:
    """The folded words that stand behind a "without"."""
    spoken = [t.folded for t in tokens(text, ())]
    runs = function_words(language).find("without", spoken)
    return {w for run in runs for w in spoken[run.end : run.end + 2]}


def _titled(token: Token, columns: Columns) -> set[int]:
    """The products with a word in their titles."""
    return {int(n) for k in token.keys for n in columns.title_words.get(k, ())}


def _without(lacked: Sequence[Token], spoken: set[int], columns: Columns) -> list[int]:
    """What is called like what was spoken of less the words `lacked`; or, where that does not have
    them, what says in its title that it is free of them: "ammonia-free"."""
    having = set[int].intersection(*(_titled(token, columns) for token in lacked))
    if spoken & having:
        own = [set(telling_words(n, columns)) for n in spoken & having]
        others = alike(set(range(len(columns.ids))) - having, spoken & having, columns)
        return [n for n in others if any(set(telling_words(n, columns)) <= words for words in own)]
    free = {w for code in LANGUAGES[:2] for run in function_words(code).groups["free"] for w in run}
    saying = {n for n in having if free & {t.folded for t in columns.title_tokens[n][0]}}
    return alike(saying - spoken, spoken, columns)
