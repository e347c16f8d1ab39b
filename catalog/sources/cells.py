"""A cell's text to a value, exactly, or to a reason why not. Nothing is guessed."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.numbers import NumberFormatError, parse_decimal

from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.price_units import is_measure, is_unit
from catalog.price_words import bare, words_of
from catalog.records import Attribute

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?|[0-9]+\.[0-9]{4}|0\.[0-9]{3}")
_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}|0,[0-9]{3}")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_GERMAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_ROUNDED = re.compile(r"\d(?:[.,]\d{1,15})?[eE]\+?\d{1,3}")
_UNCLEAR = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_MEASURE = re.compile(r"([-−+]?[0-9][0-9.,]*)\s*((?:°\s?)?[^\W\d_]{1,20}[²³]?|%|″|\")?")
_PIECES = re.compile(r"(?:([^\W\d_]{2,8}\.?|~)\s?)?(-?[0-9]{1,9})(?:\.0+)?\s?([^\W\d_]{1,12})?\.?")

_ABOUT = words_of("about") | {"~"}
NO_PRICE = "not a price; expected a number and a currency, such as 15.00 EUR"

MOST = Decimal(10) ** 12
"""An amount above this is a barcode in the wrong column."""

LONGEST_NUMBER = 40
"""Characters of a number, its thousands and its sign with it. What is longer is none: no pattern
looks at it."""

LONGEST_PROPERTY = 200
"""Characters of a property's value. A longer text is prose that no property was meant for."""


class BadCell(ValueError):
    """The cell holds no such value. The text says why, for the report."""


class Contradiction(BadCell):
    """The cell contradicts another one: what it says is not told, the rest of its row is."""


def amount(text: str) -> Decimal | None:
    """A price: "149.95", "149,95", "1,299.00", "1.299,00"; None where nothing stands.

    Raises BadCell. "1.299" is refused: it is one thousand to some and one and a bit to others.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST_NUMBER:
        raise BadCell(f"{len(text)} characters; a price has at most {LONGEST_NUMBER}")
    if text.startswith("-") and text[1:].lstrip()[:1].isdigit():
        raise BadCell("a price cannot be negative")
    if _PLAIN.fullmatch(text):
        exact = Decimal(text)
    elif _COMMA.fullmatch(text):
        exact = Decimal(text.replace(",", "."))
    elif _ENGLISH.fullmatch(text):
        exact = Decimal(text.replace(",", ""))
    elif _GERMAN.fullmatch(text):
        exact = Decimal(text.replace(".", "").replace(",", "."))
    elif _UNCLEAR.fullmatch(text):
        raise BadCell("not clear: thousands or decimals? Write it with two decimals, as in 1299.00")
    else:
        raise BadCell("not a price; expected a number such as 149.95")
    if exact > MOST:
        raise BadCell("too large for a price")
    return exact


def whole(text: str) -> int | None:
    """A count: "12", "-3", "12.0"; None where nothing stands. Raises BadCell."""
    text = text.strip()
    if not text:
        return None
    if len(text) > LONGEST_NUMBER or not re.fullmatch(r"-?[0-9]{1,9}(?:\.0+)?", text):
        raise BadCell("not a whole number")
    return int(text.partition(".")[0])


def pieces(text: str) -> int | None:
    """A number of pieces: "3", "3 pcs", "ca. 3 Stück", "60 Sack"; None where a cell counts none."""
    match = _PIECES.fullmatch(text.strip()) if len(text) <= LONGEST_NUMBER else None
    if match is None or (match[1] and bare(match[1]) not in _ABOUT):
        return None
    return int(match[2]) if not match[3] or _is_piece(match[3]) else None


def _is_piece(unit: str) -> bool:
    packs = is_unit(unit) and not is_measure(unit)
    return packs or UNITS.get(fold(unit), ("",))[0] is Dimension.PIECES


def measure_left(text: str) -> Decimal | None:
    """What is left of something sold by length or weight: "38.5"; None where no such is told."""
    told = text.strip()
    return Decimal(told.replace(",", ".")) if _PART.fullmatch(told) else None


_PART = re.compile(r"[0-9]{1,7}[.,][0-9]{1,3}")


def barcode(text: str) -> str:
    """A GTIN as it is written; empty where a spreadsheet has made "4,00638E+12" of it."""
    told = text.strip().lstrip("'")
    return "" if "+" in told and _ROUNDED.fullmatch(told) else told


def line(text: str) -> str:
    """A text on one line, without space around it."""
    return " ".join(text.split())


@lru_cache(maxsize=8192)  # a shop has few measures and many products
def measured(name: str, text: str, language: str) -> Attribute:
    """A property: "2,1 kg" in German is the value "2.1" with the unit "kg".

    A number is read as `language` writes it; what is no number with a unit stays as it is.
    """
    match = _MEASURE.fullmatch(text) if len(text) <= LONGEST_PROPERTY else None
    if match is None:
        return Attribute(name, text)
    digits, unit = match.groups()
    if not unit and (digits[0] == "+" or re.match(r"0\d", digits)):
        return Attribute(name, text)  # a telephone number, a postcode
    try:
        number = parse_decimal(digits.replace("−", "-"), Locale(language), strict=True)
    except (NumberFormatError, UnknownLocaleError, ValueError, InvalidOperation):
        return Attribute(name, text)
    if unit and unit.casefold() in _months():
        return Attribute(name, text)  # "12 January" is a day
    return Attribute(name, f"{number:f}", (unit or "").replace("° ", "°"))


@lru_cache(maxsize=1)
def _months() -> frozenset[str]:
    spoken = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl", "cs", "hu")
    more = ("ro", "ru", "uk", "el", "tr")
    return frozenset(
        name.casefold()
        for language in (*spoken, *more)
        for name in get_month_names("wide", locale=Locale(language)).values()
    )
