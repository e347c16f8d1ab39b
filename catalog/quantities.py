"""What people write for a price: "CHF 1'299.–", "ab 46 €", "38–43 €", "auf Anfrage", "2 for 5 €".

The one reading of all feeds and tables. What is one exact amount is Money; what is none (a span, a
least price, a price on request) stays a PriceSpan with its own words, so that nobody is told a
price that is not asked. The words of some thirty languages are in prices.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.numbers import get_currency_precision

from catalog.kept_tables import toml_table
from catalog.records import Money, PriceSpan, UnitPrice
from catalog.sources.cells import MOST, BadCell, Contradiction, amount, line
from catalog.sources.money import currency, is_currency

LONGEST = 120
"""Characters of a price with all that stands around it. What is longer is prose."""

WORDS = 4
"""Words that are not known around an amount, which is then shown with them. More are prose."""

_HELD: dict[str, Any] = toml_table(Path(__file__).with_name("prices.toml"))


def _set(name: str) -> frozenset[str]:
    return frozenset(_bare(word) for word in _HELD[name])


_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—―‑‒‐﹣－", "-"),
        **dict.fromkeys("’‘´`ʼ′", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\t\r\n", " "),
        **dict.fromkeys("*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰®™", ""),
        "⁄": "/",
        "∕": "/",
        "：": ":",
    }
)
_NUMBER = re.compile(
    r"(?:\d{1,3}(?:[ ']\d{3}){1,4}(?!\d)(?:[.,]\d{1,4}(?!\d)|[.,]\s?-{1,2}(?!\s?\d))?"
    r"|\d{1,40}(?:[.,]\d{1,20}(?!\d)|[.,](?:\d{2},){0,3}\d{3}(?=[.,]\d)){0,5}"
    r"(?::\d\d(?!\d)|[.,:]\s?-{1,2}(?!\s?\d))?|(?<![\d.,])[.,]\d\d?(?!\d))"
)
_TAX = re.compile(
    r"[(,;+]?\s?\b(?P<how>inkl|inklusive|incl|inc|including|includes|zzgl|exkl|excl|excluding|plus|ex"
    r"|exclusive|avec|con|sin|senza|com|sem|med|uden|utan|uten|z|bez|s|včetně|vč|cu|fără|με|χωρίς"
    r"|с|без|з|btw)\b\.?\s{0,2}(?:\d{1,2}(?:[.,]\d)?\s?%\s?)?(?:der\s|gesetzl\.?\s|die\s)?"
    r"(?:mwst|ust|mehrwertsteuer|steuer|vat|tax|gst|sales tax|tva|iva|btw|moms|mva|alv|dph|pdv|ddv"
    r"|ндс|пдв|ддс|φπα|kdv|áfa|podatek)\b\.?\)?",
    re.IGNORECASE,
)
_PER = re.compile(
    r"(?P<main>.{1,60}\d.{0,30}?)\s?(?:(?P<slash>/)|(?<!\w)(?P<per>[^\W\d_]{1,7}\.?)\s)\s?"
    r"(?P<measure>(?:\d{1,4}(?:[.,]\d{1,2})?\s?)?[^\W\d_]{1,15}[²³23]?\.?(?:\s?[^\W\d_]{1,3}\.)?)$"
)
_CURRENCY_LAST = re.compile(r"(?:[A-Za-z]{1,3}[$€]|[^\W\d_]{1,7}\.?|[^\w\s.,'()/+\-])$")
_CURRENCY_FIRST = re.compile(r"(?:[A-Za-z]{1,3}[$€]|[^\W\d_]{1,7}\.?|[^\w\s.,'()/+\-])")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:[.,]-{1,2})?")
_BROKEN = re.compile(r"(?<![\d.,])(\d{1,6})\s?([€£$])\s?(\d\d)(?![\d.,])")
"""A sign in the place of the point: "12€50"."""
_MAIN = r"(?P<main>[^()]{0,40}\d[^()]{0,20}?)"
_FORMER = re.compile(
    rf"{_MAIN}[\s(,;]+(?:{'|'.join(map(re.escape, _HELD['former']))}):?\s{{0,3}}"
    r"(?P<former>[^()]{0,20}\d[^()]{0,20})\)?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    rf"{_MAIN}[\s(,;]+(?P<note>(?:{'|'.join(map(re.escape, _HELD['beside']))})(?!\w)"
    r"(?:[^()\d]{2,40}|[^()\d]{0,12}\d[^()]{2,30}))\)?",
    re.IGNORECASE,
)
_RAISE = {"²": "2", "³": "3"}
_RAISED = re.compile(r"(?<=[mM])[²³]")
"""Of a measure; anywhere else it is the number of a footnote."""
_LEVEL = re.compile(r"([€$£¥₺₽₹])\1{1,4}")
"""How dear a thing is, where others of its column have a price: "€€"."""
_BLANKS = re.compile(r"[\s.,;:()\[\]!'\-_]+")


def _bare(text: str) -> str:
    """Words as prices.toml is asked for them: small, no signs at the ends, one blank between."""
    return _BLANKS.sub(" ", text.casefold()).strip()


_FROM, _UPTO, _ABOUT, _TO = map(_set, ("from", "upto", "about", "to"))
_EXACT, _REQUEST, _FREE, _NONE = map(_set, ("exact", "request", "free", "none"))
_UNITS, _MEASURES, _EACH = map(_set, ("units", "measures", "per"))
_EACH_BEHIND = _EACH | _set("per_behind")
_NET, _DEAL, _BETWEEN = map(_set, ("net", "deal", "between"))
_FORMERLY = _set("former")
_VAGUE = _FROM | _UPTO | _ABOUT | _FORMERLY
_CENTS = frozenset(_HELD["cents"])
_COUNTED, _MEANS = map(_set, ("counted", "means"))
_RAISE_BACK = {"2": "²", "3": "³"}
_COMMAS, _WHOLE = (frozenset(_HELD[name]) for name in ("comma_thousands", "whole"))
_PHRASES = tuple(phrase for phrase in _REQUEST if " " in phrase or len(phrase) > 8)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text says of a price: one amount, or the words of what is none; or nothing at all."""

    price: Money | None = None
    span: PriceSpan | None = None
    unit_price: UnitPrice | None = None
    tax_included: bool | None = None
    """Whether the text says that the tax is in it; None where it does not say."""
    per: str = ""
    """What the amount is asked for, where the text says so: "h", "person"."""
    former: Money | None = None
    """The price before, where the text says it: "12 € (statt 15 €)"."""
    note: str = ""
    """What the text says beside the amount, in its words: what comes on top, what is in it."""


NOTHING = Asked()


@lru_cache(maxsize=16384)  # a feed of 100,000 rows has some thousands of prices
def asked(text: str, beside: str = "", default: str = "", home: str = "") -> Asked:
    """The price in `text`. Raises BadCell where it holds something that is no price.

    The currency stands in it, or in the cell `beside` it; else it is `default`, empty where a
    currency is asked for. `home` is the business's, which decides what "$" means.
    """
    words = line(text)
    if not words:
        return NOTHING
    if len(words) > LONGEST:
        raise BadCell("not a price; expected a number and a currency, such as 15.00 EUR")
    said = _RAISED.sub(lambda told: _RAISE[told[0]], words)
    said = unicodedata.normalize("NFKC", said.translate(_SIGNS)).translate(_SIGNS)
    said = _BROKEN.sub(r"\1.\3 \2", " ".join(said.split()).replace("/-", ".-"))
    if not any(char.isdigit() for char in said):
        return _without_number(said, words)
    tax = _TAX.search(said)
    included = None if tax is None else tax["how"].casefold() not in _NET
    said = _TAX.sub(" ", said).strip() if tax else said
    reading = _Reading(words, beside, default, home)
    found = _noted(said, reading) or reading.told(said)
    return found if included is None else replace(found, tax_included=included)


def _noted(said: str, reading: _Reading) -> Asked | None:
    """A price with a former one or a note behind it; None where it has none, or it is no amount."""
    match = _FORMER.fullmatch(said) or _NOTE.fullmatch(said)
    if match is None:
        return None
    try:
        found = reading.told(match["main"].strip(" ,;"))
        if found.price is None:
            return None
        if "former" not in match.groupdict():
            return replace(found, note=match["note"].strip(" ,;()"))
        before = reading.told(match["former"]).price
    except BadCell:
        return None
    above = before is not None and before.currency == found.price.currency
    return replace(found, former=before) if above else None


def _without_number(said: str, words: str) -> Asked:
    bare = _bare(said)
    if bare.replace("/", " ") in _NONE or not bare:
        return NOTHING
    if is_said(said) or _LEVEL.fullmatch(said):
        return Asked(span=PriceSpan(None, None, words))
    raise BadCell("not a price; expected a number and a currency, such as 15.00 EUR")


@dataclass(frozen=True, slots=True)
class _Part:
    """One number of a text, with the words before it (from the number before) and its currency."""

    before: str
    exact: str
    currency: str
    cents: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    words: str
    beside: str
    default: str
    home: str

    def told(self, said: str) -> Asked:
        if said.startswith("-") and said[1:2].isdigit():
            raise BadCell("a price cannot be negative")
        per = _per(said)
        main, measure = per if per else (said, "")
        parts, after = self._parts(main)
        if not parts:
            raise BadCell("not a price; expected a number and a currency, such as 15.00 EUR")
        codes = {part.currency for part in parts if part.currency}
        if codes and self.beside.strip() and codes != {currency(self.beside, self.home)}:
            reason = (
                f"the price says {', '.join(sorted(codes))}, its currency {self.beside.strip()}"
            )
            raise Contradiction(f"{reason}; the price is not told")
        if len(codes) > 1:
            raise BadCell("prices of two currencies; write one")
        code = codes.pop() if codes else ""
        named = bool(code)
        if not code and self.beside.strip():
            code = currency(self.beside, self.home)
        code = code or self.default
        found = self._found(parts, _bare(after), code, named)
        if not code and not (found.span and found.span.low is None and found.span.high is None):
            raise BadCell("no currency; write it beside the number, as in 15.00 EUR")
        return _per_measure(found, measure) if measure else found

    def _found(self, parts: list[_Part], after: str, code: str, named: bool) -> Asked:
        first = _bare(parts[0].before)
        if len(parts) == 1:
            return self._one(parts[0], first, after, code, named)
        between = parts[1].before.strip()
        if len(parts) == 2:
            bare = _bare(between)
            plain = parts[0].exact.isdigit() and not parts[0].currency
            if plain and len(parts[0].exact) < 3 and bare in _DEAL and bare not in _TO:
                return self._only_words()
            apart = parts[1].before[:1].isspace() and parts[1].before[-1:].isspace()
            if between in ("-", "/", "|", "+/-") or (bare in _TO and apart):
                return self._between(parts, first, after, code)
        if named or self.beside:
            return self._only_words()
        raise BadCell("not a price; expected a number and a currency, such as 15.00 EUR")

    def _one(self, part: _Part, first: str, after: str, code: str, named: bool) -> Asked:
        exact = self._money(part, code)
        if first in _FROM or after in _FROM or after == "+":
            return Asked(span=PriceSpan(exact, None, self.words))
        if first in _UPTO and first:
            return Asked(span=PriceSpan(None, exact, self.words))
        if first in _ABOUT or after in _ABOUT:
            return self._only_words()
        told = all(
            not w or w in _EXACT or w in _UNITS | _EACH or _each(w, behind=bool(n))
            for n, w in enumerate((first, after))
        )
        if told:
            per = next((w.partition(" ")[2] for w in (first, after) if _each(w, behind=True)), "")
            return Asked(price=exact, per=per)
        if named and not first and (unit := _unit_first(after)) is not None:
            return Asked(price=exact, per=unit[0], note=unit[1])
        if named and len(f"{first} {after}".split()) <= WORDS:
            return self._only_words()
        if not named and not first and after.isalpha() and len(after) <= 5:
            currency(after.upper(), self.home)  # which says that it is none
        raise BadCell("not a price; expected a number and a currency, such as 15.00 EUR")

    def _between(self, parts: list[_Part], first: str, after: str, code: str) -> Asked:
        low, high = (self._money(part, code) for part in parts)
        known = (not first or first in _FROM | _EXACT | _ABOUT | _BETWEEN) and (
            not after or after in _EXACT | _UNITS
        )
        if known and low is not None and high is not None and low.amount == high.amount:
            return Asked(price=low)
        if known and low is not None and high is not None and low.amount < high.amount:
            return Asked(span=PriceSpan(low, high, self.words))
        return self._only_words()

    def _only_words(self) -> Asked:
        return Asked(span=PriceSpan(None, None, self.words))

    def _money(self, part: _Part, code: str) -> Money | None:
        told = part.exact
        if code in _COMMAS and _THOUSANDS.fullmatch(told):
            told = told.replace(",", "")
        places = 0 if code in _WHOLE else get_currency_precision(code) if code else 2
        exact = number(told, places)
        if part.cents:
            exact = exact.scaleb(-2)
        return Money(exact, code) if code else None

    def _parts(self, said: str) -> tuple[list[_Part], str]:
        """The numbers, each with what stands before it; and what stands after the last."""
        parts: list[_Part] = []
        rest = said
        for _ in range(4):
            match = _NUMBER.search(rest)
            if match is None:
                break
            said_before = rest[: match.start()]
            before, code, cents = self._last_currency(said_before)
            rest = rest[match.end() :]
            after, found, in_cents = self._first_currency(rest)
            if found and not (code and in_cents):
                if code and code != found:
                    if _bare(said_before) not in _FROM:
                        raise BadCell("prices of two currencies; write one")
                    before = said_before  # "fr. 25 kr": no francs
                rest, code, cents = after, found, in_cents
            parts.append(_Part(before, match[0], code, cents))
        if _NUMBER.search(rest):
            raise BadCell("not a price; expected a number and a currency, such as 15.00 EUR")
        return parts, rest

    def _code(self, sign: str) -> str:
        """What a sign means, where a currency beside it is told: "$" beside CAD is that."""
        beside = self.beside.strip()
        try:
            return currency(sign, beside.upper() if beside else self.home)
        except BadCell as exc:
            if not beside:
                raise
            reason = f"the price says {sign}, its currency {beside}; the price is not told"
            raise Contradiction(reason) from exc

    def _last_currency(self, before: str) -> tuple[str, str, bool]:
        stripped = before.rstrip()
        match = _CURRENCY_LAST.search(stripped)
        if match is None or not is_currency(match[0]):
            return before, "", False
        return stripped[: match.start()], self._code(match[0]), False

    def _first_currency(self, after: str) -> tuple[str, str, bool]:
        stripped = after.lstrip()
        match = _CURRENCY_FIRST.match(stripped)
        if match is None:
            return after, "", False
        sign = match[0].casefold()
        if self.home and not _CENTS.isdisjoint((sign, f"{self.home} {sign}")):
            return stripped[match.end() :], self.home, True
        if not is_currency(match[0]):
            return after, "", False
        return stripped[match.end() :], self._code(match[0]), False


def thousands_sign(amounts: Iterable[str]) -> str:
    """The sign that parts thousands in all of these, where one of them writes its decimals with
    the other; empty where none tells: of "12,50" and "1.050" the second is above a thousand. So
    it is of "450", "250" and "3.500", where nobody writes decimals."""
    told = list(amounts)
    seen = {sign for text in told for sign in _DECIMALS.findall(text)}
    if not seen:
        parted = {sign for text in told for sign in _PARTED.findall(text)}
        whole = sum(1 for text in told if _WHOLE_AMOUNT.fullmatch(text.strip()))
        # "12,450" and "14,900": nobody writes three decimals behind tens.
        whole = max(whole, sum(1 for text in told if _TENS.search(text)))
        if any(_OTHER_DECIMALS.search(text) for text in told):
            return ""
        return parted.pop() if len(parted) == 1 and whole >= PLAIN else ""
    return {",": ".", ".": ","}[seen.pop()] if len(seen) == 1 else ""


PLAIN = 2
"""Amounts without decimals beside those that may have thousands."""
_PARTED = re.compile(r"(?<![\d.,])\d{1,3}([.,])\d{3}(?![\d.,]\d)")
_TENS = re.compile(r"(?<![\d.,])[1-9]\d{1,2}[.,]\d{3}(?![\d.,]\d)")
_WHOLE_AMOUNT = re.compile(r"\D{0,8}[1-9]\d{1,2}\D{0,8}")
_OTHER_DECIMALS = re.compile(r"\d[.,](?:\d|\d\d|\d{4,20})(?!\d)|(?<![\d.,])0[.,]\d")


def without_thousands(text: str, sign: str) -> str:
    """ "1050 €" of "1.050 €", where `sign` parts thousands."""
    if not sign or sign not in text:
        return text
    return _GROUPED[sign].sub(lambda told: told[0].replace(sign, ""), text)


_DECIMALS = re.compile(r"\d([.,])(?:\d\d|-{1,2}|[–—])(?![\d.,])")
_GROUPED = {
    sign: re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{re.escape(sign)}\d{{3}}){{1,3}}(?![\d.,]\d)")
    for sign in ".,"
}


def number(text: str, places: int = 2) -> Decimal:
    """An amount of a currency with so many decimals: "1'299.-", "249:-", "49:90", "1 299,00".

    "12.500" is twelve and a half where a currency has three, and thousands where it has none.
    Raises BadCell.
    """
    bare = re.sub(r"[.,:]\s?-{1,2}$", "", text.strip())
    if bare != text.strip():
        places = 0  # what follows the last sign is said: no decimals
    if re.fullmatch(r"\d{1,9}:\d\d", bare):
        bare = bare.replace(":", ".")
    grouped = re.fullmatch(r"(\d{1,3}(?:[ ']\d{3})+)([.,]\d{1,4})?", bare)
    if grouped:
        bare = re.sub(r"[ ']", "", grouped[1]) + (grouped[2] or "").replace(",", ".")
        exact = Decimal(bare)
    elif re.fullmatch(r"\d{1,12}\.\d{5,20}", bare):  # what a calculation left behind the point
        exact = Decimal(bare).quantize(Decimal(1).scaleb(-places))
    elif re.fullmatch(r"\d{1,3}[.,]\d{3}", bare) and places != 2:
        exact = Decimal(re.sub(r"[.,]", "" if places == 0 else ".", bare))
    elif re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?", bare):  # 1,29,900 of India
        exact = Decimal(bare.replace(",", ""))
    else:
        found = amount(bare if bare[:1].isdigit() else f"0{bare}")
        if found is None:
            raise BadCell("not a price; expected a number such as 149.95")
        exact = found
    if exact > MOST:
        raise BadCell("too large for a price")
    return exact


def _each(words: str, *, behind: bool) -> bool:
    """ "pro Stunde", before an amount or behind it."""
    first, _, unit = words.partition(" ")
    return first in (_EACH_BEHIND if behind else _EACH) and unit in _UNITS


def _unit_first(after: str) -> tuple[str, str] | None:
    """("person", "on top of the entry") of "per person on top of the entry": what an amount is
    asked for, with a note behind it. None where it says that the amount is no exact one."""
    words = after.split()
    for count in (1, 2):
        unit, note = " ".join(words[:count]), words[count:]
        known = (count > 1 or len(unit) > 1) and (unit in _UNITS or _each(unit, behind=True))
        if known and 1 < len(note) <= WORDS and not _VAGUE.intersection(note):
            return unit.rpartition(" ")[2], " ".join(note)
    return None


def _per(said: str) -> tuple[str, str] | None:
    """ "4,99 €" and "Sack" of "4,99 € / Sack"; None where no unit stands at the end."""
    match = _PER.fullmatch(said)
    if match is None:
        return None
    measure = match["measure"].strip()
    unit = _bare(re.sub(r"^[\d.,\s]+", "", measure))
    if unit not in _UNITS and unit not in _MEASURES and not _is_counted(match, unit):
        return None
    measure = re.sub(r"(?<=m)[23]$", lambda told: _RAISE_BACK[told[0]], measure)
    if not match["slash"] and _bare(match["per"] or "") not in _EACH_BEHIND:
        return None
    return match["main"].strip(), measure


def _is_counted(match: re.Match[str], unit: str) -> bool:
    """Whether a word that is no known unit is what the amount is asked for: "pro Fenster"."""
    per = _bare(match["per"] or "")
    return (match["slash"] is not None or per in _COUNTED) and (
        len(unit) >= 3 and unit.isalpha() and unit not in _MEANS
    )


def _per_measure(found: Asked, measure: str) -> Asked:
    unit = _bare(re.sub(r"^[\d.,\s]+", "", measure))
    if found.price is None or unit not in _MEASURES:
        return Asked(found.price, found.span, None, None, measure)
    return Asked(found.price, None, UnitPrice(found.price, measure), None, measure)


def is_said(words: str) -> bool:
    """Whether words are said in an amount's place: "on request", "free"."""
    bare = _bare(words[:LONGEST])
    said = _REQUEST | _FREE
    alone = bare in said or bare.replace("/", " ") in said  # "S/M"
    return alone or any(phrase in bare for phrase in _PHRASES)


def is_least(words: str) -> bool:
    """Whether words say that an amount is the least: "from", "ab"."""
    return _bare(words[:LONGEST]) in _FROM


def is_free(words: str) -> bool:
    """Whether words say that something costs nothing."""
    return _bare(words).replace("/", " ") in _FREE


def is_former(words: str) -> bool:
    """Whether words stand between a price and the one before it: "instead of", "statt"."""
    return _bare(words[:LONGEST]) in _FORMERLY


def is_none(words: str) -> bool:
    """Whether a price's cell says that there is none: a dash, "n/a"."""
    bare = _bare(words[:LONGEST].translate(_SIGNS))
    return not bare or bare.replace("/", " ") in _NONE


def is_measure(words: str) -> bool:
    """Whether an amount for `words` is a unit price: "100 g", "kg", "1000"."""
    unit = re.sub(r"^[\d.,\s]+", "", words)
    return not unit or _bare(unit) in _MEASURES


def is_unit(words: str) -> bool:
    """Whether an amount is asked for `words`: "Person", "Nacht", "pack", or a measure."""
    return is_measure(words) or _bare(re.sub(r"^[\d.,\s]+", "", words)) in _UNITS


def is_per(word: str) -> bool:
    """Whether a word stands between an amount and what it is asked for: "per", "je", "each"."""
    return _bare(word) in _EACH


def is_from(word: str) -> bool:
    """Whether a word says that an amount is the least: "from", "ab"."""
    return _bare(word) in _FROM


def priced_words() -> Iterator[str]:
    """Words that stand before or instead of an amount, for what looks for prices in a text."""
    yield from (*_FROM, *_UPTO, *_REQUEST, *_FREE)
