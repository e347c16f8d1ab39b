"""A message's words as the catalog's titles write them, before names are looked for.

People glue names ("vandremid") and tear them ("tur mat"), spell their numbers ("fjell two") and
leave out what they have just said ("fjell 2 or 4", "sarek 45/65").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.grounding.titles import Titles
from agent.grounding.words import is_number

_NUMERAL = "er"
"""What German puts behind a number to make a name of it: den 65er."""


def as_titled(
    typed: Sequence[str], titles: Titles, numbers: Mapping[str, int], joints: frozenset[str]
) -> tuple[str, ...]:
    """The folded tokens `typed`, respelled.

    `numbers` are spelled ones; `joints` may stand between two names ("or", "and the").
    """
    words = _apart(_together(typed, titles), titles)
    return headed(_counted(words, titles, numbers), titles, joints)


def _together(typed: Sequence[str], titles: Titles) -> list[str]:
    """lan terne -> lanterne: where the two are one name, and neither is one by itself."""
    words: list[str] = []
    for word in typed:
        before = words[-1] if words else ""
        if before and before + word in titles.telling and word not in titles.holding:
            words[-1] = before + word
        else:
            words.append(word)
    return words


def _apart(words: Sequence[str], titles: Titles) -> list[str]:
    """vandremid -> vandre mid, vandrestiefel -> vandre stiefel, fjellzelt 4 -> fjell 4 zelt."""
    out: list[str] = []
    last = ""  # a name whose number may follow what was glued to it
    for word in words:
        if last and word in titles.following(last):
            out.insert(-1, word)
            last = ""
            continue
        last = ""
        if word in titles.holding or word in titles.plain or is_number(word):
            out.append(word)
            continue
        pairs = ((word[:cut], word[cut:]) for cut in range(3, len(word) - 1))
        titled = [
            (name, rest)
            for name, rest in pairs
            if name in titles.telling and rest in titles.behind.get(name, ())
        ]
        compound = titles.split(word)
        out += titled[0] if titled else compound or (word,)
        last = compound[0] if compound else ""
    return out


def _counted(words: Sequence[str], titles: Titles, numbers: Mapping[str, int]) -> list[str]:
    """fjell two -> fjell 2: where a title goes on with that number, or behind a name with others
    ("fjell five" names what nobody has)."""
    out: list[str] = []
    for word in words:
        digits = str(numbers[word]) if numbers.get(word, 0) > 1 else ""
        before = out[-1] if out else ""
        other = before in titles.telling and titles.numbered(before)
        named = digits and (other or digits in titles.following(before))
        out.append(digits if named else word)
    return out


def headed(words: Sequence[str], titles: Titles, joints: frozenset[str]) -> tuple[str, ...]:
    """fjell 2 or 4 -> fjell 2 or fjell 4; vandre or mid -> vandre or vandre mid."""
    out: list[str] = []
    name: list[str] = []  # as far as the message has last said one
    joined = False
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if is_number(word) and titles.numbered(before):
            name, joined = [before, word], False
        elif is_number(word) and name and word in titles.following(name[0]):
            out.append(name[0])
            joined = False
        elif joined and name and word in titles.named and word in titles.following(name[-1]):
            out += name
            name = []
        elif word in titles.telling:
            name, joined = [word], False
        elif word in joints:
            joined = bool(name)
        elif word != _NUMERAL and not (name and word in titles.following(name[0])):
            name, joined = [], False
        out.append(word)
    return tuple(out)
