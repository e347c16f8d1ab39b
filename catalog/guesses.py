"""Words that the index does not know as they are typed: what they may be instead.

Each is tried, the surest first: letters and digits torn apart, a compound of known words, the
beginning of a name, one slip of the finger, two in a longer word, a part of longer words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tantivy import Occur, Query, Schema, Searcher

from catalog.analysis import GRAM, PRODUCT, Fields
from catalog.compounds import JOINED, ends, parts
from catalog.lexicon import in_index
from catalog.terms import TYPO_LETTERS, joined, names_of, runs_of, stems_of, torn

BEGUN = 3
"""Letters from which a word may be the beginning of a name."""

BEGUN_MOST = 12
"""Names that begin so; more, and the beginning says nothing."""

TWO_SLIPS = 7
"""Letters of a word in which two are looked for, where one finds nothing."""

NAME_SCORE, PLAIN_SCORE, BODY_SCORE, PART_SCORE = 8.0, 8.0, 3.0, 4.0
"""All near words score the same, a rare exact one about 8 times its field's weight."""

PART_SHARES = (0.8, 0.5)
"""How many of a word's runs of four characters a part must hold: "schlafsak" has 5 of 6 of
"winterschlafsack"; and where nothing does, "staubsager" 4 of 7 of "stabstaubsauger"."""


@dataclass(slots=True)
class Guesses:
    """What the words of one question may mean beside what they say."""

    parts: list[str] = field(default_factory=list)
    """Further words: parts of compounds, neighbours that the catalog writes as one."""
    near: dict[str, list[Query]] = field(default_factory=dict)
    """Word -> queries for what it may have been meant to be."""
    weak: list[str] = field(default_factory=list)
    """Words that only descriptions hold."""
    unknown: list[str] = field(default_factory=list)
    """Words for which there was nothing at all."""

    @classmethod
    def of(
        cls,
        said: Sequence[str],
        own: str,
        fields: Fields,
        languages: Sequence[str],
        searcher: Searcher,
        schema: Schema,
    ) -> Guesses:
        """For the words `said`, small letters, by someone whose language is `own`."""
        guesser = _Guesser(own, fields, languages, searcher, schema)
        guesses = cls()
        if fields is PRODUCT:
            guesses.parts += [word for word in joined(said) if guesser.names(word)]
        for word in said:
            guesser.guess(word, guesses)
        return guesses

    @property
    def queries(self) -> list[Query]:
        return [query for queries in self.near.values() for query in queries]

    def for_word(self, word: str) -> list[Query]:
        return self.near.get(word, [])


class _Guesser:
    def __init__(
        self,
        own: str,
        fields: Fields,
        languages: Sequence[str],
        searcher: Searcher,
        schema: Schema,
    ) -> None:
        self._own = own
        self._fields = fields
        self._languages = languages
        self._searcher = searcher
        self._schema = schema

    def guess(self, word: str, guesses: Guesses) -> None:
        """Add what `word` may be, where the index does not know it."""
        if self._told(word):
            return
        bare = "".join(names_of(word)) or word
        linked = self._own in JOINED
        pieces = torn(word) or self._cut(word, parts(word, self._in_index, linked))
        if pieces:
            guesses.parts += pieces
            return
        if self._in_bodies(word):
            guesses.near[word] = self._within(bare, PART_SHARES[:1])
            if not guesses.near[word]:
                guesses.weak.append(word)
            return
        near = self._begun(bare) or self._mistyped(bare, 1)
        if not near and linked and (pieces := self._cut(word, ends(word, self._in_index))):
            guesses.parts += pieces
            return
        near = near or self._mistyped(bare, 2) or self._within(bare, PART_SHARES)
        if near:
            guesses.near[word] = near
        else:
            guesses.unknown.append(word)

    def _cut(self, word: str, pieces: tuple[str, ...]) -> tuple[str, ...]:
        return pieces if self._fields is PRODUCT else ()

    def _in_index(self, word: str) -> bool:
        return in_index(self._searcher, word)

    def names(self, word: str) -> bool:
        """Whether a name, category or tag holds `word` as it is."""
        fields = (self._fields.name, self._fields.plain)
        return any(
            self._searcher.doc_freq(field, term) for term in names_of(word) for field in fields
        )

    def _told(self, word: str) -> bool:
        """Whether titles, names, categories, options or article numbers hold `word`."""
        fields = self._fields
        known = self._searcher.doc_freq
        if self.names(word) or any(known(fields.option, term) for term in names_of(word)):
            return True
        if any(known(fields.code_part, term) for term in names_of(word)):
            return True
        return any(
            known(field, stem)
            for language in self._languages
            for stem in stems_of(language, word)
            for field in (fields.title(language), fields.topic(language))
        )

    def _in_bodies(self, word: str) -> bool:
        return any(
            self._searcher.doc_freq(self._fields.body(language), stem)
            for language in self._languages
            for stem in stems_of(language, word)
        )

    def _begun(self, bare: str) -> list[Query]:
        if len(bare) < BEGUN or self._fields is not PRODUCT:
            return []
        found = []
        for field_name in (self._fields.name, self._fields.plain):
            terms = self._searcher.terms_with_prefix(field_name, bare, limit=BEGUN_MOST + 1)
            if 0 < len(terms) <= BEGUN_MOST:
                query = Query.term_set_query(self._schema, field_name, [t for t, _ in terms])
                found.append(Query.const_score_query(query, NAME_SCORE))
        return found

    def _mistyped(self, bare: str, slips: int) -> list[Query]:
        if len(bare) < (TYPO_LETTERS if slips == 1 else TWO_SLIPS):
            return []
        fields = self._fields
        names = [(fields.name, NAME_SCORE)]
        if fields is PRODUCT:
            names.append((fields.plain, PLAIN_SCORE))
        found = self._near(bare, slips, names)
        if not found and slips == 1:
            found = self._near(bare, 1, [(fields.body(self._own), BODY_SCORE)])
        return found

    def _near(self, bare: str, slips: int, where: Sequence[tuple[str, float]]) -> list[Query]:
        found = []
        for field_name, score in where:
            query = Query.fuzzy_term_query(self._schema, field_name, bare, slips)
            if self._searcher.search(query, 1, count=False).hits:
                found.append(Query.const_score_query(query, score))
        return found

    def _within(self, bare: str, shares: Sequence[float]) -> list[Query]:
        """Words within longer ones: "maschine" in "Küchenmaschine"."""
        runs = runs_of(bare)
        if len(runs) < TYPO_LETTERS - GRAM + 1:
            return []
        each = [
            (Occur.Should, Query.term_query(self._schema, self._fields.parts, run, "basic"))
            for run in runs
        ]
        for share in shares:
            least = max(2, round(share * len(runs)))
            holding = Query.boolean_query(each, minimum_number_should_match=least)
            if self._searcher.search(holding, 1, count=False).hits:
                return [Query.const_score_query(holding, PART_SCORE)]
        return []
