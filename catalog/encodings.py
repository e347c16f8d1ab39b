"""The encodings of texts: what a page says of its own, and the two of central Europe, of which one
reads as the other.
"""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_C1 = re.compile(rb"[\x80-\x9f]")
_DECLARED = 4096
"""Bytes at the beginning of a page in which its encoding is told."""

WEB = frozenset(
    (
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp866", "koi8-r", "koi8-u", "mac-roman"),
        *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *("cp874", *(f"cp{page}" for page in range(1250, 1259)), "gbk", "gb2312", "gb18030"),
        *("big5", "big5hkscs", "euc_jp", "iso2022_jp", "shift_jis", "cp932", "euc_kr", "cp949"),
    )
)
"""The encodings of the web (WHATWG's Encoding Standard), by Python's names: it knows others that
are none ("undefined", "idna"), or take the square of a text's length ("punycode")."""

_WINDOWS = {"iso8859-2": "cp1250", "iso8859-7": "cp1253", "iso8859-9": "cp1254"}
"""What is written where a page says the first and holds the quotes of the second."""
_ANYTHING = frozenset(("cp1252", "iso8859-1", "ascii", "utf-8"))
"""What editors write into every page, whatever it is saved in."""
_SIGN_WITHIN = re.compile(r"[^\W\d_][±¶¦¬µ»ˇ][^\W\d_]|(?<!\w)[¶¦¬][^\W\d_]|[^\W\d_]±(?!\w)")
"""A sign within a word: a letter of ISO 8859-2 that was read as Windows-1250."""
_POLISH_A = "ą"
"""What the š of ISO 8859-2 is in Windows-1250. No other language of the two has it."""


def declared(page: bytes) -> str:
    """The encoding that a page's meta element names; empty where none does."""
    found = _META.search(page[:_DECLARED])
    return found[1].decode("ascii", "replace") if found else ""


def declared_for_sure(page: bytes) -> str:
    """Python's name of the encoding that a page names and that it can be in; empty where it names
    none, or one that is in every page."""
    try:
        name = codecs.lookup(declared(page)).name
    except (LookupError, ValueError):
        return ""
    if name not in WEB or name in _ANYTHING:
        return ""
    if name in _WINDOWS and _C1.search(page):
        name = _WINDOWS[name]
    try:
        codecs.getincrementaldecoder(name)().decode(page)  # the sample may end within a letter
    except UnicodeDecodeError:
        return ""
    return name


def is_latin_2(text: bytes, language: str) -> bool:
    """Whether a text of central Europe is in ISO 8859-2 and not in Windows-1250: that has letters
    where the other has control signs, and signs where the other has letters."""
    if _C1.search(text):
        return False
    read = text.decode("cp1250", "replace")
    return _SIGN_WITHIN.search(read) is not None or (language != "pl" and _POLISH_A in read)
