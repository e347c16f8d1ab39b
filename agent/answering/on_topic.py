"""What a page says of where the business is, when it is open or how it is reached, where the
settings do not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.answering.quoting import quoted_whole
from agent.answering.said import Said
from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.query import About
from catalog.records import Passage
from catalog.text import tokens

SHORT = 4
"""Words of a heading that is of one matter."""

_POSTAL = re.compile(r"\b(?:\d{4,5} [^\W\d_a-z]\w+|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)")
"""A postcode with its town, or a British one."""


def on_topic(about: About, passages: Sequence[Passage], language: str) -> Said | None:
    """The passage that is headed by the matter, in the customer's language where one is; for the
    address else one that holds a postcode."""
    if about not in (About.ADDRESS, About.PHONE, About.EMAIL, About.CONTACT, About.HOURS):
        return None
    own = sorted(passages, key=lambda passage: passage.language != language)
    headed = next((p for p in own if _is_headed(p, about)), None)
    if headed is None and about is About.ADDRESS:
        headed = next((p for p in own if _POSTAL.search(p.text)), None)
    return quoted_whole(headed) if headed is not None else None


def _is_headed(passage: Passage, about: About) -> bool:
    words = [t.folded for t in tokens(passage.heading[-1] if passage.heading else "", ())]
    book = function_words(passage.language)
    if not 0 < len(words) <= SHORT:
        return False
    if about is About.HOURS and not any(map(str.isdigit, passage.text)):
        return False
    return book.says(about.value, words) or _is_asked(words, about, book)


def _is_asked(words: Sequence[str], about: About, book: FunctionWords) -> bool:
    """ "Where" alone, of "where are you"."""
    first = {run[0] for run in book.groups[about.value] if len(run) > 1}
    return len(words) == 1 and words[0] in first and book.is_small(words[0])
