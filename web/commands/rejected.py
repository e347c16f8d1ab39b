"""`tresen ingest --report FILE.csv`: each row that was not taken, for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.errors import StateError
from catalog.report import Told
from catalog.sources.seam import Rejection

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def written(path: Path | None) -> Iterator[Told | None]:
    """What takes rejections and writes them to `path` as they come; None where there is none.

    Raises StateError where it cannot be written.
    """
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8-sig", newline="", errors="replace")
    except OSError as exc:
        raise StateError(f"{path}: the report cannot be written ({exc.strerror}).") from exc
    with file:
        rows = csv.writer(file)
        rows.writerow(("source", "row", "field", "value", "reason"))

        def take(entry: Rejection) -> None:
            texts = (entry.field, entry.value, entry.reason)
            rows.writerow((_safe(entry.source), entry.row, *map(_safe, texts)))

        yield take


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(_FORMULA) else text
