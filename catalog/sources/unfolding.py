"""An object of a JSON file to the rows that it stands for: its variants, what the sections of a
menu list, and what a program's wrapper holds ({"item_data": {…}}, {"node": {…}}).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel import localedata

from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.json_choices import (
    VARIATION,
    by_size,
    by_stock,
    lists_choices,
    with_numbers,
)
from catalog.sources.json_groups import in_group
from catalog.sources.json_lifted import PRICES, TITLES, asks, is_title, lifted
from catalog.sources.json_steps import with_steps
from catalog.sources.json_values import plainly
from catalog.sources.words import FIELDS, TRAITS, folded

TICKETS = frozenset(("ticket_classes", "ticketClasses", "ticket_types", "ticketTypes", "tickets"))
VARIANTS = TICKETS | frozenset(
    ("variants", "variations", "skus", "children", "offers", "sizes", "itemSizes", "portions")
)
"""What holds a thing's variants: a list of objects, or an object of them by id."""

SECTIONS = 4
"""Sections within sections of a menu."""

MOST = 2000
"""Variants of one object that are read."""

_TRAITS = frozenset(name for names in TRAITS.values() for name in names)
_IDS = frozenset((*FIELDS["id"], *FIELDS["group"], "description"))
_OWN = frozenset(n for f in ("sku", "gtin", "stock", "availability") for n in FIELDS[f])
_SHOWN = frozenset(FIELDS["published"])
_BLOCKED = frozenset(FIELDS["blocked"])
_ALONE = frozenset(("", "regular", "default", "default title", "standard"))
"""What the one variant of what has none is called."""

_SUMS = frozenset(("amount", "value", "cent amount"))
_INSIDE = frozenset(("currency", "currency id", "currency code"))


def unfolded(held: Any, groups: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """An object once for each of its variants, with what it says of all of them; a section's
    things; else itself. `groups`: names of categories by their ids."""
    if not isinstance(held, dict):
        return []
    held = with_steps(_with_pairs(lifted(plainly(held))))
    if isinstance(first := held.get("masterVariant"), dict):
        others = {k: v for k, v in held.items() if k not in ("masterVariant", "variants")}
        held = {**others, "variants": [first, *(held.get("variants") or [])]}
    if groups:
        held = in_group(held, groups)
    sizes = (by_size(held) or by_stock(held)) if any(map(is_title, held)) else None
    if sizes is not None:
        held = {k: v for k, v in held.items() if not lists_choices(v, sizes[1])}
        held[sizes[0]] = sizes[1]
    for key in held:
        listed = sizes is not None and key == sizes[0]
        if not listed and not _holds_variants(held, key) and not _are_prices(held, key):
            continue
        inside = held[key]
        told = list(inside.values()) if isinstance(inside, dict) else inside
        if isinstance(told, list) and told and all(isinstance(one, dict) for one in told):
            shared = {name: value for name, value in held.items() if name != key}
            told = [one for one in told if not _is_hidden(one)] or told
            ones = _told_apart([_with_pairs(lifted(one)) for one in told[:MOST]])
            ones = ones if any(map(_is_chosen, ones)) else with_numbers(ones)
            if key in TICKETS:
                ones = [_as_ticket(one) for one in ones]
            # The thing's own id holds them together; a variant's beside it would hide it.
            return [_variant(one, shared, len(told)) for one in ones]
    return _of_section(held, (), groups) or [held]


def _is_hidden(one: Mapping[str, Any]) -> bool:
    return any(
        (value is True and folded(key) in _BLOCKED) or (value is False and folded(key) in _SHOWN)
        for key, value in one.items()
    )


def _as_ticket(one: dict[str, Any]) -> dict[str, Any]:
    """A ticket's cost is what a visitor pays; what is asked on top of it is no price."""
    if any(asks(key) for key in one if key != "fee") or not _is_money(one.get("cost")):
        return one
    told = {**one, "price": one["cost"]}
    fee = told.pop("fee", None)
    del told["cost"]
    return {**told, "booking fee": f"{fee['amount']} {fee['currency']}"} if _is_money(fee) else told


def _told_apart(ones: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Variants whose listed properties differ ([{"name": "color", "value": …}]) with these as what
    is chosen."""
    values: dict[str, set[str]] = {}
    for one in ones:
        for key, value in one.items():
            if key.startswith("attributes.") and isinstance(value, str):
                values.setdefault(key, set()).add(value)
    apart = {key for key, told in values.items() if len(told) > 1}
    if not apart or any(folded(key) in _TRAITS for one in ones for key in one):
        return ones
    return [
        {f"option_values.{k.partition('.')[2]}" if k in apart else k: v for k, v in one.items()}
        for one in ones
    ]


def _with_pairs(held: dict[str, Any]) -> dict[str, Any]:
    """An object with what it lists as names and values ([{"name": "Size", "value": "S"}]) under
    those names: options where the list is called so, else properties."""
    found = dict(held)
    for key, inside in held.items():
        pairs = [_pair(one) for one in inside] if isinstance(inside, list) and inside else []
        if not pairs or not all(pairs):
            continue
        del found[key]
        place = "option_values" if "option" in folded(key) else folded(key).replace(" ", "_")
        for name, value in filter(None, pairs):
            found.setdefault(f"{place}.{name}", value)
    return found


def _pair(one: Any) -> tuple[str, str] | None:
    if not isinstance(one, dict):
        return None
    told = {folded(key): value for key, value in one.items()}
    name = next((told[key] for key in _PAIR_NAMES if isinstance(told.get(key), str)), "")
    value = next((told[key] for key in ("value", "values", "options", "text") if key in told), None)
    if isinstance(value, dict):  # {"key": "blue", "label": "Blue"}, in several languages
        value = value.get("label", value.get("name", value))
        texts = list(value.values()) if isinstance(value, dict) else [value]
        value = texts[0] if texts else ""
    if isinstance(value, list):
        value = ", ".join(text for text in value if isinstance(text, str))
    plain = isinstance(value, str | bool)  # numbers are texts, see objects.py
    return (name, str(value)) if name and plain and len(name) <= 60 else None


_PAIR_NAMES = ("name", "key", "label", "title", "attribute")


def _holds_variants(held: Mapping[str, Any], key: str) -> bool:
    """Whether a key is one of what a thing is sold in; in other languages what it lists must have
    prices, or be counted or numbered each: {"warianty": [{"nazwa": "6 szt.", "cena": 21.5}]},
    {"maten": [{"maat": "S", "voorraad": 2}]}."""
    if key in VARIANTS:
        return True
    inside = held[key]
    return (
        isinstance(inside, list)
        and bool(inside)
        and Says.VARIANTS in says(key)
        and all(isinstance(one, dict) and (_offers(one) or _is_kept(one)) for one in inside)
    )


def _offers(one: Mapping[str, Any]) -> bool:
    return any(
        (asks(key) and not says(key) & KEPT_BACK) or _is_money(value) for key, value in one.items()
    )


def _is_kept(one: Mapping[str, Any]) -> bool:
    """Whether an object has a number or a stock of its own, and says what it is."""
    own = [key for key in one if folded(key) in _OWN]
    return 0 < len(own) < len(one)


def _are_prices(held: Mapping[str, Any], key: str) -> bool:
    """Whether a thing without a price of its own lists several, each with what it is asked for:
    {"rates": [{"season": "low", "price": 55}, …]}."""
    inside = held[key]
    if not isinstance(inside, list) or not inside or any(map(asks, held.keys() - {key})):
        return False
    named = any(is_title(name) for name in held)
    return named and all(
        isinstance(one, dict)
        and any(asks(k) or _is_money(v) for k, v in one.items())
        # What has a name is a thing of a section.
        and not any(is_title(k) for k in one)
        for one in inside
    )


def _is_chosen(one: Mapping[str, Any]) -> bool:
    """Whether a variant says in words or by a known name what is chosen."""
    return any(
        is_title(key) or folded(key) in _TRAITS or folded(key).startswith("option") for key in one
    ) or any(_chooses(key, value) for key, value in one.items())


def _variant(one: dict[str, Any], shared: Mapping[str, Any], count: int) -> dict[str, Any]:
    """A variant with what its product says; its own name is what it is chosen by, where nothing
    else is."""
    one = {key: _spoken(value) for key, value in one.items()}
    own = _together(one, shared)
    title = next((k for k in one if folded(k) in TITLES and isinstance(one[k], str)), "")
    chosen = any(folded(key) in _TRAITS or folded(key).startswith("option") for key in one)
    if not title and not chosen:
        told = {f"option_values.{k}": v for k, v in one.items() if _chooses(k, v)}
        return {**{k: v for k, v in own.items() if not _chooses(k, v) or k in shared}, **told}
    other = next((k for k in shared if folded(k) in TITLES and isinstance(shared[k], str)), "")
    if (
        title and not chosen and other and title not in shared
    ):  # {"title": …, "tickets": [{"name": …}]}
        return {**{k: v for k, v in own.items() if k != title}, VARIATION: one[title].strip()}
    if not title or chosen or title not in shared:
        return own
    named = one[title].strip()
    if named == shared[title] or (count == 1 and named.casefold() in _ALONE):
        return own
    return {**own, VARIATION: named}


def _together(one: Mapping[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """What a variant and its product say: the product's name and number, and else the variant's
    where it says anything."""
    numbered = any(folded(key) in _IDS for key in shared)
    counted = any(folded(key) in FIELDS["stock"] for key in one)
    if counted:  # that some of its variants can be had says nothing of this one
        shared = {k: v for k, v in shared.items() if folded(k) not in FIELDS["availability"]}
    own = {**one, **shared}
    for key in one.keys() & shared.keys():
        name = folded(key)
        if name in _IDS or name in TITLES or (not numbered and name in FIELDS["sku"]):
            continue
        if isinstance(one[key], dict) and isinstance(shared[key], dict):
            own[key] = {**shared[key], **one[key]}
        elif one[key] not in (None, "", [], {}):
            own[key] = one[key]
    return own


def _spoken(value: Any) -> Any:
    """The first text of one that stands in several languages ({"de": "Voll", "en": "Full"})."""
    if not isinstance(value, dict) or not value or not all(map(localedata.exists, value)):
        return value
    return next((text for text in value.values() if isinstance(text, str)), value)


def _chooses(key: str, value: Any) -> bool:
    """Whether a word of a variant says what is chosen: no field that is known, no number."""
    words = isinstance(value, str) and any(map(str.isalpha, value)) and "://" not in value
    return words and len(value) <= 60 and folded(key) not in _KNOWN and not asks(key)


_KNOWN = frozenset(name for names in FIELDS.values() for name in names) | _INSIDE


def _of_section(
    held: dict[str, Any], above: tuple[str, ...], groups: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """What a section of a menu lists, with the names of its sections as the category; none where
    it is a thing."""
    if len(above) > SECTIONS or any(folded(key) in PRICES for key in held):
        return []
    found: list[dict[str, Any]] = []
    name = next((v for v in held.values() if isinstance(v, str) and len(v) < 100), "")
    path = (*above, name.replace(">", " ").replace(",", " "))
    for key, inside in held.items():
        if _holds_variants(held, key) or not isinstance(inside, list):
            continue
        for one in inside[:MOST]:
            if not isinstance(one, dict):
                break  # a list of words is no section
            one = lifted(one)
            if is_thing(one):
                told = {"category": " > ".join(filter(None, path)), **one}
                several = any(_holds_variants(one, name) for name in one) or bool(by_size(one))
                found += unfolded(told, groups) if several else [told]
            else:
                found += _of_section(one, path, groups)
    return found


def is_thing(held: Mapping[str, Any]) -> bool:
    """Whether an object says what it is called and what it, or a variant of it, costs."""
    if not any(map(is_title, held)):
        return False
    if _offers(held) or by_size(held) is not None:
        return True
    return any(
        isinstance(one, dict) and _offers(one)
        for key in held
        if _holds_variants(held, key)
        for one in (held[key] if isinstance(held[key], list) else [])
    )


def _is_money(value: Any) -> bool:
    """{"amount": 1250, "currency": "EUR"}"""
    if not isinstance(value, dict):
        return False
    names = {folded(key) for key in value}
    return not _SUMS.isdisjoint(names) and not _INSIDE.isdisjoint(names)
