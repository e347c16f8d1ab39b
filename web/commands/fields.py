"""How the fields of a catalog are printed."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from catalog.fields import Fields, Listed
from catalog.schema import Role
from web.printing import foreign

_VALUE = 24
"""Characters of a value that are printed; --json has it whole."""

_SAID_OF = {Role.ATTRIBUTE: "property", Role.LIST_PRICE: "former price"}


def tell_fields(found: Fields) -> None:
    console = Console(highlight=False)
    if not found.fields:
        console.print("The catalog has no rows: `tresen ingest` fills it.")
        return
    table = Table(
        "field", "language", "also called", "is a", "type", "unit", "rows", "values", box=None
    )
    for one in found.fields:
        field = one.field
        told = (
            f"{field.name} (hidden)" if one.hidden else field.name,
            field.language,
            ", ".join(field.names),
            _SAID_OF.get(field.role, field.role.value.replace("_", " ")),
            field.kind.value,
            field.unit,
            f"{field.stated} of {found.rows}",
            _values(one),
        )
        table.add_row(*map(foreign, told))
    console.print(table)


def tell_count(found: Fields | None) -> None:
    """A line of `stats`; None where the catalog is too large to be read for it."""
    told = "see `tresen catalog fields`"
    if found is not None:
        types = found.by_type()
        counts = ", ".join(f"{kind} {number}" for kind, number in types.items())
        told = f"{sum(types.values())}: {counts}" if types else "nothing"
    Console(highlight=False).print(foreign(f"{'fields':<11}{told}"))


def _values(one: Listed) -> str:
    shown = [
        f"{value if len(value) <= _VALUE else value[:_VALUE] + '…'} ({rows})"
        for value, rows in one.values
    ]
    more = one.field.distinct - len(one.values)
    return ", ".join(shown) + (f", and {more} more" if more > 0 else "")
