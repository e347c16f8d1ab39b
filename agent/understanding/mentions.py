"""What of the catalog a message names: values, fields and titles, found by their own words.

Candidates are all values, field names and titles of which every telling word stands in the message;
of those that want the same words, the one that explains most is taken. Nothing is known of the
shape of a sentence.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from agent.understanding.function_words import FunctionWords, everyday_words, function_words
from catalog.cell_words import cell_words
from catalog.cells import is_plain
from catalog.columns import Column, Columns, Value
from catalog.schema import Field, Kind, Role
from catalog.text import Span, Token, fold, keys, opposites, phrases, tokens

PARTIAL = 0.6
"""Of a long value's weight has to be said, where its whole is not: "San Jose" of "San Jose, CA"."""

FEW = 4
"""So many products may share a name that is said in part; more are a kind of goods."""

MENDED = 80
"""Words of a message whose slips are looked for: each costs a look at every word of the catalog."""

SLIP = 0.78
"""Similarity from which an unknown word is taken for a known one (Damerau and Levenshtein, as a
share of the longer word): one letter in five, two in ten."""


class What(StrEnum):
    VALUE = "value"
    FIELD = "field"
    TITLE = "title"
    KIND = "kind"
    """Words of many titles: what sort of thing is wanted."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the message, at the positions `at`, that name something of the catalog."""

    what: What
    at: tuple[int, ...]
    weight: float
    values: tuple[tuple[str, str], ...] = ()
    """(field's id, value as written) for a value: several fields may have it."""
    fields: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    exact: bool = False
    missing: str = ""
    """A number or code beside a title that none of its products has."""
    denied: bool = False
    """In the word itself: "ungiftig"."""

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def end(self) -> int:
        return self.at[-1] + 1


class Index:
    """The names of one state of the catalog. Safe from many threads."""

    def __init__(self, columns: Columns, passages: Iterable[str] = ()) -> None:
        self.columns = columns
        self.values: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.concepts: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.field_names: dict[str, list[tuple[Field, tuple[Token, ...]]]] = defaultdict(list)
        for column in columns.columns.values():
            self._add_names(column.field)
            if column.field.kind is Kind.TEXT or column.field.role is Role.STOCK:
                continue
            for value in column.values.values():
                if is_plain(value.text):
                    continue
                self._add_value(column, value)
        self.known = self._vocabulary(passages)

    def _add_names(self, field: Field) -> None:
        if field.role not in (Role.TAG, Role.CATEGORY):
            self._add_name(field, _BUILT_IN.get(field.role, field.name), _of(field.language))
        for name in field.names:  # the owner's, in whatever language
            self._add_name(field, name, tuple(dict.fromkeys((*self.columns.languages, "en"))))

    def _add_name(self, field: Field, name: str, languages: tuple[str, ...]) -> None:
        words = _telling(tokens(_spaced(name), languages))
        words = tuple(t for t in words if t.folded not in _BESIDE_NAMES) or words
        for key in {k for t in words for k in t.keys}:
            self.field_names[key].append((field, words))
        for span in phrases(words, languages):
            for concept in span.concepts:
                self.field_names[concept].append((field, words[span.start : span.end]))

    def _add_value(self, column: Column, value: Value) -> None:
        if not value.tokens or len(value.tokens) > 12:
            return
        for key in {k for t in value.tokens for k in t.keys}:
            self.values[key].append((column, value))
        languages = _of(column.field.language)
        telling = _telling(value.tokens)
        for span in phrases(telling, languages):
            if span.end - span.start == len(telling):
                for concept in span.concepts:
                    self.concepts[concept].append((column, value))
        if len(telling) == 1:
            for key in telling[0].keys:
                if key.startswith("c:"):
                    self.concepts[key].append((column, value))

    def _vocabulary(self, passages: Iterable[str]) -> frozenset[str]:
        """Folded words that are no slip of another: of rows, passages and of speech."""
        found = {key for key in self.columns.words if ":" not in key}
        found |= {key for key in self.values if ":" not in key}
        found |= {key for key in self.field_names if ":" not in key}
        for text in passages:
            found |= {t.folded for t in tokens(text, ())}
        return frozenset(w for w in found if len(w) > 3 and not w[0].isdigit())

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        return tuple(sorted(self.known))

    # -- words ---------------------------------------------------------------------------------

    def read(self, text: str, language: str) -> tuple[Token, ...]:
        """The words of a message; what nobody knows by what it is a slip of."""
        languages = tuple(dict.fromkeys([language, *self.columns.languages]))
        book = function_words(language)
        read = tokens(text, languages)
        mended = (self._spelled(t, languages, book) for t in read[:MENDED])
        return (*(t for some in mended for t in some), *read[MENDED:])

    def _spelled(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> tuple[Token, ...]:
        word = token.folded
        if book.is_small(word):
            # "hat" of a German message is no English hat.
            own = keys(token.text, (book.language,), "none")
            return (Token(token.text, token.start, token.end, own, word),)
        whole = keys(token.text, languages, "none")
        if any(k in self.columns.weights for k in whole if not k.startswith("c:")):
            # A known "Rucksack" is found by itself, and no "Schlafsack" for its end.
            return (Token(token.text, token.start, token.end, whole, word),)
        if book.language == "de" and not any(k in self.columns.weights for k in whole):
            for first, last in _cuts(token):
                if self._is_cut(first, last, languages):
                    both = (self._spelled(part, languages, book) for part in (first, last))
                    return tuple(t for some in both for t in some)
        return (self._mended(token, languages, book),)

    def _is_cut(self, first: Token, last: Token, languages: tuple[str, ...]) -> bool:
        """Whether rows have what a compound ends with, or a value that it begins with."""
        if any(k in self.columns.weights for k in keys(last.text, languages, "none")):
            return len(first.text) > 3
        own = (k for k in keys(first.text, languages, "none") if not k.startswith("c:"))
        return any(k in self.values for k in own)

    def _mended(self, token: Token, languages: tuple[str, ...], book: FunctionWords) -> Token:
        word = token.folded
        token = Token(token.text, token.start, token.end, keys(token.text, languages, "all"), word)
        if len(word) < 4 or word[0].isdigit() or self.columns.knows(token) or word in self.known:
            return token
        if (denied := self._denied(token, languages, book)) is not None:
            return denied
        if (
            book.is_small(word)
            or any(k.startswith("c:") for k in token.keys)
            or word in everyday_words()
        ):
            return token
        best = process.extractOne(
            word, self.spelled, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=SLIP
        )
        if best is None or best[0][0] != word[0]:
            return token
        meant = keys(best[0], languages)
        return Token(token.text, token.start, token.end, token.keys | meant, token.folded)

    def _denied(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> Token | None:
        """An unknown word that denies one of this catalog: "ungiftig", "unscented"."""
        meant = [k for c in token.keys for k in opposites().get(c, ())]
        for prefix in book.degrees.negating:
            rest = token.folded.removeprefix(prefix)
            if rest != token.folded and len(rest) > 3:
                meant += keys(rest, languages)
        known = frozenset(k for k in meant if k in self.values or k in self.field_names)
        if not known:
            return None
        return replace(token, keys=known, denies=True)

    # -- mentions ------------------------------------------------------------------------------

    def mentions(self, spoken: Sequence[Token], language: str) -> list[Mention]:
        """What `spoken` names, each word taken once, in the order of the message."""
        book = function_words(language)
        languages = tuple(dict.fromkeys([language, *self.columns.languages]))
        spans = phrases(spoken, languages)
        found = [*self._values(spoken, spans, book), *self._fields(spoken, spans, book)]
        found += self._titles(spoken, book)
        return [
            replace(m, denied=True) if any(spoken[p].denies for p in m.at) else m
            for m in _chosen(found)
        ]

    def _values(
        self, spoken: Sequence[Token], spans: Sequence[Span], book: FunctionWords
    ) -> list[Mention]:
        hits: dict[int, tuple[Column, Value, set[int]]] = {}
        for at, token in enumerate(spoken):
            for key in token.keys:
                for column, value in self.values.get(key, ()):
                    hits.setdefault(id(value), (column, value, set()))[2].add(at)
        grouped: dict[tuple[int, ...], list[tuple[str, str]]] = defaultdict(list)
        partly: dict[tuple[int, ...], list[tuple[str, str, float]]] = defaultdict(list)
        for column, value, held in hits.values():
            # "One size" is no tag of "which sizes": of tags each word counts.
            tag = column.field.role is Role.TAG
            telling = value.tokens if tag else _telling(value.tokens)
            share, places = self._tightest(telling, spoken, sorted(held))
            if (
                not places
                or (all(book.is_small(spoken[p].folded) for p in places) and len(places) < 2)
            ) and not (places and column.field.role in (Role.OPTION, Role.CATEGORY)):
                continue
            if share >= 0.999 and _together(places, spoken):
                grouped[places].append((column.field.id, value.text))
            elif share >= PARTIAL and _together(places, spoken) and _may_be_partial(column.field):
                partly[places].append((column.field.id, value.text, share))
        for span in spans:
            places = tuple(range(span.start, span.end))
            for concept in span.concepts:
                for column, value in self.concepts.get(concept, ()):
                    if (column.field.id, value.text) not in grouped[places]:
                        grouped[places].append((column.field.id, value.text))
        coded = {places: self._coded(pairs) for places, pairs in grouped.items()}
        mentions = [
            Mention(
                What.TITLE,
                places,
                self._weight(spoken, places) + 2.0,
                products=products,
                exact=True,
            )
            for places, products in coded.items()
            if products
        ]
        grouped = {p: pairs for p, pairs in grouped.items() if not coded[p]}
        mentions += [
            Mention(
                What.VALUE, places, self._weight(spoken, places) + 0.5, tuple(pairs), exact=True
            )
            for places, pairs in grouped.items()
            if pairs
        ]
        for places, found in partly.items():
            fields_with_whole = {
                f for p, pairs in grouped.items() if set(places) & set(p) for f, _ in pairs
            }
            kept = tuple((f, v) for f, v, _ in found if f not in fields_with_whole)
            if kept:
                mentions.append(
                    Mention(What.VALUE, places, self._weight(spoken, places) * 0.9, kept)
                )
        return mentions

    def _coded(self, pairs: Sequence[tuple[str, str]]) -> tuple[int, ...]:
        """The products that a code names; none where a field of another kind has that value too."""
        found: dict[int, None] = {}
        for id, text in pairs:
            column = self.columns.columns[id]
            if column.field.kind is not Kind.CODE or column.field.role is Role.OPTION:
                return ()
            rows = column.values[fold(text)].rows
            found.update((int(self.columns.product_of[r]), None) for r in rows)
        return tuple(found)[:FEW]

    def _held(
        self, telling: Sequence[Token], spoken: Sequence[Token], at: Iterable[int]
    ) -> tuple[float, tuple[int, ...]]:
        """The share of `telling` that stands at the places `at`, and those places."""
        places: list[int] = []
        held = total = 0.0
        for token in telling:
            weight = self.columns.weight(token)
            total += weight
            place = next(
                (
                    p
                    for p in sorted(at)
                    if p not in places and not token.keys.isdisjoint(spoken[p].keys)
                ),
                None,
            )
            if place is not None:
                places.append(place)
                held += weight
        return held / total if total else 0.0, tuple(sorted(places))

    def _fields(
        self, spoken: Sequence[Token], spans: Sequence[Span], book: FunctionWords
    ) -> list[Mention]:
        hits: dict[tuple[str, tuple[Token, ...]], tuple[Field, set[int]]] = {}
        for at, token in enumerate(spoken):
            for key in token.keys:
                for field, words in self.field_names.get(key, ()):
                    hits.setdefault((field.id, words), (field, set()))[1].add(at)
        for span in spans:
            for concept in span.concepts:
                for field, words in self.field_names.get(concept, ()):
                    whole = set(range(span.start, span.end))
                    hits[(field.id, (*words, *words))] = (field, whole)
        # "rate" asks for a price, and its stem is that of "rating".
        runs = book.find("price", [t.folded for t in spoken])
        priced = {p for run in runs for p in range(run.start, run.end)}
        grouped: dict[tuple[int, ...], dict[str, float]] = defaultdict(dict)
        for (id, words), (_, held) in hits.items():
            if len(words) > 1 and words[: len(words) // 2] == words[len(words) // 2 :]:
                grouped[tuple(sorted(held))][id] = 1.0
                continue
            kept = {
                p
                for p in held
                if p not in priced or any(w.folded == spoken[p].folded for w in words)
            }
            share, places = self._named(words, spoken, kept)
            if places and share >= 0.5 and not all(_weak(spoken[p].folded, book) for p in places):
                grouped[places][id] = max(share, grouped[places].get(id, 0.0))
        found = []
        for places, shares in grouped.items():
            best = max(shares.values())
            some = tuple(id for id, share in shares.items() if share >= best - 0.01)
            weight = self._weight(spoken, places) * (0.7 + 0.25 * best)
            found.append(Mention(What.FIELD, places, weight, fields=some, exact=best > 0.99))
        return found

    def _named(
        self, words: Sequence[Token], spoken: Sequence[Token], at: Iterable[int]
    ) -> tuple[float, tuple[int, ...]]:
        places: list[int] = []
        for word in words:
            for place in sorted(at):
                if place not in places and not word.keys.isdisjoint(spoken[place].keys):
                    places.append(place)
                    break
        return len(places) / max(1, len(words)), tuple(sorted(places))

    def _titles(self, spoken: Sequence[Token], book: FunctionWords) -> list[Mention]:
        """The products whose titles hold most of what is said, and the kinds that titles name."""
        columns = self.columns
        masks = np.zeros(len(columns.ids), np.int64)
        measured = {w for s in book.scales for run in (*s.more, *s.less) for w in run}
        considered = [
            at
            for at, t in enumerate(spoken[:60])
            if (not _function(t, book) or (t.is_number and len(t.folded) < 9))
            and not _barred(at, spoken, book)
            and not (t.folded in measured and t.folded not in columns.title_words)
        ]
        for bit, at in enumerate(considered):
            for key in spoken[at].keys:
                held = columns.title_words.get(key)
                if held is not None:
                    masks[held] |= 1 << bit
        return self._named_products(masks, considered, spoken, book)

    def _named_products(
        self, masks: np.ndarray, considered: list[int], spoken: Sequence[Token], book: FunctionWords
    ) -> list[Mention]:
        sets, place = np.unique(masks, return_inverse=True)
        scored: list[tuple[float, int, tuple[int, ...]]] = []
        for number, mask in enumerate(sets.tolist()):
            at = tuple(p for bit, p in enumerate(considered) if mask >> bit & 1)
            at = tuple(p for p in at if not spoken[p].is_number or len(at) > 1)
            if at:
                scored.append((sum(self.columns.weight(spoken[p]) for p in at), number, at))
        scored.sort(reverse=True)
        found: list[Mention] = []
        for _, number, at in scored[:24]:
            products = np.flatnonzero(place == number).tolist()
            found += self._of_mask(products, at, spoken)
        return found

    def _of_mask(
        self, products: list[int], at: tuple[int, ...], spoken: Sequence[Token]
    ) -> list[Mention]:
        """What products whose titles hold the same words are named by: whole titles, each where it
        stands; else the run of words that they share."""
        whole, like, coverage = self._placed(products, at, spoken)
        found = [
            Mention(
                What.TITLE,
                places,
                self._weight(spoken, places) + 0.6,
                products=tuple(some),
                exact=True,
            )
            for places, some in whole.items()
        ]
        if found:
            return found
        run = _run_of(at)
        weight = self._weight(spoken, run)
        if like and len(like) <= FEW:
            return [Mention(What.TITLE, run, weight * 0.96, products=tuple(like))]
        if (
            len(products) <= FEW
            and coverage >= 0.45
            and _telling_enough(run, spoken, self, coverage)
        ):
            return [
                Mention(What.TITLE, run, weight * (0.6 + 0.4 * coverage), products=tuple(products))
            ]
        return [Mention(What.KIND, run, weight * 0.8, products=tuple(products))]

    def _placed(
        self, products: Sequence[int], at: tuple[int, ...], spoken: Sequence[Token]
    ) -> tuple[dict[tuple[int, ...], list[int]], list[int], float]:
        """(places -> products whose whole title stands there, those that do in other words, the
        largest share of a title that is said)."""
        plainly: dict[tuple[int, ...], list[int]] = defaultdict(list)
        literal: dict[tuple[int, ...], list[int]] = defaultdict(list)
        like: list[int] = []
        coverage = 0.0
        for product in products[:200]:
            for title in self.columns.title_tokens[product]:
                telling = _telling(title)
                share, places = self._tightest(telling, spoken, at)
                if not places:
                    continue
                plain = self._plainly(telling, spoken, places)
                if share >= 0.999 and len(places) == len(telling) and _together(places, spoken):
                    if not plain:
                        if self._wholly(telling, spoken, places):
                            like.append(product)
                    else:
                        plainly[places].append(product)
                        if {t.folded for t in telling} <= {spoken[p].folded for p in places}:
                            literal[places].append(product)
                coverage = max(coverage, share if plain else share * 0.6)
        whole = {p: list(dict.fromkeys(literal.get(p) or some)) for p, some in plainly.items()}
        return whole, list(dict.fromkeys(like)), coverage

    def _tightest(
        self, telling: Sequence[Token], spoken: Sequence[Token], at: Sequence[int]
    ) -> tuple[float, tuple[int, ...]]:
        """The share of a title that is said, and where its words stand nearest to each other."""
        options = [[p for p in at if not t.keys.isdisjoint(spoken[p].keys)] for t in telling]
        held = [n for n, places in enumerate(options) if places]
        if not held:
            return 0.0, ()
        anchor = min(held, key=lambda n: (len(options[n]), -self.columns.weight(telling[n])))
        best: tuple[int, ...] = ()
        for start in options[anchor][:4]:
            used = {start}
            for n in held:
                if n != anchor:
                    free = [p for p in options[n] if p not in used]
                    if free:
                        used.add(min(free, key=lambda p: (abs(p - start), p)))
            places = tuple(sorted(used))
            span = places[-1] - places[0]
            if not best or (len(places), -span) > (len(best), -(best[-1] - best[0])):
                best = places
        total = sum(self.columns.weight(t) for t in telling)
        said = sum(self.columns.weight(telling[n]) for n in held)
        return (said / total if total else 0.0), best

    def _plainly(
        self, telling: Sequence[Token], spoken: Sequence[Token], places: Iterable[int]
    ) -> bool:
        """Whether each word is the title's own and no synonym of it."""
        return all(
            any(not k.startswith("c:") for t in telling for k in t.keys & spoken[p].keys)
            for p in places
        )

    def _wholly(
        self, telling: Sequence[Token], spoken: Sequence[Token], places: Iterable[int]
    ) -> bool:
        """Whether each word of a title as a whole means what is said: "breakfast" is no
        "Kinderfrühstück"."""
        said = {k for p in places for k in spoken[p].keys}
        whole = (keys(t.text, self.columns.languages, "none") for t in telling)
        return all(not said.isdisjoint(own) for own in whole)

    def _weight(self, spoken: Sequence[Token], at: Iterable[int]) -> float:
        return sum(self.columns.weight(spoken[p]) for p in at)


_LINKS = ("", "s", "n", "en", "es", "er", "e")


def _cuts(token: Token) -> Iterator[tuple[Token, Token]]:
    """The two parts that a German compound may have, the longest last part first."""
    text = token.text
    for at in range(3, len(text) - 3):
        first, last = text[:at], text[at:]
        for link in _LINKS:
            own = first.removesuffix(link) if link else first
            if len(own) > 2 and (not link or own != first):
                start = token.start
                yield (
                    Token(own, start, start + len(own), frozenset(), fold(own)),
                    Token(last, start + at, token.end, frozenset(), fold(last)),
                )


def _chosen(found: list[Mention]) -> list[Mention]:
    """Those that explain most, none of whose words another has; wholes before parts."""
    order = {What.TITLE: 0.3, What.VALUE: 0.2, What.FIELD: 0.1, What.KIND: 0.0}
    ranked = sorted(found, key=lambda m: (-(m.weight + order[m.what]), m.start))
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in ranked:
        if taken.isdisjoint(mention.at):
            kept.append(mention)
            taken.update(mention.at)
    return sorted(kept, key=lambda m: m.start)


def _may_be_partial(field: Field) -> bool:
    return field.kind is not Kind.CODE and field.role is not Role.TAG


def _barred(at: int, spoken: Sequence[Token], book: FunctionWords) -> bool:
    """ "not the light one": a word behind a "not" names nothing that is wanted."""
    before = [spoken[n].folded for n in range(max(1, at - 2), at)]
    return any((w,) in book.groups["negate"] for w in before)


def _telling(words: Sequence[Token]) -> tuple[Token, ...]:
    """Without the small words of any language; all of them where nothing else is there."""
    kept = tuple(t for t in words if t.folded not in everyday_words())
    return kept or tuple(words)


def _function(token: Token, book: FunctionWords) -> bool:
    return book.is_small(token.folded)


def _weak(word: str, book: FunctionWords) -> bool:
    return word in book.small


def _together(at: tuple[int, ...], spoken: Sequence[Token]) -> bool:
    """Whether nothing but two small words stands between two of these places."""
    return all(b - a <= 3 for a, b in itertools.pairwise(at))


def _run_of(at: tuple[int, ...]) -> tuple[int, ...]:
    """The longest part of `at` whose places stand together."""
    runs: list[list[int]] = [[at[0]]]
    for place in at[1:]:
        if place - runs[-1][-1] <= 3:
            runs[-1].append(place)
        else:
            runs.append([place])
    return tuple(sorted(runs, key=len)[-1])


def _telling_enough(
    at: tuple[int, ...], spoken: Sequence[Token], index: Index, coverage: float
) -> bool:
    """Several words of a title, or one that is most of it: "back" of "Back massage" is neither."""
    words = [p for p in at if not spoken[p].is_number]
    if len(at) > 1 and words:
        return True
    return bool(words) and coverage >= 0.6


def _spaced(name: str) -> str:
    return "".join(
        f" {c}" if c.isupper() and n and name[n - 1].islower() else c for n, c in enumerate(name)
    ).replace("_", " ")


def _of(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (language, "en"))))


_BUILT_IN = {
    Role.BRAND: "brand",
    Role.CATEGORY: "category",
    Role.TAG: "tag",
    Role.PRICE: "price",
    Role.LIST_PRICE: "former price",
    Role.UNIT_PRICE: "unit price",
    Role.STOCK: "stock",
    Role.CODE: "code",
}
_BESIDE_NAMES = frozenset(map(fold, cell_words("in_names")))
"""What stands in a column's name and names nothing: its unit, and the small words before it."""
