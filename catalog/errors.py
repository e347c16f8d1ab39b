"""The root of the one error tree, and the catalog's branch of it.

    TresenError
     ├─ CatalogError
     │   ├─ SourceError      a file or address that cannot be read as what it says it is
     │   ├─ StateError       the state folder, its database or its index
     │   │   └─ DatabaseBusy     another program writes it, for longer than can be waited
     │   ├─ EditError        a change of one item: a field of it cannot be set so
 │   │   ├─ UnknownItem      no product, variant or SKU is called so
 │   │   ├─ AmbiguousItem    several are; names them
 │   │   └─ OutdatedItem     it was changed since the one who asks saw it
 │   ├─ CatalogBusy      an ingest is at work
 │   └─ (a bad *row* is no error: it is a Rejection in the report)
     └─ AgentError, ...      see agent/errors.py

Each error says what was wrong, with which value, and what to do: its text is shown as it is.
"""

from collections.abc import Sequence


class TresenError(Exception):
    """Something that the person in front of the program can understand and act on."""


class CatalogError(TresenError):
    """The catalog could not be read or kept."""


class SourceError(CatalogError):
    """A source cannot be read at all: not there, empty, or of no format that is known."""


class StateError(CatalogError):
    """The state folder cannot be written, or what it holds cannot be used."""


class DatabaseBusy(StateError):
    """Another program holds the database. `retry_after` is in seconds."""

    retry_after = 2.0


class EditError(CatalogError):
    """A change of one item cannot be made. `field` is the part of the change that is meant."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class UnknownItem(EditError):
    """There is nothing of that id."""


class AmbiguousItem(EditError):
    """Several things are called so, or the change is of one of several variants."""

    def __init__(self, item_id: str, candidates: Sequence[str]) -> None:
        shown = "; ".join(candidates[:20])
        super().__init__(f"{item_id!r} may mean each of: {shown}. Name one of these ids.", "id")
        self.candidates = tuple(candidates)


class OutdatedItem(EditError):
    """The item is not as it was when the one who asks looked at it."""


class CatalogBusy(CatalogError):
    """Another is changing the catalog. `retry_after` is in seconds."""

    retry_after = 5.0
