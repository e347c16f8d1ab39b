"""What all feeds of products come down to: entries, each a row in the words of columns.toml.

A reader makes entries of what its format says; product.py makes products of entries. So a price,
a date or a state of stock is read in one place, whatever it was written in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from catalog.records import Attribute, Business, Option
from catalog.sources.opening import Opened, Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One row (item, object) of a feed.

    `said` holds the texts as they stand in the source, by field. `options` tell variants apart;
    `traits` do so only where they differ, and are properties of the product where they do not.
    """

    row: int
    said: Mapping[str, str]
    options: tuple[Option, ...] = ()
    traits: tuple[Option, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    images: tuple[str, ...] = ()

    def get(self, field: str) -> str:
        # Asked twenty times of each row, and most fields are not there.
        return self.said[field].strip() if field in self.said else ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What all entries of one source share.

    `currency` stands where a price names none: the business's where the format has none by
    definition, else empty. `called` gives a field's name in the source, for the report.
    """

    source: Source
    business: Business
    language: str
    currency: str = ""
    called: Mapping[str, str] = field(default_factory=dict)
    tax_included: bool | None = None
    place: str = "row"
    shape: str = ""
    """What else the source's head says of all rows, for their fingerprints."""

    @classmethod
    def of(cls, opened: Opened, business: Business, language: str = "", **more: Any) -> Feed:
        """`language` is what the source itself states; else its name says, or the business."""
        return cls(opened.source, business, language or opened.source.language, **more)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business.timezone)

    def at(self, row: int) -> str:
        """A row's place, as a person looks for it: "row 12", "item 3"."""
        return f"{self.place} {row}"


def first_of(entries: Sequence[Entry], field: str) -> str:
    """The first text that an entry gives for a field."""
    for entry in entries:
        # As Entry.get does: this is asked a dozen times of every product.
        if field in entry.said and (told := entry.said[field].strip()):
            return told
    return ""
