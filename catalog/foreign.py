"""What stands in a product's text that is not the text's to say, by kind.

A catalog is written by many hands. Orders to the assistant, contacts, links, and sums or reductions
that no row of the product has, are kept from customers (agent/grounding/orders.py), and an ingest
tells the owner where they stand. Most texts hold none: each pattern is tried only where there is a
sign of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from pathlib import Path

from catalog.contacts import contact_in
from catalog.kept_tables import toml_table
from catalog.measures import Dimension, measures
from catalog.records import Product

LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"']+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}\.\w{1,24}",
    re.IGNORECASE,
)


class Foreign(StrEnum):
    """A kind of what a product's text may not say for the shop."""

    ORDER = "an order to the assistant"
    LINK = "a link"
    CONTACT = "a contact"
    SUM = "a sum that is no price of it"
    REDUCTION = "a reduction that its price does not have"


_ORDER = re.compile(
    r"\b(?:assistant|chatbot|system prompt|language model|sprachmodell|assistent)\s{0,3}:"
    r"|\b(?:ignore|disregard|forget|ignoriere|vergiss)\s(?:\w{1,12}\s){0,3}(?:previous|prior|above"
    r"|instructions?|anweisungen|vorherigen)|^\s{0,9}(?:system|assistant)\s{0,3}:|<\|[a-z_]{2,20}\|>",
    re.IGNORECASE | re.MULTILINE,
)
_ORDER_HINTS = (
    *("assistant", "assistent", "chatbot", "prompt", "model", "system", "<|"),
    *("ignor", "disregard", "forget", "vergiss"),
)
_MONEY = re.compile(
    r"[€$£¥₺]|\d\s?(?:eur|usd|gbp|chf|dollar|pound|quid|bucks|franken|kr|zł|pln|tl)"
    r"|(?:eur|usd|gbp|chf)\s?\d",
    re.IGNORECASE,
)


def _read_words() -> dict[str, str]:
    told = toml_table(Path(__file__).with_name("foreign.toml"))
    return {name: "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
            for name, words in told.items()}  # fmt: skip


_WORDS = _read_words()
_CAPITALS = r"(?=[0-9-]{0,9}[A-Z])[A-Z0-9][A-Z0-9-]{2,23}(?!\w)"
_UP_TO_TWO = r"(?:\w{1,9}[^\w\n]{1,3}){0,2}"
_CODE = re.compile(
    rf"\b(?i:{_WORDS['code']})\b[^\w\n]{{0,4}}{_UP_TO_TWO}(?P<a>{_CAPITALS})"
    rf"|\b(?P<b>{_CAPITALS})[^\w\n]{{1,4}}(?i:{_WORDS['code']})\b"
)
_PERCENT = r"\d{1,3}\s{0,2}(?:%|percent|prozent)"
_REDUCED = re.compile(
    rf"{_PERCENT}[^\w\n]{{0,3}}{_UP_TO_TWO}(?:{_WORDS['reduction']})(?![\w-])"
    rf"|\b(?:{_WORDS['reduction']})[^\w\n]{{1,3}}{_UP_TO_TWO}{_PERCENT}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Own:
    """What the rows of one product have: prices in hundredths, and its codes."""

    prices: frozenset[int]
    codes: frozenset[str]

    @classmethod
    def of(cls, product: Product) -> Own:
        money = (m for v in product.variants for m in (v.price, v.list_price) if m)
        codes = (c for v in product.variants for c in (v.id, v.sku, v.gtin, v.mpn) if c)
        return cls(
            frozenset(round(m.amount * 100) for m in money),
            frozenset(code.upper() for code in (product.id, *codes)),
        )


def foreign_in(text: str, own: Own) -> tuple[Foreign, str] | None:
    """The first that `text` holds and that is not its to say: its kind, and the words that show
    it."""
    if ("@" in text or "://" in text or "www." in text.lower()) and (link := LINK.search(text)):
        return Foreign.LINK, link[0]
    if contact := contact_in(text):
        return Foreign.CONTACT, contact
    if sum_ := _sum_in(text, own.prices):
        return Foreign.SUM, sum_
    if reduced := _REDUCED.search(text):
        return Foreign.REDUCTION, reduced[0]
    for code in _CODE.finditer(text):
        named = code["a"] or code["b"]
        if named not in own.codes:
            return Foreign.REDUCTION, code[0]
    return None


def _sum_in(text: str, prices: frozenset[int]) -> str:
    if not _MONEY.search(text):
        return ""
    for amount in measures(text):
        if amount.dimension is not Dimension.MONEY:
            continue
        ends = {round(end * 100) for end in (amount.low, amount.high) if isfinite(end)}
        if ends - prices:
            return text[amount.start : amount.end].strip()
    return ""


def order_in(text: str) -> str:
    """The words of `text` that order the assistant about, from the order on; empty without one."""
    small = text.lower()
    # Most texts have none of these words: looking for them costs a tenth of the pattern.
    found = _ORDER.search(text) if _has(small, _ORDER_HINTS) else None
    return text[found.start() :] if found else ""


def told_of(product: Product) -> tuple[Foreign, str] | None:
    """What an owner should know of a product's descriptions; None where they hold nothing."""
    for text in product.texts.values():
        if order := order_in(text.description):
            return Foreign.ORDER, order
        if _may_hold(text.description) and (found := foreign_in(text.description, Own.of(product))):
            return found
    return None


_LONG_NUMBER = re.compile(r"(?:\d[\s()/.\u2013-]{0,24}){7}")
_HINTS = ("@", "://", "www.", "%", "percent", "prozent", *_read_words()["code"].split("|"))


def _may_hold(text: str) -> bool:
    """Whether a text has anything of what is foreign. Most have not: to look for it costs a sixth
    of making a product."""
    small = text.lower()
    return (
        _has(small, _HINTS)
        or _MONEY.search(text) is not None
        or _LONG_NUMBER.search(text) is not None
    )


def _has(text: str, hints: Iterable[str]) -> bool:
    # A loop of its own: `any` over a generator steps into it for each hint of each product.
    for hint in hints:  # noqa: SIM110
        if hint in text:
            return True
    return False
