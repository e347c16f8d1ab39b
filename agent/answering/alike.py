"""Goods that are called alike, told apart by what their rows say: of two "Nordwind Pils" the one is
"20 x 0.5 l"."""

from __future__ import annotations

from collections.abc import Sequence

from agent.answering.lines import Lines
from agent.answering.result import Match
from catalog.records import Product
from catalog.schema import Field, Kind, Role

_SAID = (Role.OPTION, Role.BRAND, Role.ATTRIBUTE)
"""The roles of fields that may tell goods apart."""

MOST = 60
"""Fields that are tried: a table may have fifty thousand."""

_LAST = (Kind.TEXT, Kind.CODE)
"""Kinds that tell a customer little."""


def telling_apart(
    lines: Lines, entries: Sequence[tuple[Product, Match]], told: Sequence[Field]
) -> tuple[Field, ...]:
    """`told`, and the first field that differs among those of `entries` that are called alike and
    that nothing told parts already."""
    groups: dict[str, list[tuple[Product, Match]]] = {}
    for product, match in entries:
        options = lines.common(product, lines.variants(product, match.rows))
        called = lines.voice.label(product, options)
        groups.setdefault(called, []).append((product, match))
    alike = [group for group in groups.values() if len(group) > 1]
    if not alike or any(_parts(lines, field, alike) for field in told):
        return tuple(told)
    schema = lines.columns.schema
    fields = [field for role in _SAID for field in schema.of(role) if field not in told]
    fields.sort(key=lambda field: field.kind in _LAST)
    found = next((field for field in fields[:MOST] if _parts(lines, field, alike)), None)
    return (*told, found) if found is not None else tuple(told)


def _parts(lines: Lines, field: Field, alike: Sequence[Sequence[tuple[Product, Match]]]) -> bool:
    """Whether a field has another value for each of those that are called alike."""
    for group in alike:
        details = [
            lines.detail(product, lines.variants(product, match.rows), field)
            for product, match in group
        ]
        values = {detail.text for detail in details if detail is not None}
        if len(values) < len(group):
            return False
    return True
