"""Records as plain values, for JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from catalog.records import Passage, Product


def plain(record: Product | Passage) -> dict[str, Any]:
    """A record's fields: amounts as texts, times in ISO 8601, states as their words."""
    told: dict[str, Any] = _plain(asdict(record))
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | None) else str(value)
