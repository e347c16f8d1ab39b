"""What one line or row of a price list offers, as the list says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that is sold, as the list says it."""

    row: int
    group: str
    name: str
    number: str
    choices: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    description: str = ""
    state: str = ""
    """Whether it can be had, as the list says it."""
    sort: str = ""
    """What the list calls such things."""
