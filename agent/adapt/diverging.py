"""Whether a reply says anything that the turn before it does not hold.

A small model that learns to say what its facts do not say learns to invent: a price that stood in a
row and not in the prompt is as bad there as a wrong one.
"""

from __future__ import annotations

import re
from functools import cache

from agent.grounding.lexicon import lexicon
from agent.grounding.restated import stock_in
from agent.grounding.values import decimal_of, links, numbers
from agent.grounding.words import is_number, tokens

_FILLED = re.compile(r"\{[^}]*\}")


def diverges(reply: str, turn: str, language: str) -> bool:
    """Whether `reply` has a number, a link, a word or a state of stock that `turn` lacks, beyond
    everyday words and those of code's own sentences."""
    given = {decimal_of(number) for number in numbers(turn)}
    if any(decimal_of(number) not in given for number in numbers(reply)):
        return True
    if any(link.lower() not in turn.lower() for link in links(reply)):
        return True
    book = lexicon(language)
    if not stock_in(reply, book) <= stock_in(turn, book):
        return True
    known = {*tokens(turn), *book.small, *book.typical, *_own_words(language)}
    return any(not is_number(word) and word not in known for word in tokens(reply))


@cache
def _own_words(language: str) -> frozenset[str]:
    """The fixed words of code's sentences."""
    ways = (way for found in lexicon(language).sentences.values() for way in found)
    texts = (text for way in ways for text in ([way] if isinstance(way, str) else way.values()))
    return frozenset(word for text in texts for word in tokens(_FILLED.sub(" ", text)))
