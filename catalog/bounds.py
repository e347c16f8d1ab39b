"""How much of this machine one source may take, and how much of it one thing in it may be.

[catalog.read] of the settings has the same names. What is beyond is left out and told in the
report; of all else nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Times in seconds, texts in characters. Of one source, where nothing else is said."""

    memory_mb: int = 1024
    """Of the process that reads it, beside what Python itself takes. Another ends with its item."""
    silent_seconds: float = 60.0
    """Without a row more: what is in it keeps its reader busy for ever."""
    source_seconds: float = 3600.0
    """For the source as a whole."""
    text_chars: int = 10_000
    """Of a description or a passage. A longer one is cut there."""
    title_chars: int = 300
    """Of a title, a name, a category, an option. A longer one is cut there."""
    item_rows: int = 2500
    """Rows of one product: a variant or a picture each. Shopify allows 2,000 and 250."""
    item_variants: int = 2000
    """Variants of one product."""
    item_properties: int = 500
    """Properties of one product; tags as many."""
    item_images: int = 250
    """Pictures of one product."""
    item_fields: int = 10_000
    """Fields of one item of a feed, the repeated and the empty ones too."""
    columns: int = 2000
    """Columns of a table."""
    sheets: int = 200
    """Sheets of a workbook."""


USUAL = Bounds()

OWN_MB = 100
"""Megabytes that Python and the readers' libraries take themselves."""
