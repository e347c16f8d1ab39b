"""What a line of a list says behind the name of what it offers: its size, or what it is made of."""

from __future__ import annotations

import re

from catalog.folding import fold
from catalog.measures import Dimension, measures
from catalog.price_units import is_unit
from catalog.sources.list_words import SIZE, SPANS

LEAST = 4
"""Characters of what is said; words of it that are no name."""

DASHED = re.compile(r"(?P<name>\S.{1,80}?)\s+[-–—]\s+(?P<beside>\S.{0,60}?)")
"""A name, and what stands behind the first dash with blanks around."""
MEASURED = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?\s?(?P<unit>[^\W\d_]{1,12})")
_MEASURES = (Dimension.TIME, Dimension.MASS, Dimension.VOLUME, Dimension.LENGTH, Dimension.AREA)
_BRACKETED = re.compile(r"(?P<name>\S.{1,120}?)\s?[(\[](?P<beside>[^()\[\]]{4,40})[)\]]")
_DASH = re.compile(r"\s[-–—]\s")


def is_amount(text: str) -> bool:
    """Whether a text is how much or how long alone: "60 min", "30 minutes", "0,5 l"."""
    found = MEASURED.fullmatch(text.strip(" .:"))
    if found is None:
        return False
    measure = any(m.dimension in _MEASURES and m.unit for m in measures(found[0]))
    return measure or is_unit(found["unit"]) or fold(found["unit"]) in SPANS


def bracketed(name: str) -> tuple[str, str]:
    """("Bench, black", "in stock") of "Bench, black (in stock)"; (name, "") where nothing stands in
    brackets at its end."""
    found = _BRACKETED.fullmatch(name)
    return (found["name"], found["beside"]) if found else (name, "")


def without_said(name: str) -> tuple[str, str]:
    """("Pulled pork bun", "apple and cider glaze") of "Pulled pork bun – apple and cider glaze";
    "Hamburg – Berlin" is a name."""
    first, *rest = _DASH.split(name, maxsplit=1)
    said = "".join(rest).strip()
    several = len(said.split()) >= LEAST and not said[:1].isdigit()
    told = said[:1].islower() or "," in said or several
    return (first.strip(), said) if told and len(said) >= LEAST else (name, "")


def without_size(name: str) -> tuple[str, str]:
    """("Salvia 'Caradonna'", "2 litre") of "Salvia 'Caradonna' – 2 litre": what stands behind the
    dash is how much of it, or the name is a plant's with its sort in quotes. "Hamburg – Berlin" is
    a name."""
    found = DASHED.fullmatch(name)
    if found is None or ("(" in found["beside"] and ")" not in found["beside"]):
        return name, ""
    measured = MEASURED.match(found["beside"])
    sized = measured is not None and is_unit(measured["unit"])
    quoted = found["name"][-1] in "'’\"”»“" or found["beside"].casefold() in SIZE
    return (found["name"], found["beside"]) if sized or quoted else (name, "")
