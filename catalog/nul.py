"""Texts on their way to PostgreSQL, which has no character 0 in them; SQLite has.

A visitor can write one, so it is sent as the sign for what cannot be shown. Loaded with the driver.
"""

from __future__ import annotations

from typing import Any

from psycopg.types.string import StrDumper


class WithoutNul(StrDumper):
    """The driver's own, after character 0 has become U+FFFD."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "\ufffd"))
