"""Objects of JSON that stand for one value: a sum of money that says what its figures count, a text
in two forms. They are told as that value, before anything is guessed of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.sources.cells import BadCell
from catalog.sources.money import money
from catalog.sources.words import FIELDS, SEVERAL, folded

DEEPEST = 6
"""Objects within each other that are looked into."""

_CODES = ("currency", "currencyCode", "currency_code", "currencyId")
_WRITTEN = ("display", "formatted", "formattedValue", "formatted_amount", "displayValue", "label")
"""Where an amount stands as people read it: "£85.00"."""
_WHOLE = ("major_value", "majorValue", "decimal", "decimalAmount")
_NAMES, _ABOVE = ("name", "title", "label"), ("parent", "parentCategory", "parent_category")
_CATEGORIES = frozenset(FIELDS["category"])
_BESIDE = frozenset(("customer group", "channel", "country"))
"""What a price among several is asked of or where; the one without is everybody's."""
_TEXTS = (
    ("text", "html"),
    ("plain", "html"),
    ("rendered",),
    ("raw", "rendered"),
    ("value", "html"),
)


def plainly(held: Any, depth: int = 0) -> Any:
    """An object with those inside that stand for one value told as that value."""
    if depth > DEEPEST:
        return held
    if isinstance(held, list):
        return [plainly(one, depth + 1) for one in held] if _holds_objects(held) else held
    if not isinstance(held, dict):
        return held
    if (text := _text_of(held)) is not None:
        return text
    if (amount := _amount_of(held)) is not None:
        return amount
    found = {
        key: plainly(_group_of(key, v) if folded(key) in _CATEGORIES else v, depth + 1)
        if isinstance(v, dict | list)
        else v
        for key, v in held.items()
    }
    return _with_price(found)


def _group_of(key: str, held: Any) -> Any:
    """A category with those above it as a path: "Bags > Totes" of {"name": "Totes", "parent":
    {"name": "Bags"}}, and of ["Bags", "Totes"] where the key names one category. Of several the
    names are told."""
    if isinstance(held, dict):
        path = _names_above(held)
        return " > ".join(path) if path and not held.keys().isdisjoint(_ABOVE) else held
    if not isinstance(held, list) or not held:
        return held
    names = [" > ".join(_names_above(one)) if isinstance(one, dict) else one for one in held]
    if not all(isinstance(name, str) and name for name in names):
        return held
    plain = not _holds_objects(held) and folded(key) not in SEVERAL
    return " > ".join(names) if plain else names


def _names_above(held: Mapping[str, Any]) -> list[str]:
    """The names of a category and of those that it is of, the highest first."""
    names: list[str] = []
    one: Any = held
    while isinstance(one, dict) and len(names) < DEEPEST:
        name = next((one[key] for key in _NAMES if isinstance(one.get(key), str)), "")
        if not name:
            break
        names.insert(0, name)
        one = next((one[key] for key in _ABOVE if key in one), None)
    return names


def _holds_objects(held: list[Any]) -> bool:
    return any(isinstance(one, dict) for one in held)


def _text_of(held: Mapping[str, Any]) -> str | None:
    """ "Sourdough" of {"text": "Sourdough", "html": "<p>Sourdough</p>"}."""
    for names in _TEXTS:
        if len(held) == len(names) and all(isinstance(held.get(name), str) for name in names):
            return str(held[names[0]])
    return None


def _amount_of(held: Mapping[str, Any]) -> dict[str, str] | None:
    """The amount and currency of a sum that says how it is to be read; None of all others."""
    code = next((held[name] for name in _CODES if isinstance(held.get(name), str)), "")
    if not code:
        return None
    if (coins := held.get("centAmount")) is not None:
        digits = held.get("fractionDigits", "2")
        return _scaled(str(coins), str(digits), code)
    if isinstance(whole := next((held[n] for n in _WHOLE if n in held), None), str):
        return {"amount": whole, "currency": code}
    written = next((held[n] for n in _WRITTEN if isinstance(held.get(n), str)), "")
    try:
        told = money(written, "", code) if any(map(str.isdigit, written)) else None
    except BadCell:
        return None
    return {"amount": f"{told.amount:f}", "currency": code} if told is not None else None


def _scaled(coins: str, digits: str, code: str) -> dict[str, str] | None:
    try:
        places = int(digits)
        amount = Decimal(coins).scaleb(-places) if 0 <= places <= 4 else None
    except (InvalidOperation, ValueError):
        return None
    return {"amount": f"{amount:f}", "currency": code} if amount is not None else None


def _with_price(held: dict[str, Any]) -> dict[str, Any]:
    """An object whose list of prices holds each in an object of its own, with everybody's."""
    for key, inside in held.items():
        if folded(key) != "prices" or not isinstance(inside, list) or not inside:
            continue
        sums = [one for one in inside if isinstance(one, dict) and _is_sum(one.get("value"))]
        if len(sums) < len(inside):
            continue
        common = [one for one in sums if _BESIDE.isdisjoint(map(folded, one))]
        rest = {name: value for name, value in held.items() if name != key}
        return {**rest, "price": common[0]["value"]} if len(common) == 1 else rest
    return held


def _is_sum(value: Any) -> bool:
    return isinstance(value, dict) and {"amount", "currency"} <= value.keys()
