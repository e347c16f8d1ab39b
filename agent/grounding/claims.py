"""What a sentence claims that none of its words gives away: each of them may be a fact's.

A denial ("you can't buy irons with steam"), a passage's figure among other words than the
passage's ("5 years after the end of its life"), and talk of the prompt ("the information provided
is accurate").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.grounding.lexicon import lexicon
from agent.grounding.phrases import runs
from agent.grounding.values import numbers
from agent.grounding.words import in_compound, is_number, same_word, tokens

_QUOTED = 0.6
"""The share of a sentence's telling words that must be of the passage whose figure it tells."""


def denies(words: Sequence[str], told: Iterable[str], language: str) -> bool:
    """Whether `words` hold a "not", and no text of `told` holds one beside a word of theirs."""
    book = lexicon(language)
    denying = {word for phrase in book.phrases["denying"] for word in phrase}
    if not denying & set(words) or any(runs(words, book.phrases["out_of_stock"])):
        return False  # what is gone the rows say
    telling = [w for w in words if w not in book.small and w not in denying and len(w) > 2]
    found = [set(tokens(text)) for text in told]
    return not any(denying & own and any(is_grounded(w, own) for w in telling) for own in found)


def bends(sentence: str, passages: Iterable[str], others: Iterable[str], language: str) -> bool:
    """Whether `sentence` tells a figure that only `passages` hold, in words that are not theirs.

    `others` are the texts whose figures may be told in any words.
    """
    figures = set(numbers(sentence)) - {n for text in others for n in numbers(text)}
    quoting = [text for text in passages if figures & set(numbers(text))]
    small = lexicon(language).small
    words = [w for w in tokens(sentence) if w not in small and not is_number(w) and len(w) > 2]
    shares = [sum(is_grounded(w, set(tokens(text))) for w in words) for text in quoting]
    return bool(shares) and max(shares) < _QUOTED * len(words)


def speaks_of_prompt(words: Sequence[str], language: str) -> bool:
    """Whether it speaks of what the model was given: no customer has seen that."""
    return any(runs(words, lexicon(language).phrases["prompt"]))


def is_grounded(word: str, ground: set[str]) -> bool:
    """Whether `word` is one of `ground`, in another form or in a compound."""
    return word in ground or any(
        same_word(word, g) or in_compound(g, word) or in_compound(word, g) for g in ground
    )
