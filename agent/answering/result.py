"""What the catalog holds for one ask."""

from __future__ import annotations

from dataclasses import dataclass

from agent.understanding.query import Condition, Order


@dataclass(frozen=True, slots=True)
class Match:
    """A product (its number) and the rows of it that satisfy the query."""

    product: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What the catalog holds for one ask.

    `matches` satisfy every condition but the `unstated` ones. Where there are none, `near` satisfy
    all but `given_up`. `said` are those unused words that the rows of the matches hold, `unheard`
    those that no row was held to.
    """

    matches: tuple[Match, ...] = ()
    unstated: tuple[Condition, ...] = ()
    given_up: Condition | None = None
    near: tuple[Match, ...] = ()
    said: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    uncalled: tuple[Condition, ...] = ()
    """Words of titles that none of the matches has in its own; they satisfy all others."""
    by_text: tuple[Condition, ...] = ()
    """Words of titles that no title of the matches has, and that any of their texts has."""
    sold_out: tuple[Condition, ...] = ()
    """That it is here, where the one product that satisfies all else is not: it is told as gone."""
    unknown: tuple[str, ...] = ()
    """Words of which the whole catalog holds none."""
    passed_over: tuple[str, ...] = ()
    """Everyday words, which no row was held to."""
    avoided: tuple[str, ...] = ()
    """What must not be in them, and is said by none of the matches."""
    order: Order | None = None
    """What the matches are ordered by; None where no row of them states it."""
    ahead: tuple[Match, ...] = ()
    """What would be before the first of them, and cannot be had."""

    @property
    def is_checked(self) -> bool:
        """Whether rows were held to all that was said."""
        unread = (*self.unheard, *self.unknown, *self.passed_over)
        return not (self.unstated or unread or self.uncalled)
