"""Whether a sentence denies what nothing that was found denies: "you can't buy irons with steam".

Its words may all be the facts'; what makes it false is the one that is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.truth.lexicon import lexicon
from agent.truth.phrases import runs
from agent.truth.words import in_compound, same_word, tokens


def denies(words: Sequence[str], told: Iterable[str], language: str) -> bool:
    """Whether `words` hold a "not", and no text of `told` holds one beside a word of theirs."""
    book = lexicon(language)
    denying = {word for phrase in book.phrases["denying"] for word in phrase}
    if not denying & set(words) or any(runs(words, book.phrases["out_of_stock"])):
        return False  # what is gone the rows say
    telling = [w for w in words if w not in book.small and w not in denying and len(w) > 2]
    found = [set(tokens(text)) for text in told]
    return not any(denying & own and any(is_grounded(w, own) for w in telling) for own in found)


def is_grounded(word: str, ground: set[str]) -> bool:
    """Whether `word` is one of `ground`, in another form or in a compound."""
    return word in ground or any(
        same_word(word, g) or in_compound(g, word) or in_compound(word, g) for g in ground
    )
