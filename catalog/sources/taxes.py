"""Whether a page or list says once, of all its prices, that the tax is in them or comes on top:
"Alle Preise zzgl. 19 % MwSt.", "Tarifs HT", "Fiyatlara KDV dahil değildir".

What a price or its column says of itself holds before it (quantities.py, column_names.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.kept_tables import toml_table
from catalog.sources.line_prices import PRICE
from catalog.sources.list_words import FEE_NAMES, PRICE_NAMES, is_list

_HELD: Mapping[str, list[str]] = toml_table(Path(__file__).with_suffix(".toml"))

LONGEST = 400
"""Characters of a sentence that is looked at."""

FEW = 7
"""Words of a sentence that says nothing else."""

MOST = 200_000
"""Characters of a text. A list says it at its beginning or its end."""


def _either(name: str) -> str:
    words = sorted(_HELD[name], key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in words)


_ARTICLE = rf"(?:(?:{_either('article')})\s)?(?:(?:{_either('statutory')})\w*\s)?"
_RATE = rf"(?:\d{{1,2}}(?:[.,]\d{{1,2}})?\s?%\s)?{_ARTICLE}"
_TAX = rf"(?:{_either('tax')})(?:\s\d{{1,2}}(?:[.,]\d)?\s?%)?"
_NET, _GROSS = (
    re.compile(
        rf"(?<!\w)(?:(?:{_either(before)})\s?{_RATE}{_TAX}|{_TAX}\s(?:{_either(after)}))(?!\w)"
    )
    for before, after in (("net_before", "net_after"), ("gross_before", "gross_after"))
)
_NET_ALONE, _GROSS_ALONE = (
    re.compile(rf"(?<!\w)(?:{_either(name)})(?!\w)") for name in ("net", "gross")
)
_PRICES = re.compile(
    rf"(?<!\w)(?:{PRICE_NAMES}|{FEE_NAMES})|{_either('price_within')}|(?:{_either('price_ends')})\b"
)
_ENDS = re.compile(r"[.!;](?=\s|$)|\s[–—·|-]\s")
_SHORTENED = frozenset((*_HELD["net_before"], *_HELD["gross_before"], *_HELD["statutory"]))
_SIGNS = re.compile(r"[().,:*\[\]'’/]+")


def stated(text: str) -> bool | None:
    """Whether the tax is in the prices of a text; None where it does not say, or says both."""
    text = text if len(text) <= MOST else text[: MOST // 2] + "\n" + text[-MOST // 2 :]
    found = {told for one in _sentences(text) if (told := _of_sentence(one)) is not None}
    return found.pop() if len(found) == 1 else None


def _sentences(text: str) -> Iterator[str]:
    """Those that hold no sum: what is said beside one is said of it alone."""
    for line in text.split("\n"):
        for one in _cut(line) if len(line) <= 10 * LONGEST else ():
            if 2 < len(one) <= LONGEST and not _has_sum(one):
                yield " ".join(_SIGNS.sub(" ", one).casefold().split())


def _cut(line: str) -> Iterator[str]:
    """A line at its points and dashes. The point of "zzgl. MwSt." ends nothing."""
    begun = 0
    for found in _ENDS.finditer(line):
        word = line[begun : found.start()].rpartition(" ")[2].casefold().strip("(")
        if found[0].strip() == "." and (word in _SHORTENED or word.isdigit()):
            continue
        yield line[begun : found.start()]
        begun = found.end()
    yield line[begun:]


def _has_sum(text: str) -> bool:
    return any(not found["c"] for found in PRICE.finditer(text))


def _of_sentence(told: str) -> bool | None:
    speaks = _PRICES.search(told) is not None or is_list(told)
    if not speaks and len(told.split()) > FEW:
        return None
    if _NET.search(told):
        return False
    if _GROSS.search(told):
        return True
    if not speaks:
        return None
    net, gross = _NET_ALONE.search(told) is not None, _GROSS_ALONE.search(told) is not None
    return gross if net != gross else None
