"""Numbers as people write them in prices: "1'299.-", "249:-", "1 299,00", "1,29,900"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from catalog.sources.cells import MOST, BadCell, amount

PLAIN = 2
"""Amounts without decimals beside those that may have thousands."""
_PARTED = re.compile(r"(?<![\d.,])\d{1,3}([.,])\d{3}(?![\d.,]\d)")
_TENS = re.compile(r"(?<![\d.,])[1-9]\d{1,2}[.,]\d{3}(?![\d.,]\d)")
_WHOLE_AMOUNT = re.compile(r"\D{0,8}[1-9]\d{1,2}\D{0,8}")
_OTHER_DECIMALS = re.compile(r"\d[.,](?:\d|\d\d|\d{4,20})(?!\d)|(?<![\d.,])0[.,]\d")
_DECIMALS = re.compile(r"\d([.,])(?:\d\d|-{1,2}|[–—])(?![\d.,])")
_GROUPED = {
    sign: re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{re.escape(sign)}\d{{3}}){{1,3}}(?![\d.,]\d)")
    for sign in ".,"
}
_OTHER = {
    sign: re.compile(rf"(?<![\d.,'])\d{{1,3}}{re.escape(other)}\d{{3}}(?![\d.,]|-)")
    for sign, other in ((",", "."), (".", ","))
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
    if re.fullmatch(r"0[.,]\d{3}", bare):
        bare = f"{bare}0"  # no thousands begin with a nought
    if re.fullmatch(r"\d{1,12},\d{4}", bare):
        bare = bare.replace(",", ".")
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


def without_thousands(text: str, sign: str) -> str:
    """ "1050 €" of "1.050 €", where `sign` parts thousands; what is behind the other sign are
    decimals then: "2,1950" of "2,195"."""
    if not sign:
        return text
    if _OTHER[sign].search(text):
        return _OTHER[sign].sub(r"\g<0>0", text)
    if sign not in text:
        return text
    return _GROUPED[sign].sub(lambda told: told[0].replace(sign, ""), text)
