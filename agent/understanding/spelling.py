"""A message's words as this catalog writes them: written apart or as one, compounds, slips.

Only a word that no row, passage or small word knows is looked at. What it may be, the surest first:

    one of two that rows write as one       day pack, of a daypack
    two that rows write apart               drybag, lykt400
    a compound of two that are known        Damenjacke
    a slip of one that is known             Regenjake
    a compound whose last part is known     Familienzelt, Carbonstöcke, Wanderstifel
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from agent.understanding.function_words import FunctionWords, everyday_words, is_speech
from catalog.columns import Columns
from catalog.compounds import JOINED, LINKS
from catalog.concepts import names_of, opposites
from catalog.folding import fold
from catalog.text import Keys, Token, keys

MENDED = 80
"""Words of a message whose slips are looked for: each costs a look at every word of the catalog."""

SLIP = 0.77
"""Similarity from which an unknown word is taken for a known one (Damerau and Levenshtein, as a
share of the longer word): one letter in five, two in nine."""

SWAP = 0.7
"""The same where it is the same letters, or the same but for the vowels: "tnet", "sandles"."""

SHORTEST_HEAD, SHORTEST_END, SHORTEST_FIRST = 4, 5, 4
"""Letters of a compound's last part that is a word of its own, of one that others end with, and of
what stands before it there: of "Flaschen" no "schen" is taken."""

SHORTEST_TWIN = 4
"""Letters with which two compounds begin that mean the same."""

NEAREST = 5
"""So many known words that are near are looked at."""

ENDING = 20
"""So many words that end alike are taken for one."""


class Spelling:
    """Reads words in the writing of one state of the catalog. Safe from many threads."""

    def __init__(self, columns: Columns, names: Iterable[str], known: Iterable[str]) -> None:
        """`names` are the keys of titles, values and fields; `known` all folded words that are no
        slip of another."""
        self._columns = columns
        self._names = frozenset(names)
        self._known = frozenset(known)
        # Read here, while a catalog is learned aside, and not while the first visitor waits.
        self._pairs = self._side_by_side()
        self._spelled = self._by_letter()
        self._backward = sorted(w[::-1] for w in self._names if w.isalpha() and len(w) > 7)

    def mend(
        self, read: Sequence[Token], languages: tuple[str, ...], book: FunctionWords
    ) -> tuple[Token, ...]:
        """The words of a message; what nobody knows as what it is meant for."""
        found: list[Token] = []
        for token in self._joined(read[:MENDED], languages, book):
            found += self._read(token, languages, book)
        return (*found, *read[MENDED:])

    def _read(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> tuple[Token, ...]:
        word = token.folded
        if book.is_small(word):
            # "hat" of a German message is no English hat.
            return (replace(token, keys=keys(token.text, (book.language,), "none")),)
        whole = keys(token.text, languages, "none")
        # A "Zahnarzt" of an English list of dentists is one word too, and no "Arzt".
        known = (k in self._columns.weights or k in self._names for k in whole)
        if any(known):
            # A known "Rucksack" is found by itself, and no "Schlafsack" for its end.
            return (replace(token, keys=whole),)
        token = replace(token, keys=keys(token.text, languages, "all"))
        if word in everyday_words() or is_speech(token.text, book.language):
            return (token,)
        if apart := self._apart(token, languages):
            return apart
        cuts = self._cuts(token, languages, book)
        if named := next((c for c in cuts if self._is_named(c[0])), None):
            return named
        if book.language in JOINED and (twin := self._twin(token, languages)):
            return (replace(token, keys=keys(twin, languages, "none")),)
        if both := next((c for c in cuts if self._is_known(c[0])), None):
            return both
        if len(word) < 4 or word[0].isdigit() or self._columns.knows(token) or word in self._known:
            return (token,)
        if (denied := self._denied(token, languages, book)) is not None:
            return (denied,)
        if any(k.startswith("c:") for k in token.keys):
            return (token,)
        if slip := self._slip(word, SHORTEST_HEAD):
            return (replace(token, keys=token.keys | keys(slip, languages)),)
        if cuts:
            first, last = cuts[0]
            return (*self._read(first, languages, book), last)
        if slipped := self._slipped_head(token, languages, book):
            return slipped
        ending = self._compounds_of(word, book)
        own = frozenset(k for name in ending for k in keys(name, languages, "none"))
        return (replace(token, keys=own),) if ending else (token,)

    # -- written apart, or as one ----------------------------------------------------------------

    def _joined(
        self, read: Sequence[Token], languages: tuple[str, ...], book: FunctionWords
    ) -> Iterator[Token]:
        """Two words that rows write as one: a daypack of "day pack"."""
        before: Token | None = None
        for token in read:
            if before is not None:
                both = before.folded + token.folded
                near = token.start - before.end == 1 and both.isalpha() and len(both) > 5
                small = book.is_small(before.folded) or book.is_small(token.folded)
                if near and not small and both in self._names and both not in self._pairs:
                    text = f"{before.text}{token.text}"
                    start, end = before.start, token.end
                    yield Token(text, start, end, keys(text, languages, "none"), both)
                    before = None
                    continue
                yield before
            before = token
        if before is not None:
            yield before

    def _apart(self, token: Token, languages: tuple[str, ...]) -> tuple[Token, ...]:
        """One word that rows write as two side by side: a dry bag of "drybag"."""
        first = self._pairs.get(token.folded, 0)
        return self._halves(token, first, languages) if first else ()

    def _side_by_side(self) -> dict[str, int]:
        """Two words that stand side by side in a title or value, as one -> where the first ends."""
        columns = self._columns.columns.values()
        titles = (title for titles in self._columns.title_tokens for title in titles)
        values = (value.tokens for column in columns for value in column.values.values())
        found: dict[str, int] = {}
        for words in (*titles, *values):
            for first, last in pairwise(words):
                both = first.folded + last.folded
                if min(len(first.folded), len(last.folded)) > 2 or last.is_number:
                    found[both] = len(first.folded)
        return {both: at for both, at in found.items() if 4 < len(both) < 25 and both[0].isalpha()}

    # -- compounds -------------------------------------------------------------------------------

    def _cuts(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> list[tuple[Token, Token]]:
        """The two parts that it may have, the longest last part first, each last part known."""
        linked = book.language in JOINED
        word = token.folded
        if not word.isalpha() or len(word) < 7 or not (linked or word not in self._known):
            return []
        found: list[tuple[Token, Token]] = []
        for first, last in _halves_of(token, LINKS if linked else ("",)):
            # A part of a compound is a word of its language: "quiet" is no part of "quietschen".
            own = (book.language,) if linked else languages
            before = keys(first.text, own, "none")
            small = book.is_small(first.folded) or first.folded in everyday_words()
            if small and not (first.folded in self._names and len(first.folded) >= SHORTEST_FIRST):
                continue  # the "weiß" of "Weißwein" is a colour where rows have it
            ends = self._head(last, own, linked, bool(before & self._names))
            if ends and (linked or before & self._names):
                found.append((replace(first, keys=before), replace(last, keys=ends)))
        return found

    def _twin(self, token: Token, languages: tuple[str, ...]) -> str:
        """A name that begins as a compound does and ends with a word for the same thing:
        "Stehleuchte" of "Stehlampe"; empty where there is none."""
        if not token.folded.isalpha() or len(token.folded) < 7:
            return ""
        for first, last in _halves_of(token, ("",)):
            if len(last.folded) < SHORTEST_HEAD or len(first.folded) < SHORTEST_TWIN:
                continue
            meant = {k for k in keys(last.text, languages, "none") if k.startswith("c:")}
            for name in self._spelled.get(first.folded[0], ()) if meant else ():
                rest = name.removeprefix(first.folded)
                ends = rest != name and len(rest) >= SHORTEST_HEAD
                if ends and not meant.isdisjoint(keys(rest, languages, "none")):
                    return name
        return ""

    def _head(self, last: Token, languages: tuple[str, ...], linked: bool, is_named: bool) -> Keys:
        """The keys of a last part that names something; none where it names nothing. Behind a name
        of this catalog (`is_named`) any word is one: Rot|wein, where all is wine."""
        if len(last.folded) < SHORTEST_HEAD:
            return frozenset()
        own = keys(last.text, languages, "none")
        named = (k for k in own if k in self._names and len(k.rpartition(":")[2]) >= SHORTEST_HEAD)
        if (is_named and any(k.startswith("c:") for k in own)) or any(True for _ in named):
            return own
        if not linked or len(last.folded) < SHORTEST_END:
            return frozenset()
        return frozenset(k for word in self._ending(last.folded) for k in keys(word, languages))

    def _compounds_of(self, word: str, book: FunctionWords) -> list[str]:
        """The names of this catalog that end with a word: "Keramikkrone" of "Krone", "Kronen"."""
        if book.language not in JOINED or not word.isalpha():
            return []
        for end in ("", "n", "en", "e", "s"):
            form = word.removesuffix(end)
            if len(form) >= SHORTEST_END and (found := self._ending(form)):
                return found
        return []

    def _ending(self, end: str) -> list[str]:
        """Names that end with `end` and are more than that: Trekkingstöcke of "stöcke"."""
        backward, wanted = self._backward, end[::-1]
        at = bisect_left(backward, wanted)
        found: list[str] = []
        while at < len(backward) and backward[at].startswith(wanted) and len(found) < ENDING:
            if len(backward[at]) >= len(end) + SHORTEST_FIRST:
                found.append(backward[at][::-1])
            at += 1
        return found

    def _is_named(self, first: Token) -> bool:
        """Whether rows have a word as it stands: the "Winter" of "Winterreifen"."""
        return any(k in self._names for k in first.keys if not k.startswith("c:"))

    def _is_known(self, first: Token) -> bool:
        return any(k in self._columns.weights or k.startswith("c:") for k in first.keys)

    def _slipped_head(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> tuple[Token, Token] | None:
        """A known word before a slip of another: "Wanderstifel"."""
        if book.language not in JOINED or not token.folded.isalpha():
            return None
        for first, last in _halves_of(token, LINKS):
            before = keys(first.text, languages, "none")
            if len(first.folded) < 4 or len(last.folded) < SHORTEST_END or not before & self._names:
                continue
            if slip := self._slip(last.folded, SHORTEST_END):
                return replace(first, keys=before), replace(last, keys=keys(slip, languages))
        return None

    def _halves(
        self, token: Token, at: int, languages: tuple[str, ...]
    ) -> tuple[Token, Token] | tuple[()]:
        """`token` cut behind its first `at` letters; nothing where folding changed its length."""
        if len(token.folded) != len(token.text):
            return ()
        first, last = _cut(token, at, "")
        return (
            replace(first, keys=keys(first.text, languages, "none")),
            replace(last, keys=keys(last.text, languages, "none")),
        )

    # -- slips -----------------------------------------------------------------------------------

    def _by_letter(self) -> dict[str, list[str]]:
        """All that a word may be meant for, by its first letter."""
        own = {k for k in self._columns.weights if k.startswith("c:")}
        meant = (names_of(own, language) for language in self._columns.languages)
        words = {word for some in meant for word in some if len(word) > 3}
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._known | words):
            found[word[0]].append(word)
        return dict(found)

    def _slip(self, word: str, least: int) -> str:
        """The known word that `word` is a slip of; nobody mistypes a first letter."""
        # Loaded with the first slip: it takes a tenth of what a start does.
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        near = process.extract(
            word,
            self._spelled.get(word[0], ()),
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=SWAP,
            limit=NEAREST,
        )
        meant = (str(known) for known, score, _ in near if self._is_slip(word, str(known), score))
        return next((known for known in meant if len(known) >= least), "")

    def _is_slip(self, word: str, known: str, score: float) -> bool:
        if known not in self._known and (known.startswith(word) or word.startswith(known)):
            return False  # another form of a word of speech: "wenigsten" is no "wenigstens"
        alike = sorted(known) == sorted(word) or _consonants(known) == _consonants(word)
        return alike or score >= SLIP

    def _denied(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> Token | None:
        """An unknown word that denies one of this catalog: "ungiftig", "unscented"."""
        meant = [k for c in sorted(token.keys) for k in opposites().get(c, ())]
        for prefix in book.degrees.negating:
            rest = token.folded.removeprefix(prefix)
            if rest != token.folded and len(rest) > 3:
                meant += keys(rest, languages)
        known = frozenset(k for k in meant if k in self._names)
        return replace(token, keys=known, denies=True) if known else None


def _consonants(word: str) -> str:
    return word[0] + "".join(c for c in word[1:] if c not in "aeiouy")


def _halves_of(token: Token, links: Sequence[str]) -> Iterator[tuple[Token, Token]]:
    """The two parts that a compound may have, the longest last part first."""
    for at in range(3, len(token.text) - 3):
        for link in links:
            if token.text[:at].endswith(link) and at - len(link) > 2:
                yield _cut(token, at, link)


def _cut(token: Token, at: int, link: str) -> tuple[Token, Token]:
    first, last = token.text[: at - len(link)], token.text[at:]
    start = token.start
    return (
        Token(first, start, start + len(first), frozenset(), fold(first)),
        Token(last, start + at, token.end, frozenset(), fold(last)),
    )
