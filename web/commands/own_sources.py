"""The sources that tresen.toml names, as seen from where the command is called."""

from __future__ import annotations

from pathlib import Path

from agent.config import Settings
from agent.sources_settings import Listed, listed
from catalog.fetching.address import is_address


def configured(settings: Settings, config: Path | None) -> tuple[str, ...]:
    """The sources of the settings; their paths begin where the settings file lies."""
    return tuple(entry.source for entry in scheduled_sources(settings, config))


def scheduled_sources(settings: Settings, config: Path | None) -> list[Listed]:
    """As `configured`, each with its schedule."""
    folder = config.parent if config else Path()
    return [
        entry if is_address(entry.source) else Listed(str(folder / entry.source), entry.every)
        for entry in listed(settings.catalog.sources)
    ]
