"""Prices that a JSON file lists as objects, each with what it is for: [{"size": "A5", "eur": 1.2}],
[{"from": 1, "to": 49, "each_eur": 0.12}], [{"pieces": 500, "eur": 52}].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.list_words import HIGH, LOW
from catalog.sources.money import is_currency
from catalog.sources.words import TRAITS, folded

_TRAITS = frozenset(name for names in TRAITS.values() for name in names)

STEPS, WIDE, CODE = 60, 3, 3
"""Prices of one thing, what each says beside its sum, and letters of a currency's code."""


def with_steps(held: Mapping[str, Any]) -> dict[str, Any]:
    """An object whose prices are listed with what each is for ([{"size": "A5", "eur": 1.2}],
    [{"from": 1, "to": 49, "each_eur": 0.12}]), with these by what is chosen: {"A5": "1.2"}."""
    found = dict(held)
    for key, inside in held.items():
        steps = [_step(one) for one in inside] if isinstance(inside, list) else []
        told = [step for step in steps if step is not None]
        if not told or len(told) < len(steps) or len(told) > STEPS:
            continue
        if len(told) == 1 and not told[0][0]:
            del found[key]
            found["price"] = told[0][1]
        elif (counted := _counted(inside)) is not None:
            del found[key]
            found["variants"] = counted
        elif all(label for label, _ in told) and len(dict(told)) == len(told):
            del found[key]
            found["prices"] = dict(told)
    return found


def _counted(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """Variants that are so many pieces each, with one price for all of them: {"pieces": 500, "eur":
    52}; None where something else is chosen."""
    names = {key for one in steps for key in one if not _is_sum(key)}
    name = next(iter(names), "")
    unit = UNITS.get(fold(name))
    if len(names) != 1 or unit is None or unit[0] is not Dimension.PIECES:
        return None
    return [
        {f"option_values.{k}" if k == name else "price": v for k, v in one.items()} for one in steps
    ]


def _step(one: Any) -> tuple[str, str] | None:
    """(what is chosen, its price) of an object that says nothing else; None of any other."""
    if not isinstance(one, dict) or not 0 < len(one) <= WIDE:
        return None
    priced = [k for k, v in one.items() if isinstance(v, str) and v and _is_sum(k)]
    rest = {k: v for k, v in one.items() if k not in priced}
    if len(priced) != 1 or any(v is not None and not isinstance(v, str) for v in rest.values()):
        return None
    return _chosen_by(rest), str(one[priced[0]])


def _is_sum(key: str) -> bool:
    """ "eur", "each_eur", "price_eur"."""
    last = key.rpartition("_")[2]
    return is_currency(last.upper()) and len(last) == CODE and not says(key) & KEPT_BACK


def _chosen_by(rest: Mapping[str, Any]) -> str:
    """ "1–49" of {"from": 1, "to": 49}, "1000+" of one without an end, "A5", "80 up to sheets";
    empty where it says more than one such thing."""
    told = {folded(key): str(value) for key, value in rest.items() if value not in (None, "")}
    low = next((told.pop(key) for key in list(told) if key in LOW), "")
    high = next((told.pop(key) for key in list(told) if key in HIGH), "")
    if low or high:
        return "" if told else f"{low}–{high}" if low and high else f"{low or '0'}+"
    if len(told) != 1:
        return ""
    [(name, value)] = told.items()
    return f"{value} {name}" if value.isdigit() and name not in _TRAITS else value
