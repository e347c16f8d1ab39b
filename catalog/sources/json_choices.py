"""What is chosen of a thing where a program keeps it as keys or as numbers: {"prices": {"small":
4.5, "large": 6}}, [{"minutes": 30, "price": 20}, {"minutes": 60, "price": 36}].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from babel import localedata

from catalog.price_words import VAGUE, is_said
from catalog.sources.column_names import GROSS, NET, is_tax
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.json_lifted import asks
from catalog.sources.list_words import HIGH, LOW, is_list
from catalog.sources.money import is_currency
from catalog.sources.price_kinds import is_sized
from catalog.sources.sampled import is_year
from catalog.sources.words import FIELDS, TRAITS, folded

VARIATION = "option_values.variation"
"""The column of what a variant is called beside its product."""

LONGEST = 60
"""Characters of what is chosen."""

_KINDS = KEPT_BACK | {Says.PAY, Says.OTHERS, Says.FORMER, Says.REDUCED, Says.SELL, Says.PRICE}
"""What a key says that is a kind of price, and no size."""

_TRAITS = frozenset(name for names in TRAITS.values() for name in names)
_SUMS = frozenset(("amount", "value", "cent amount", "currency", "currency code", "formatted"))
_NUMBERED = ("id", "sku", "gtin", "group", "parent", "stock", "availability", "currency", "mpn")
_NO_CHOICE = frozenset(name for field in _NUMBERED for name in FIELDS[field])


def by_size(held: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """(key, variants) of an object whose price is one for each of its sizes."""
    for key, inside in held.items():
        if not (_is_price(key) or is_list(key)) or not isinstance(inside, dict) or not inside:
            continue
        if _are_sizes(inside) and not any(
            asks(k) for k, value in held.items() if k != key and value
        ):
            return key, [{VARIATION: size, "price": price} for size, price in inside.items()]
    return None


def by_stock(held: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]] | None:
    """(key, variants) of an object that counts what is there of each choice: {"stock_by_color":
    {"Moss": 9, "Plum": 0}}. By place it is still one thing: {"stock": {"Leipzig": 2}}."""
    for key, inside in held.items():
        if not isinstance(inside, dict) or Says.STOCK not in says(key) or not _are_counts(inside):
            continue
        name = _trait_within(key)
        listed = any(isinstance(v, list) and set(map(str, v)) >= set(inside) for v in held.values())
        if name or listed or all(map(is_sized, inside)):
            chosen = f"option_values.{name}" if name else VARIATION
            return key, [{chosen: choice, "stock": count} for choice, count in inside.items()]
    return None


def lists_choices(held: Any, variants: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list names what the variants are chosen by, and nothing else."""
    if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
        return False
    chosen = {value for v in variants for key, value in v.items() if key.startswith("option")}
    return bool(held) and set(held) == chosen


def _trait_within(key: str) -> str:
    """ "color" of "stock_by_color"; empty where no word of it names what is chosen."""
    return next((word for word in folded(key).split() if word in _TRAITS), "")


def _are_counts(inside: Mapping[str, Any]) -> bool:
    counted = all(isinstance(v, str) and v.isdecimal() for v in inside.values())
    return bool(inside) and counted and all(map(_is_size, inside))


def with_price(told: dict[str, str], header: Collection[str]) -> dict[str, str]:
    """What a thing of one price says, with it under the name that the prices of sizes have in the
    same file: "preis" beside "preise"."""
    if "price" in told or VARIATION not in header or "price" not in header:
        return told
    own = [key for key in told if "." not in key and _is_price(key) and told[key]]
    if len(own) != 1:
        return told
    return {"price" if key == own[0] else key: value for key, value in told.items()}


def _is_price(key: str) -> bool:
    told = says(key)
    return asks(key) or (Says.PRICE in told and not told & (_KINDS - {Says.PRICE, Says.SELL}))


def _are_sizes(inside: Mapping[str, Any]) -> bool:
    told = {size: value for size, value in inside.items() if value not in (None, "")}
    return (
        bool(told)
        and not _are_taxed(inside)
        and all(map(_is_size, inside))
        and all(isinstance(v, str) and (v[:1].isdigit() or is_said(v)) for v in told.values())
        and any(v[:1].isdigit() for v in told.values())
    )


def _are_taxed(inside: Mapping[str, Any]) -> bool:
    """Whether keys say with a tax or without; "gross" beside "klein" is a size."""
    names = [folded(key) for key in inside]
    net = any(NET.search(name) or is_tax(name) for name in names)
    return net or all(GROSS.search(name) for name in names)


def _is_size(key: str) -> bool:
    name = folded(key)
    if (
        is_year(key)
        or not name
        or len(key) > LONGEST
        or is_currency(key)
        or is_currency(key.upper())
    ):
        return False
    kind = bool(says(key) & _KINDS)
    bound = name in LOW or name in HIGH or name in VAGUE
    return not (kind or bound or name in _SUMS or name in _NO_CHOICE or localedata.exists(key))


def with_numbers(ones: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Variants that one number alone tells apart, with it as what is chosen."""
    keys = [key for key in ones[0] if _tells_apart(key, ones)] if len(ones) > 1 else []
    if len(keys) != 1:
        return list(ones)
    (key,) = keys
    return [{f"option_values.{key}" if k == key else k: v for k, v in one.items()} for one in ones]


def _tells_apart(key: str, ones: Sequence[Mapping[str, Any]]) -> bool:
    values = [one.get(key) for one in ones]
    numbers = all(isinstance(v, str) and v.strip() and v[:1].isdigit() for v in values)
    no_choice = asks(key) or folded(key) in _NO_CHOICE or folded(key).split()[-1:] == ["id"]
    return numbers and len(set(values)) == len(values) and not no_choice and not says(key) & _KINDS
