"""The one way to a terminal for what is not ours: titles, names of files, reasons, addresses.

Signs that a terminal obeys are taken out, and what rich or click would read as markup stays text.
"""

from __future__ import annotations

import click
from rich.text import Text

from catalog.signs import clean


def foreign(text: str, style: str = "") -> Text:
    """A text for a rich console or table, as it stands: "[/bold]" is three brackets and a word."""
    return Text(clean(text), style=style)


def say(text: str, *, color: str | None = None, err: bool = False) -> None:
    """Print a line that holds foreign words."""
    click.secho(clean(text), fg=color, err=err)
