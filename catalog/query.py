"""A customer's words to a query on the index.

Nothing is parsed: the words are analyzed as the indexed texts were, and each becomes terms with a
weight. So no text, whatever its quotes and operators, can be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from tantivy import Occur, Query, Schema, Searcher, TextAnalyzer

from catalog.analysis import (
    GRAM,
    Fields,
    codes,
    field_language,
    names,
    parts,
    told,
    words,
)

CHARACTERS = 2000
WORDS = 48
"""A question has a dozen words. What is longer is cut: each word costs some forty terms."""

TITLE, TOPIC, BODY = 3.0, 2.0, 1.0
NAME, PHRASE, OPTION, CODE = 2.0, 4.0, 1.0, 12.0
PART = 1.5
FOREIGN = 0.5
"""A language other than the customer's: "tent" finds the tent for a German, after German words."""

TYPO = 0.5
TYPO_LETTERS = 5
"""Shorter words are too near to each other: "boot" is one letter from "boat"."""

PART_SHARE = 0.8
"""How many of a word's runs of four characters a part must hold: "schlafsak" has 5 of 6."""


def build(
    text: str,
    language: str,
    fields: Fields,
    languages: Sequence[str],
    searcher: Searcher,
    schema: Schema,
) -> Query | None:
    """The query for `text` on one kind of item, or None where `text` holds no word at all.

    `languages`: those whose fields the index fills.
    """
    # Half a character, as broken JSON may hold it, is no text that the index could be asked for.
    text = text[:CHARACTERS].encode("utf-8", "ignore").decode().replace("\0", " ")
    own = field_language(language)
    maker = _Maker(schema, searcher, fields)
    # Words of asking are left out before any language's fields are asked: English "die" is no
    # German article. Where nothing else is said, they may still be a name.
    said = " ".join(_terms(_told(own), text))
    if not said:
        only = maker.named(_terms(_names(), text), "")
        return _any(only) if only else None
    spoken = [maker.spoken(said, other, 1.0 if other == own else FOREIGN) for other in languages]
    queries = [query for query in spoken if query is not None]
    named = _terms(_names(), said)
    found = [Query.disjunction_max_query(queries, 0.1)] if queries else []
    found += maker.named(named, text)
    found += maker.part_of(named)
    found += maker.mistyped(named, own, languages)
    return _any(found) if found else None


class _Maker:
    """Makes the parts of a query on one kind of item's fields."""

    def __init__(self, schema: Schema, searcher: Searcher, fields: Fields) -> None:
        self._schema = schema
        self._searcher = searcher
        self._fields = fields

    def spoken(self, text: str, language: str, weight: float) -> Query | None:
        """Words as sentences use them, in the fields of one language."""
        fields = self._fields
        found = [
            self._term(field, term, weight * boost)
            for term in _terms(_words(language), text)
            for field, boost in (
                (fields.title(language), TITLE),
                (fields.topic(language), TOPIC),
                (fields.body(language), BODY),
            )
        ]
        return _any(found) if found else None

    def named(self, terms: Sequence[str], text: str) -> list[Query]:
        """Words as names, options and article numbers: as they are written.

        Two that stand together in a name count extra: "Fjell 2" is not "Fjell 4 for 2".
        """
        fields = self._fields
        found = [self._term(fields.name, term, NAME) for term in terms]
        found += [self._term(fields.option, term, OPTION) for term in terms]
        for first, second in pairwise(terms):
            phrase = Query.phrase_query(self._schema, fields.name, [first, second])
            found.append(Query.boost_query(phrase, PHRASE))
        numbers = {
            code for chunk in text.split() for code in _codes().analyze(chunk.strip(".,;:!?()"))
        }
        found += [self._term(fields.code, code, CODE) for code in sorted(numbers)[:WORDS]]
        return found

    def part_of(self, terms: Iterable[str]) -> list[Query]:
        """Words within longer ones: "schlafsack" in "Winterschlafsack"."""
        found = []
        for term in terms:
            grams = list(dict.fromkeys(_parts().analyze(term)))
            if len(grams) < TYPO_LETTERS - GRAM + 1:
                continue
            holding = Query.boolean_query(
                [(Occur.Should, self._exact(self._fields.parts, gram)) for gram in grams],
                minimum_number_should_match=max(2, round(PART_SHARE * len(grams))),
            )
            found.append(Query.const_score_query(holding, PART))
        return found

    def mistyped(self, terms: Iterable[str], own: str, languages: Sequence[str]) -> list[Query]:
        """Words that the index does not know, at one letter's distance from words it does."""
        found = []
        fields = self._fields
        for term in terms:
            if len(term) < TYPO_LETTERS or self._known(term, languages):
                continue
            for field, boost in (
                (fields.name, NAME),
                (fields.topic(own), TOPIC),
                (fields.body(own), BODY),
            ):
                near = Query.fuzzy_term_query(self._schema, field, term, 1)
                # All near words score 1, a rare exact one about 8: the two meet at this factor.
                found.append(Query.boost_query(near, 8 * TYPO * boost))
        return found

    def _known(self, term: str, languages: Sequence[str]) -> bool:
        fields = self._fields
        if self._searcher.doc_freq(fields.name, term):
            return True
        return any(
            self._searcher.doc_freq(field, stem)
            for language in languages
            for stem in _words(language).analyze(term)
            for field in (fields.title(language), fields.topic(language), fields.body(language))
        )

    def _exact(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, "basic")

    def _term(self, field: str, term: str, boost: float) -> Query:
        return Query.boost_query(Query.term_query(self._schema, field, term, "freq"), boost)


def _any(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _terms(analyzer: TextAnalyzer, text: str) -> list[str]:
    return list(dict.fromkeys(analyzer.analyze(text)))[:WORDS]


@cache
def _words(language: str) -> TextAnalyzer:
    return words(language)


@cache
def _told(language: str) -> TextAnalyzer:
    return told(language)


@cache
def _names() -> TextAnalyzer:
    return names()


@cache
def _parts() -> TextAnalyzer:
    return parts()


@cache
def _codes() -> TextAnalyzer:
    return codes()
