"""A customer's words to a query on the index.

Nothing is parsed: the words are analyzed as the indexed texts were, and each becomes terms with a
weight. So no text, whatever its quotes and operators, can be wrong. What the index does not know as
it is typed is looked for in other ways (guesses.py): as a compound, a beginning, a slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tantivy import FieldType, Occur, Query, Schema, Searcher

from catalog.analysis import PRODUCT, Fields, field_language
from catalog.filters import Filters, folded, wanted_terms
from catalog.guesses import Guesses
from catalog.rows import SCALE
from catalog.terms import TYPO_LETTERS, code_terms_of, names_of, said_in, stems_of, told_terms

CHARACTERS = 2000

TITLE, TOPIC, BODY = 3.0, 2.0, 1.0
NAME, PHRASE, OPTION = 2.0, 4.0, 1.0
CODE, CODE_BEGUN, CODE_PART = 12.0, 6.0, 1.5
_DEAREST = Decimal(2**63 // SCALE)
FOREIGN = 0.5
"""A language other than the customer's: "tent" finds the tent for a German, after German words."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched, and in which state of the index. `languages`: those that it fills."""

    text: str
    language: str
    fields: Fields
    languages: Sequence[str]
    searcher: Searcher
    schema: Schema


def build(asked: Asked, alone: bool = True) -> Query | None:
    """The query for the words of `asked`, or None where they hold none that says anything.

    `alone`: nothing but the words says what is meant.
    """
    own = field_language(asked.language)
    # Half a character, as broken JSON may hold it, is no text that the index could be asked for.
    text = asked.text[:CHARACTERS].encode("utf-8", "ignore").decode().replace("\0", " ")
    maker = _Maker(asked, own)
    # Words of asking are left out before any language's fields are asked: English "die" is no
    # German article. Where nothing else is said, they may still be a name.
    said = told_terms(own, text)
    if not said:
        if not alone:
            return None
        only = maker.named(names_of(text))
        return any_of(only) if only else None
    guesses = Guesses.of(said, own, asked.fields, asked.languages, asked.searcher, asked.schema)
    found = maker.spoken((*said, *guesses.parts))
    found += maker.named(names_of(" ".join(said)))
    found += maker.coded(text)
    found += guesses.queries
    return any_of(found) if found else None


def exactly(asked: Asked, share: float, topics: bool) -> Query | None:
    """What a list that is ordered by price may hold: a `share` of the words, each in a title.

    With `topics`, in a category, tag or beginning of a name too. None where no word is said.
    """
    own = field_language(asked.language)
    said = told_terms(own, asked.text[:CHARACTERS].encode("utf-8", "ignore").decode())
    if not said:
        return None
    guesses = Guesses.of(said, own, asked.fields, asked.languages, asked.searcher, asked.schema)
    fields = asked.fields
    each = []
    for word in said:
        forms = [(fields.name, term) for term in names_of(word)]
        for language in asked.languages:
            for stem in stems_of(language, word):
                forms.append((fields.title(language), stem))
                if topics:
                    forms.append((fields.topic(language), stem))
        if topics:
            forms += [(fields.option, term) for term in names_of(word)]
        terms = [Query.term_query(asked.schema, field, term, "basic") for field, term in forms]
        each.append(any_of([*terms, *guesses.for_word(word)]))
    least = max(1, round(share * len(each)))
    return Query.boolean_query(
        [(Occur.Should, query) for query in each], minimum_number_should_match=least
    )


def narrowing(filters: Filters, schema: Schema) -> list[Query]:
    """What a product must match beside the words. The rows have the last word (Filters.admits)."""
    found = [_basic(schema, PRODUCT.sold, term) for term in wanted_terms(filters)]
    for field, value in (
        (PRODUCT.brand, folded(filters.brand)),
        (PRODUCT.category, folded(filters.category)),
        (PRODUCT.currency, filters.currency),
    ):
        if value:
            found.append(_basic(schema, field, value))
    if filters.on_sale:
        found.append(Query.term_query(schema, PRODUCT.reduced, True))
    if filters.least is not None or filters.most is not None:
        low = _indexed(filters.least or Decimal(0))
        high = _indexed(filters.most) if filters.most is not None else None
        found.append(Query.range_query(schema, PRODUCT.price, FieldType.Unsigned, low, high))
    if filters.order:
        found.append(Query.range_query(schema, PRODUCT.lowest, FieldType.Unsigned, 0, None))
    return found


class _Maker:
    """Makes the parts of a query on one kind of item's fields."""

    def __init__(self, asked: Asked, own: str) -> None:
        self._schema = asked.schema
        self._searcher = asked.searcher
        self._fields = asked.fields
        self._languages = asked.languages
        self._own = own

    def spoken(self, said: Sequence[str]) -> list[Query]:
        """Words as sentences use them, in the fields of each language; the best one counts."""
        fields = self._fields
        each = []
        text = " ".join(said)
        for language in self._languages:
            weight = 1.0 if language == self._own else FOREIGN
            found = [
                self._term(field, term, weight * boost)
                for term in said_in(language, text)
                for field, boost in (
                    (fields.title(language), TITLE),
                    (fields.topic(language), TOPIC),
                    (fields.body(language), BODY),
                )
            ]
            if found:
                each.append(any_of(found))
        return [Query.disjunction_max_query(each, 0.1)] if each else []

    def named(self, terms: Sequence[str]) -> list[Query]:
        """Words as names and options: as they are written.

        Two that stand together in a name count extra: "Fjell 2" is not "Fjell 4 for 2".
        """
        fields = self._fields
        found = [self._term(fields.name, term, NAME) for term in terms]
        found += [self._term(fields.option, term, OPTION) for term in terms]
        for first, second in pairwise(terms):
            if self._searcher.doc_freq(fields.name, second):
                phrase = Query.phrase_query(self._schema, fields.name, [first, second])
                found.append(Query.boost_query(phrase, PHRASE))
        return found

    def coded(self, text: str) -> list[Query]:
        """Article numbers: whole, begun, or some of their parts ("VAN-42")."""
        found = []
        for chunk in code_terms_of(text):
            for code in chunk.codes:
                found.append(self._term_const(self._fields.code, code, CODE))
            if chunk.begins:
                begun = self._searcher.terms_with_prefix(self._fields.code, chunk.begins, limit=32)
                terms = [term for term, _ in begun]
                if terms:
                    query = Query.term_set_query(self._schema, self._fields.code, terms)
                    found.append(Query.const_score_query(query, CODE_BEGUN))
            if len(chunk.parts) > 1:
                found += self._parts_of_code(chunk.parts)
        return found

    def _parts_of_code(self, parts: Sequence[str]) -> list[Query]:
        field = self._fields.code_part
        each = []
        for part in parts:
            begun = [part] if len(part) < TYPO_LETTERS - 2 else [
                term for term, _ in self._searcher.terms_with_prefix(field, part, limit=16)
            ]  # fmt: skip
            if not begun:
                return []
            each.append(Query.term_set_query(self._schema, field, begun))
        every = Query.boolean_query([(Occur.Must, query) for query in each])
        return [Query.const_score_query(every, CODE_PART * len(parts))]

    def _term_const(self, field: str, term: str, score: float) -> Query:
        return Query.const_score_query(_basic(self._schema, field, term), score)

    def _term(self, field: str, term: str, boost: float) -> Query:
        return Query.boost_query(Query.term_query(self._schema, field, term, "freq"), boost)


def any_of(queries: Iterable[Query]) -> Query:
    """Matches what any of `queries` does; the scores add up."""
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _indexed(amount: Decimal) -> int:
    """`amount` as the index counts it, within what its numbers hold: "under 10^30 €" is a price
    under the highest that can be, and below nothing there is nothing."""
    return int(min(max(amount, Decimal(0)), _DEAREST) * SCALE)


def _basic(schema: Schema, field: str, term: str) -> Query:
    return Query.term_query(schema, field, term, "basic")
