"""What the kind of a question is told by: its words, their neighbours, their letters.

A message comes here masked: "{item}" for a product's name, "{category}" for a kind of goods,
"{option}" for a colour or size, "{unknown}" for a word that no example has. So what is learned from
one shop's examples holds for any other shop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from math import sqrt
from zlib import crc32

from agent.truth.values import decimal_of
from agent.truth.words import is_number

ITEM, CATEGORY, OPTION, UNKNOWN = "{item}", "{category}", "{option}", "{unknown}"
_MONEY = "{money}"

CURRENCIES = frozenset(
    {"€", "$", "£", "eur", "euro", "euros", "usd", "chf", "dollar", "dollars", "bucks", "quid"}
)

_SHARES = {"word": 1.0, "pair": 1.1, "gap": 0.9, "letters": 1.4, "about": 0.7, "whole": 0.5}
"""What each group weighs, chosen by cross-validation over the examples."""

_LETTERS = (3, 4, 5)


def numbered(word: str, numbers: Mapping[str, int]) -> str:
    """Money and numbers by their size: a few pieces, a shoe's size, a price."""
    if word in CURRENCIES:
        return _MONEY
    if is_number(word):
        value = decimal_of(word)
        if value <= 12:
            return "#few"
        return "#size" if value <= 50 and value == int(value) else "#many"
    return "#few" if numbers.get(word, 1) > 1 else word


def features(words: tuple[str, ...], spelt: Collection[str] = ()) -> dict[int, float]:
    """Hash of a feature -> its weight, of the masked `words`.

    `spelt` are the words behind the "{unknown}"s, whose letters tell something nevertheless. Every
    group weighs the same in a long message and in a short one.
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for group, feature in _features(words):
        groups[group].add(feature)
    for word in spelt:
        groups["letters"].update(_letters(word))
    return {
        crc32(f"{group}:{feature}".encode()): _SHARES[group] / sqrt(len(found))
        for group, found in groups.items()
        for feature in found
    }


def _features(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    plain = tuple("#" if word[0] == "#" else word for word in words)
    items = min(words.count(ITEM), 2)
    about = str(items) if items else "goods" if {CATEGORY, UNKNOWN} & set(words) else "none"
    for word, bare in zip(words, plain, strict=True):
        yield "word", word
        yield "word", bare
        yield "about", f"{about} {word}"
        if word[0] not in "{#":
            yield from (("letters", run) for run in _letters(word))
    for run in {("<", *words, ">"), ("<", *plain, ">")}:
        yield from (("pair", f"{a} {b}") for a, b in pairwise(run))
    run = ("<", *plain, ">")
    yield from (("gap", f"{a} {b}") for a, b in zip(run, run[2:], strict=False))
    yield "whole", f"items {min(words.count(ITEM), 3)}"
    yield "whole", f"about {about}"
    yield "whole", f"length {min(len(words).bit_length(), 4)}"


def _letters(word: str) -> Iterator[str]:
    framed = f"^{word}$"
    for size in _LETTERS:
        yield from (framed[at : at + size] for at in range(len(framed) - size + 1))
