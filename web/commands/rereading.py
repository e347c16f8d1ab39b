"""A source of `tresen serve` that is read again by its schedule."""

from __future__ import annotations

from collections.abc import Callable

from agent.config import Settings
from catalog.database import Database
from catalog.ingest import ingest
from catalog.report import Progress, Report
from catalog.search import Search


def reread(settings: Settings, source: str, shown: Callable[[Progress], None]) -> Report:
    """Ingest `source`, where it has changed since it was read. Raises what ingest raises."""
    database = Database.open(settings.state, settings.database.url)
    try:
        return ingest(
            [source],
            database,
            Search.open(settings.state),
            business=settings.business.record(),
            progress=shown,
            mappings=settings.catalog.mappings,
            limits=settings.catalog.fetch.limits(settings.catalog.allow_private),
            skip_unmodified=True,
            bounds=settings.catalog.read.bounds(),
        )
    finally:
        database.close()
