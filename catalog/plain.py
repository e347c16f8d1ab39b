"""Records as plain values, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.core import UnknownLocaleError
from babel.numbers import format_decimal

from catalog.records import Passage, Product


def plain(record: Product | Passage) -> dict[str, Any]:
    """A record's fields: amounts as texts, times in ISO 8601, states as their words; properties
    with a unit also as they are written in their language ("text": "0,75 l")."""
    told: dict[str, Any] = _plain(asdict(record))
    for language, text in told.get("texts", {}).items():
        for attribute in text["attributes"]:
            if attribute["unit"]:
                value = _written(attribute["value"], language)
                attribute["text"] = f"{value} {attribute['unit']}"
    return told


def _written(value: str, language: str) -> str:
    """A number as a language writes it; what is none as it is."""
    try:
        number = Decimal(value)
        if not number.is_finite():
            return value
        return format_decimal(
            number, locale=language, group_separator=False, decimal_quantization=False
        )
    except (InvalidOperation, UnknownLocaleError, ValueError):
        return value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | None) else str(value)
