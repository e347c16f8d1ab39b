"""What a cell says beside its amount: yes or no, nothing, or several things."""

from __future__ import annotations

import re
from functools import cache

from catalog.cell_words import cell_words, either, languages
from catalog.folding import fold
from catalog.measures import decimal_sign


def _folded(*groups: str) -> frozenset[str]:
    return frozenset(map(fold, cell_words(*groups)))


_YES, _NO, _FREE, _NOT = (_folded(group) for group in ("yes", "no", "free", "not"))
_PLAIN = _YES | _NO
_SHUT = _folded("shut")
NOTHING, UNKNOWN = _folded("nothing"), _folded("unknown")

_WORD = re.compile(r"[^\W_]{1,30}|[✓✔✗✘—–-]")
_PART = re.compile(r"[;,.(]\s*")
_WITHHELD = re.compile(
    rf"(?:[^\W_]+ ){{0,2}}(?:{either(sorted(map(fold, cell_words('withheld'))))})\b"
)
_SLASHED = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])")


def yes_or_no(text: str) -> bool | None:
    """What a cell of a yes/no field says; None where it says neither.

    Beside the words: "not included" is no, "15/night" and "free" are yes.
    """
    words = _WORD.findall(text.strip().lower())
    first = words[0] if words else ""
    if first.isdigit() and first != "1" and len(words) > 1:
        return True
    plain = fold(first)
    if plain in _YES or plain in _FREE:
        return True
    if plain in _NO or plain in _NOT:
        return False
    return True if first.isdigit() else None


def is_plain(text: str) -> bool:
    """Whether a cell is yes or no and nothing else."""
    return fold(text.strip()) in _PLAIN


def says_nothing(text: str) -> bool:
    """Whether a cell is a dash or the like: a row that does not state it."""
    return fold(text.strip()) in UNKNOWN


def is_withheld(text: str) -> bool:
    """Whether a remark says that what it is of cannot be had at present: "closed until June", and
    not "closed on Mondays"."""
    if fold(text.strip()) in _SHUT:
        return True
    return any(_WITHHELD.match(fold(part.strip())) for part in _PART.split(text))


def pieces(text: str, language: str = "") -> tuple[str, ...]:
    """The entries of a cell that lists several; none for "none"."""
    if fold(text.strip()) in NOTHING:
        return ()
    found = [p.strip(" .*") for p in _separator(language).split(_SLASHED.sub(" / ", text))]
    return tuple(p for p in found if p)


@cache
def _separator(language: str) -> re.Pattern[str]:
    """What parts entries, in cells of `language`; "" is none that is known."""
    here = cell_words("and_here", language=language) if language in languages() else ()
    last = either((*cell_words("and"), *here))
    # "5,0 mm" is one entry where a comma parts decimals, and "36,37,38" three where it does not.
    comma = r"(?:,(?!\d)|(?<!\d),)" if decimal_sign(language) == "," else ","
    signs = rf"\s{{0,3}}(?:{comma}|[;|·•\n])\s{{0,3}}|\s/\s"
    return re.compile(rf"{signs}|\s(?:{last})\s(?=\S{{1,30}}$)")
