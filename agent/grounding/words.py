"""Words as people type them: split, folded, and compared with a tolerance for typing.

Knows letters, not meanings; those are in catalog/languages/.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,:]\d+)*|[€$£%&]")
_PAIRS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "’": "'"})
_UMLAUT = re.compile(r"([aou])e")
_ENDINGS = ("s", "es", "e", "n", "en", "er", "em", "ern", "'s", "ns", "ies", "y")
_PLURALS = ("s", "e", "n", "en", "es", "er")
_LINKERS = ("", "s", "n", "en", "es", "e")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Lower case, no diacritics, and one spelling for "ä", "ae" and "a": Größe = groesse."""
    lowered = unicodedata.normalize("NFKD", word.lower().translate(_PAIRS))
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return _UMLAUT.sub(r"\1", bare)


@lru_cache(maxsize=8_192)
def tokens(text: str) -> tuple[str, ...]:
    """Folded words and numbers in order: "Fjell-2-Zelt, 42?" -> fjell 2 zelt 42."""
    return tuple(fold(match) for match in _TOKEN.findall(unicodedata.normalize("NFC", text)))


def is_number(token: str) -> bool:
    return token[:1].isdigit()


@lru_cache(maxsize=65_536)
def same_word(typed: str, known: str) -> bool:
    """Whether `typed` is `known`, inflected or mistyped. Both folded.

    Numbers must be equal: a price is not "nearly" another. Words of five letters may differ by one
    edit, of eight by two, a word of four may lack or double a letter; never in the first letter,
    where people rarely slip.
    """
    if typed == known:
        return True
    if is_number(typed) or is_number(known) or min(len(typed), len(known)) < 3:
        return False
    if inflected(typed, known):
        return True
    shorter = min(len(typed), len(known))
    if shorter < 4 or typed[0] != known[0] or (shorter == 4 and len(typed) == len(known)):
        return False
    return within(typed, known, 2 if shorter >= 8 else 1)


@lru_cache(maxsize=65_536)
def inflected(typed: str, known: str) -> bool:
    """Whether the two differ by a grammatical ending only ("Stiefels", "boots", "blauen")."""
    short, long = sorted((typed, known), key=len)
    if typed[:3] != known[:3]:
        return False
    if any(long == short + ending for ending in _ENDINGS):
        return True
    return len(short) >= 4 and bool(_stems(typed) & _stems(known))


@lru_cache(maxsize=65_536)
def _stems(word: str) -> frozenset[str]:
    cut = {word[: -len(e)] for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 4}
    return frozenset(cut | {word})


@lru_cache(maxsize=65_536)
def forms(word: str) -> frozenset[str]:
    """`word` with and without the commonest endings: zelt, zelte, zelten."""
    cut = {word.removesuffix(ending) for ending in _PLURALS}
    return frozenset(cut | {word + ending for ending in _PLURALS} | {word})


def within(left: str, right: str, edits: int) -> bool:
    """Damerau-Levenshtein distance (adjacent letters swapped count once) of at most `edits`."""
    if abs(len(left) - len(right)) > edits:
        return False
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        after = [i] + [0] * len(right)
        for j, b in enumerate(right, 1):
            cost = a != b
            after[j] = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + cost)
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                after[j] = min(after[j], before[j - 2] + 1)
        if min(after) > edits:
            return False
        before, row = row, after
    return row[-1] <= edits


def in_compound(typed: str, known: str) -> bool:
    """Whether the compound `typed` begins or ends with the word `known`: zweimannzelt, zelt."""
    if len(known) < 4 or len(typed) < len(known) + 2:
        return False
    if typed.startswith(known) and len(typed) > len(known) + 2:
        return True
    return any(typed.endswith(known + ending) for ending in ("", "e", "n", "en", "s"))


def parts(typed: str, first: str) -> str:
    """What a compound holds behind its `first` word, its linking letters taken off; or empty."""
    rest = typed.removeprefix(first)
    if rest == typed or len(first) < 3:
        return ""
    for linker in _LINKERS:
        if rest.startswith(linker) and len(rest) - len(linker) >= 3:
            return rest[len(linker) :]
    return ""


@dataclass(frozen=True)
class Spellings:
    """Known words, ready to be found when mistyped. Much quicker than comparing with each."""

    buckets: dict[tuple[str, int], tuple[tuple[int, str], ...]]
    """First letter and length -> (the word's letters as bits, the word)."""
    rests: dict[str, tuple[str, ...]]
    """All but the first letter of the longer words -> the words."""

    @classmethod
    def of(cls, words: Iterable[str]) -> Spellings:
        """`words` are folded."""
        buckets: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        rests: dict[str, list[str]] = defaultdict(list)
        for word in words:
            buckets[word[0], len(word)].append((_bits(word), word))
            if len(word) >= _LONG:
                rests[word[1:]].append(word)
        return cls(
            {key: tuple(entries) for key, entries in buckets.items()},
            {rest: tuple(entries) for rest, entries in rests.items()},
        )

    def near(self, typed: str) -> list[str]:
        """The known words that `typed` may be, as `same_word` has it."""
        bits = _bits(typed)
        return [
            word
            for length in range(max(1, len(typed) - _REACH), len(typed) + _REACH + 1)
            for other, word in self.buckets.get((typed[0], length), ())
            if (bits ^ other).bit_count() <= _APART and same_word(typed, word)
        ]

    def headless(self, typed: str) -> list[str]:
        """Those of them that only the first letter, wrong or missing, tells from `typed`."""
        return [*self.rests.get(typed[1:], ()), *self.rests.get(typed, ())]


_LONG = 5
"""From so many letters on a word is told by the rest of them."""

_REACH = 3
"""By so many letters the longest ending ("ern") makes a word longer."""

_APART = 6
"""So many letters are in one of two words only: three of an ending for three of another."""


def _bits(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits
