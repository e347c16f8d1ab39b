"""A page's JSON that is broken in a way that can only mean one thing: trailing commas, comments,
CDATA, a semicolon behind it, line ends inside a text, letters as HTML writes them, brackets that
are not closed at its end. What is broken otherwise stays so.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from catalog.sources.objects import loaded

_PARTS = re.compile(
    r'"(?:[^"\\]|\\.)*+"|/\*(?:[^*]|\*(?!/)){0,20000}+\*/|(?<![:\w])//[^\n]{0,2000}'
    r"|(?://\s{0,9})?<!\[CDATA\[|(?://\s{0,9})?\]\]>|<!--|-->",
    re.DOTALL,
)
_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"|,(?=\s{0,2000}[}\]])', re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_CLOSES = {"[": "]", "{": "}"}
_BREAKS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def mended(text: str) -> Any:
    """The value of a script's text, mended where it must be. Raises ValueError."""
    bare = text.strip().removeprefix("<!--").removesuffix("-->")
    try:
        return loaded(bare)
    except ValueError:
        if '"' not in bare and "&quot;" in bare:
            bare = unescape(bare)
        whole = _PARTS.sub(_part, bare).strip().rstrip("; \n\t")
        whole = _COMMA.sub(lambda found: found[0] if found[0] != "," else "", whole)
        return loaded(whole + _unclosed(whole))


def _unclosed(text: str) -> str:
    """The brackets that are open at a text's end; none where it ends inside of a name or a text."""
    waiting: list[str] = []
    bare = _STRING.sub('""', text)
    if bare.count('"') % 2 or bare.rstrip()[-1:] in (":", ","):
        return ""
    for sign in _BRACKET.findall(bare):
        if sign in _CLOSES:
            waiting.append(_CLOSES[sign])
        elif not waiting or waiting.pop() != sign:
            return ""
    return "".join(reversed(waiting))


def _part(found: re.Match[str]) -> str:
    told = found[0]
    if not told.startswith('"'):
        return " "
    return "".join(_BREAKS.get(char, char) for char in told)
