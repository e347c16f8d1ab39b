"""What is read ([catalog] sources), how often, and how much it may take of the network
([catalog.fetch]) and of this machine ([catalog.read])."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from pydantic import Field, field_validator

from agent.periods import period
from agent.section import Section
from catalog.bounds import USUAL, Bounds
from catalog.fetching.limits import Limits

_USUAL = Limits()
_SOONEST = timedelta(seconds=10)


class SourceSection(Section):
    """An entry of `sources` that is read again by itself: `every = "15m"` (s, m, h, d or w)."""

    source: str = Field(min_length=1)
    every: str = ""

    @field_validator("every")
    @classmethod
    def _a_time(cls, value: str) -> str:
        seconds_of(value)
        return value


class FetchSection(Section):
    """How much one fetch may take: catalog/fetching/limits.py says what each of them is."""

    delay: float = Field(_USUAL.delay, ge=0)
    max_pages: int = Field(_USUAL.max_pages, ge=1)
    max_depth: int = Field(_USUAL.max_depth, ge=0)
    page_bytes: int = Field(_USUAL.page_bytes, ge=1000)
    page_seconds: float = Field(_USUAL.page_seconds, gt=0)
    total_bytes: int = Field(_USUAL.total_bytes, ge=1000)
    total_seconds: float = Field(_USUAL.total_seconds, gt=0)
    file_bytes: int = Field(_USUAL.file_bytes, ge=1000)
    file_seconds: float = Field(_USUAL.file_seconds, gt=0)

    def limits(self, allow_private: tuple[str, ...]) -> Limits:
        return Limits(allow_private=frozenset(allow_private), **self.model_dump())


class ReadSection(Section):
    """How much one source may take: catalog/bounds.py says what each of them is."""

    memory_mb: int = Field(USUAL.memory_mb, ge=64)
    silent_seconds: float = Field(USUAL.silent_seconds, gt=0)
    source_seconds: float = Field(USUAL.source_seconds, gt=0)
    text_chars: int = Field(USUAL.text_chars, ge=100)
    title_chars: int = Field(USUAL.title_chars, ge=20)
    item_rows: int = Field(USUAL.item_rows, ge=1)
    item_variants: int = Field(USUAL.item_variants, ge=1)
    item_properties: int = Field(USUAL.item_properties, ge=1)
    item_images: int = Field(USUAL.item_images, ge=0)
    item_fields: int = Field(USUAL.item_fields, ge=10)
    columns: int = Field(USUAL.columns, ge=2)
    sheets: int = Field(USUAL.sheets, ge=1)

    def bounds(self) -> Bounds:
        return Bounds(**self.model_dump())


@dataclass(frozen=True, slots=True)
class Listed:
    """A source of the settings; the seconds after which it is read again, 0: only when asked."""

    source: str
    every: int = 0


def listed(sources: tuple[str | SourceSection, ...]) -> list[Listed]:
    return [
        Listed(entry) if isinstance(entry, str) else Listed(entry.source, seconds_of(entry.every))
        for entry in sources
    ]


def seconds_of(text: str) -> int:
    """ "15m" is 900; nothing is 0. Raises ValueError."""
    span = period(text)
    if span is not None and span < _SOONEST:
        raise ValueError(f"expected at least {_SOONEST.seconds}s")
    return int(span.total_seconds()) if span is not None else 0
