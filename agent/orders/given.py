"""What a message tells of an order: its number, and the e-mail address that it was placed with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from agent.grounding.lexicon import languages, lexicon
from catalog.contacts import HIDDEN, contact_in, hidden
from catalog.orders.record import LONGEST

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w-])")
_NUMBER = r"#?(?=[\w/-]*\d)[^\W_]+(?:[-/_][^\W_]+)*"
_ALONE = re.compile(rf"(?<![\w.,:€$£@/#-]){_NUMBER}(?![\w@%€$£]|[.,:]\d)")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}")
_AMOUNT = re.compile(r"\s*(?:€|\$|£|%|[^\W\d_]{1,3}\b)")
_FEW = 4
"""Digits from which on a number that nothing marks may be an order's, where none was asked for."""
_SHORT = 4
"""Words beside the number of an answer: "it is number 7"."""
_SEPARATED = re.compile(r"\+|\d[ ()]")


@dataclass(frozen=True, slots=True)
class Given:
    """Both as they were written; empty where they were not."""

    number: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.number or self.email)

    def or_else(self, before: Given) -> Given:
        """This, and what it leaves out as it was said `before`."""
        return Given(self.number or before.number, self.email or before.email)


def given_in(text: str, own: tuple[str, ...], *, asked_for: bool) -> Given:
    """What `text` tells. `own` are the business's contacts; `asked_for`: the message before asked
    for a number, so that any number of a short answer is taken for it."""
    emails = [e for e in _EMAIL.findall(text) if e.casefold() not in {o.casefold() for o in own}]
    rest = _EMAIL.sub(" ", text)
    return Given(_marked(rest) or _unmarked(rest, asked_for), emails[0] if emails else "")


def is_alone(text: str, given: Given) -> bool:
    """Whether `text` says hardly anything else: "and NL-1043?"."""
    for value in (given.email, given.number):
        text = text.replace(value, " ") if value else text
    return sum(any(c.isalnum() for c in word) for word in text.split()) <= 2


def without(text: str, given: Given) -> str:
    """`text` as a model, a log or a list of questions may have it."""
    for value in (given.email, given.number):
        if value:
            text = text.replace(value, HIDDEN)
    return hidden(text)


def _marked(text: str) -> str:
    """ "order number: NL-1042", "#1042"."""
    return next((found[1].lstrip("#") for found in _marks().finditer(text)), "")


def _unmarked(text: str, asked_for: bool) -> str:
    words = sum(any(c.isalpha() for c in w) and not any(c.isdigit() for c in w)
                for w in text.split())  # fmt: skip
    answers = asked_for and words <= _SHORT
    if "?" in text and asked_for and not answers:
        return ""  # "how much is the Fjell 2?"
    phone = contact_in(text)
    if phone and _SEPARATED.search(phone):
        text = text.replace(phone, " ")
    for found in _ALONE.finditer(text):
        written = found[0].lstrip("#")
        digits = sum(c.isdigit() for c in written)
        if _DATE.fullmatch(written) or len(written) > LONGEST or digits * 2 < len(written):
            continue
        if answers or (digits >= _FEW and not _AMOUNT.match(text, found.end())):
            return written
    return ""


@cache
def _marks() -> re.Pattern[str]:
    """What stands before an order's number, in all languages: a customer may mix them."""
    runs = {run for code in languages() for run in lexicon(code).phrases["order_marks"]}
    words = sorted((r"\W+".join(map(re.escape, run)) for run in runs), key=len, reverse=True)
    verbs = {run for code in languages() for run in lexicon(code).phrases["is"]}
    is_ = "|".join(re.escape(run[0]) for run in sorted(verbs) if len(run) == 1)
    mark = rf"(?:\b(?:{'|'.join(words)})(?![^\W\d_])\W{{0,3}}(?:(?:{is_})\b\W{{0,3}})?|#)"
    return re.compile(rf"{mark}(?<![\w])({_NUMBER})(?![.,:]\d|\s*(?:€|\$|£|%))", re.IGNORECASE)
