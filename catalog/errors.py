"""The root of the one error tree, and the catalog's branch of it.

    TresenError
     ├─ CatalogError
     │   ├─ SourceError      a file or address that cannot be read as what it says it is
     │   ├─ StateError       the state folder, its database or its index
     │   └─ (a bad *row* is no error: it is a Rejection in the report)
     └─ AgentError, ...      see agent/errors.py

Each error says what was wrong, with which value, and what to do: its text is shown as it is.
"""


class TresenError(Exception):
    """Something that the person in front of the program can understand and act on."""


class CatalogError(TresenError):
    """The catalog could not be read or kept."""


class SourceError(CatalogError):
    """A source cannot be read at all: not there, empty, or of no format that is known."""


class StateError(CatalogError):
    """The state folder cannot be written, or what it holds cannot be used."""
