"""How an error of this program is told: as the sentence that it is. Loads nothing but click."""

from __future__ import annotations

from typing import Any

import click

from catalog.errors import TresenError
from catalog.signs import clean


class Sentences(click.Group):
    """Tells an error as the sentence that it is, on stderr, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TresenError as exc:
            raise click.ClickException(clean(str(exc))) from exc
