"""Entity linking: what of the catalog a message names, found by its own words.

values      value_mentions.py
fields      field_mentions.py
titles      title_mentions.py
what counts here

Candidates are all values, field names and titles of which every telling word stands in the message;
of those that want the same words, the one that explains most is taken. Nothing is known of the
shape of a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.field_mentions import field_mentions
from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.index import Index
from agent.understanding.mention import Mention, What
from agent.understanding.title_mentions import title_mentions
from agent.understanding.value_mentions import value_mentions
from catalog.measures import UNITS
from catalog.text import Token, phrases, tokens


def mentions(
    index: Index, spoken: Sequence[Token], language: str, also: Sequence[Mention] = ()
) -> list[Mention]:
    """What `spoken` names, each word taken once, in the order of the message; `also` are mentions
    that were found by what is written (times_of_day.py)."""
    book = function_words(language)
    languages = tuple(dict.fromkeys([language, *index.columns.languages]))
    spans = phrases(spoken, languages)
    found = [
        *also,
        *value_mentions(index, spoken, spans, book),
        *field_mentions(index, spoken, spans, book),
        *title_mentions(index, spoken, book),
    ]
    found = [m for m in found if not _is_field_name(m, found, index, spoken)]
    found = [m for m in found if not _is_rather_a_field(m, index, spoken)]
    found = [m for m in found if not _is_amount_of_field(m, found, spoken)]
    words = [t.folded for t in spoken]
    if not (book.says("fits", words) or book.says("it", words)):
        found = [m for m in found if not _is_beside_others(m, found, index)]
    return [
        replace(m, denied=True) if any(spoken[p].denies for p in m.at) else m
        for m in _chosen(found, spoken, book)
    ]


def _is_rather_a_field(mention: Mention, index: Index, spoken: Sequence[Token]) -> bool:
    """Whether words are a field's name as it is written, and a value by their stem alone: "welche
    Länge?" is none that is "Lang"."""
    said = [spoken[p].folded for p in mention.at]
    written = all(w in index.field_names for w in said)
    return mention.what is What.VALUE and written and not any(w in index.values for w in said)


def _is_beside_others(mention: Mention, found: Sequence[Mention], index: Index) -> bool:
    """Whether goods are named alone that a column says others go with: "tetras" asks for tetras,
    and for no barb which "goes with tetras"; a "battery for a Loma" is one that fits it."""
    if mention.what is not What.VALUE or not index.fits.issuperset(f for f, _ in mention.values):
        return False
    goods = [m for m in found if m.what in (What.TITLE, What.KIND)]
    named = any(set(mention.at) <= set(m.at) for m in goods)
    return named and not any(set(mention.at).isdisjoint(m.at) for m in goods)


def _is_amount_of_field(
    mention: Mention, found: Sequence[Mention], spoken: Sequence[Token]
) -> bool:
    """Whether a part of a title is but an amount and a field's name, beside another sort of goods:
    the "16 GB RAM" of a laptop is no "RAM upgrade plus 16 GB"."""
    sorts = [m for m in found if m.what is What.KIND and set(m.at).isdisjoint(mention.at)]
    others = any(set(m.products).isdisjoint(mention.products) for m in sorts)
    if mention.what is not What.TITLE or mention.exact or not others:
        return False
    named = {p for m in found if m.what is What.FIELD for p in m.at}
    words = [p for p in mention.at if not spoken[p].is_number and spoken[p].folded not in UNITS]
    return bool(words) and len(words) < len(mention.at) and named.issuperset(words)


def _chosen(found: list[Mention], spoken: Sequence[Token], book: FunctionWords) -> list[Mention]:
    """Those that explain most, none of whose words another has; wholes before parts."""
    order = {What.TITLE: 0.3, What.VALUE: 0.2, What.FIELD: 0.1, What.KIND: 0.0}
    ranked = sorted(found, key=lambda m: (-(m.weight + order[m.what]), m.start))
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in ranked:
        one_head = any(_is_joined(mention, other, spoken, book) for other in kept)
        if taken.isdisjoint(mention.at) or (one_head and taken.isdisjoint(mention.at[:-1])):
            kept.append(mention)
            taken.update(mention.at)
    return sorted(kept, key=lambda m: m.start)


def _is_joined(
    mention: Mention, other: Mention, spoken: Sequence[Token], book: FunctionWords
) -> bool:
    """Whether two names share the word behind them: "economy and comfort skis"."""
    named = mention.what is other.what is What.TITLE and mention.at[-1] == other.at[-1]
    if not named or mention.products == other.products or min(len(mention.at), len(other.at)) < 2:
        return False
    first, second = sorted((mention.at[:-1], other.at[:-1]))
    between = {(spoken[n].folded,) for n in range(first[-1] + 1, second[0])}
    joining = book.groups["and"] | book.groups["or"] | book.groups["compare"]
    return bool(between) and between <= joining and second[-1] + 1 == mention.at[-1]


def _is_field_name(
    mention: Mention, found: Sequence[Mention], index: Index, spoken: Sequence[Token]
) -> bool:
    """Whether a word is a field's name as rows write it, and a value only by what it means: "width"
    asks for the width, and is not "wide"."""
    if mention.what is not What.VALUE:
        return False
    schema, columns = index.columns.schema, index.columns.columns
    names = [schema.field(f).name for m in found if m.what is What.FIELD and m.exact
             and m.at == mention.at for f in m.fields]  # fmt: skip
    said = [spoken[p] for p in mention.at]
    written = [v for f, v in mention.values if f in columns]
    return _as_written(names, said, index) and not _as_written(written, said, index)


def _as_written(texts: Sequence[str], said: Sequence[Token], index: Index) -> bool:
    """Whether one of `texts` has what is said in its own words, and not by their concepts alone."""
    own = [
        frozenset(k for t in tokens(text, index.columns.languages, "none") for k in _plain(t))
        for text in texts
    ]
    return any(all(not keys.isdisjoint(_plain(token)) for token in said) for keys in own)


def _plain(token: Token) -> frozenset[str]:
    return frozenset(k for k in token.keys if not k.startswith("c:"))
