"""The one way to a terminal for what is not ours: titles, names of files, reasons, addresses.

Signs that a terminal obeys are taken out, and what rich or click would read as markup stays text.
"""

from __future__ import annotations

import re

import click
from rich.text import Text

from catalog.signs import clean

_LEFTWARD = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_NAME = re.compile(rf"[{_LEFTWARD}](?:[{_LEFTWARD}\W\d_]*[{_LEFTWARD}])?")
"""Words of Hebrew, Arabic and their kin, with what stands between them."""


def foreign(text: str, style: str = "") -> Text:
    """A text for a rich console or table, as it stands: "[/bold]" is three brackets and a word."""
    return Text(clean(text), style=style)


def legible(text: str) -> str:
    """`text` as a terminal is to show it: what runs leftward stands in isolates (U+2068, U+2069),
    so that a price behind an Arabic name stays behind it."""
    return _NAME.sub("\u2068\\g<0>\u2069", clean(text))


def say(text: str, *, color: str | None = None, err: bool = False) -> None:
    """Print a line that holds foreign words."""
    click.secho(clean(text), fg=color, err=err)
