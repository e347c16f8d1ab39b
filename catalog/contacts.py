"""E-mail addresses and phone numbers in a text: found by their shape, and hidden.

A customer's are personal data: a handoff keeps one, the model and the log get none. A description's
are somebody else's: see foreign.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

HIDDEN = "…"
"""What stands in a contact's place: no word of any language, so it changes no kind of question."""

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w-])")
_PHONE = re.compile(r"(?<![\w@.,:#/-])(?:\+|\(?0|\()\d[\d\s()/.\u2013-]{3,24}\d(?![\w-])")
_AMERICAN = re.compile(r"(?<![\w@.,:#/-])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w-])")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
_LONGEST = 15
"""Digits of a phone number (E.164); the shortest that are dialled from abroad have seven."""
_SHORTEST = 7
_ARTICLE = re.compile(r"0\d{11,13}")
"""A GTIN begins with a zero too, and no phone number without a separator has twelve digits."""
_TRIED = re.compile(r"\S*@\S*|\+?\d[\d\s()/.-]*")


def contact_in(text: str, own: Sequence[str] = ()) -> str:
    """The first contact of a customer's in `text`, or empty. `own` are the business's."""
    return next((found for _, found in sorted(_contacts(text, own))), "")


def is_email(text: str) -> bool:
    """Whether `text` is one e-mail address and nothing else."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None


def hidden(text: str, own: Sequence[str] = ()) -> str:
    """`text` with every contact replaced by HIDDEN, but for the business's `own`."""
    for _, found in sorted(_contacts(text, own), key=lambda entry: -len(entry[1])):
        text = text.replace(found, HIDDEN)
    return text


def half_a_contact(text: str) -> str:
    """What looks like a contact and is none ("anna@", "0171"): most of `text`, or empty."""
    tried = max(_TRIED.findall(text), key=len, default="").strip()
    if not tried or contact_in(text) or ("@" not in tried and len(tried) * 2 < len(text)):
        return ""
    return tried


def _contacts(text: str, own: Sequence[str]) -> Iterator[tuple[int, str]]:
    """(where, what)."""
    ours = {_bare(contact) for contact in own if contact}
    for pattern in (_EMAIL, _PHONE, _AMERICAN):
        for match in pattern.finditer(text):
            found = match[0].strip()
            if _bare(found) not in ours and ("@" in found or _is_phone(found)):
                yield match.start(), found


def _is_phone(written: str) -> bool:
    digits = sum(c.isdigit() for c in written)
    return (
        _SHORTEST <= digits <= _LONGEST
        and not _DATE.fullmatch(written)
        and not _ARTICLE.fullmatch(written)
    )


def _bare(contact: str) -> str:
    return contact.lower() if "@" in contact else re.sub(r"\D", "", contact)
