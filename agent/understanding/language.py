"""The language of a message."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from agent.understanding.function_words import letters, signs, spoken_languages, telling
from catalog.folding import fold

LETTER = 0.25
"""What a sign counts beside a word: names have signs of other languages ("Weißburgunder")."""


PLAIN = 0.6
"""How many words more a language has that the business does not speak."""

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{1,30}(?!-?\d)(?![^\W_])")
"""A word, and no part of a code: "Z-13" has no Polish "z"."""


def language_of(
    text: str, spoken_before: str, offered: Sequence[str], names: Container[str] = ()
) -> str:
    """The language of a message, by its function words; that of the talk where they do not tell.
    What its rows say (`names`, folded) tells no language that the business does not speak:
    "double sea" of a hotel's rooms is no Spanish.

    A language that the business does not speak has to be plain, by PLAIN. Of 1,755 messages of 50
    shops 4 were read in another language than theirs so; of 306 in six languages 300 rightly (288
    where a whole word more was asked for).
    """
    words = [fold(w) for w in _WORD.findall(text[:600])]
    known = tuple(dict.fromkeys([*offered, *spoken_languages()]))
    tables, own_signs = telling(known), letters(known)
    written = signs(text[:600])
    own = [code for code in known if code in offered] or [spoken_before]
    plain = [w for w in words if w not in names]
    counts = {
        code: sum(tables[code].get(w, 0.0) for w in (words if code in own else plain))
        + LETTER * sum(own_signs[code].get(sign, 0.0) for sign in written)
        for code in known
    }
    best = max(own, key=lambda code: (counts.get(code, 0.0), code == spoken_before))
    if counts.get(best, 0.0) <= counts.get(spoken_before, 0.0) and spoken_before in counts:
        best = spoken_before
    other = max(known, key=lambda code: counts[code])
    return other if counts[other] > counts.get(best, 0.0) + PLAIN else best
