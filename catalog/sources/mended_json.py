"""A page's JSON that is broken in a way that can only mean one thing: trailing commas, comments,
CDATA, a semicolon behind it, line ends inside a text. What is broken otherwise stays so.
"""

from __future__ import annotations

import re
from typing import Any

from catalog.sources.objects import loaded

_PARTS = re.compile(
    r'"(?:[^"\\]|\\.)*+"|/\*(?:[^*]|\*(?!/)){0,20000}+\*/|(?<![:\w])//[^\n]{0,2000}'
    r"|(?://\s{0,9})?<!\[CDATA\[|(?://\s{0,9})?\]\]>|<!--|-->",
    re.DOTALL,
)
_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"|,(?=\s{0,2000}[}\]])', re.DOTALL)
_BREAKS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def mended(text: str) -> Any:
    """The value of a script's text, mended where it must be. Raises ValueError."""
    bare = text.strip().removeprefix("<!--").removesuffix("-->")
    try:
        return loaded(bare)
    except ValueError:
        whole = _PARTS.sub(_part, bare).strip().rstrip("; \n\t")
        return loaded(_COMMA.sub(lambda found: found[0] if found[0] != "," else "", whole))


def _part(found: re.Match[str]) -> str:
    told = found[0]
    if not told.startswith('"'):
        return " "
    return "".join(_BREAKS.get(char, char) for char in told)
