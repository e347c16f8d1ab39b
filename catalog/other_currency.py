"""A price that is told in a second currency too: "6,00 € (11,73 лв.)", "CHF 12.– / € 12.50". So it
is where a country changes its money, and near a border. The business's own is what is asked.
"""

from __future__ import annotations

import re

from catalog.amounts import Signs, amounts_in
from catalog.price_units import is_unit
from catalog.price_words import ABOUT, bare
from catalog.sources.cells import BadCell

_TWO = tuple(
    re.compile(
        rf"(?P<first>[^()/|=≈~]{{0,40}}?\d[^()/|=≈~]{{0,20}}?){between}"
        r"(?P<second>[=≈~]?\s?[^()/|=≈~+]{0,12}\d[^()/|=≈~+]{0,12})\)?"
    )
    for between in (r"(?:\s?[(/|=≈~]\s?|\s[-·]\s)", r"\s")
)
"""With a sign between them, or with a blank alone."""

_WORD = re.compile(r"[^\W\d_]+")


def own_of(said: str, home: str) -> tuple[str, str] | None:
    """("6,00 €", "11,73 лв.") of both: what is asked in the currency `home`, with the words around
    it, and the same in another one. None of anything else."""
    match = next(filter(None, (pattern.fullmatch(said) for pattern in _TWO)), None)
    if match is None or not home:
        return None
    first, second = match["first"].strip(), match["second"].strip(" =≈~")
    codes = _code(first, home), _code(second, home)
    if not all(codes) or codes[0] == codes[1] or home not in codes:
        return None
    if first[-1].isdigit() and second[0].isdigit():
        return None  # "fr. 1 390 kr" is one amount
    if any(map(_measures, _WORD.findall(second if codes[0] == home else first))):
        return None  # "20 € / 5 km" is no money of Bosnia
    if codes[0] == home:
        return (first, second) if _is_bare(second, home) else None
    return (second, first) if _is_bare(first, home) and _is_bare(second, home) else None


def _measures(word: str) -> bool:
    """Whether a word is a unit as these are written: "km", "FT"; "Ft" are forints."""
    return is_unit(word) and (word.islower() or word.isupper())


def _code(text: str, home: str) -> str:
    """The currency of the one amount of a text; empty where it says none, or has more of them."""
    try:
        found, _ = amounts_in(text, Signs("", home))
    except BadCell:
        return ""
    return found[0].currency if len(found) == 1 else ""


def _is_bare(text: str, home: str) -> bool:
    """Whether a text is an amount with its currency and nothing else: "ca. 11,73 лв."."""
    found, after = amounts_in(text, Signs("", home))
    return not bare(after) and (not bare(found[0].before) or bare(found[0].before) in ABOUT)
