"""The dialogue's state: what stands when a message arrives. Kept with each turn."""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.understanding.query import Ask


@dataclass(frozen=True, slots=True)
class State:
    """What stands when a message arrives.

    `focus` are the products that the last reply spoke of, `listed` those of the last list, both in
    their order; `ask` is the completed ask that was answered, `shown` all that its search showed.
    """

    focus: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    ask: Ask | None = None
    shown: tuple[str, ...] = field(default=())
    near: bool = False
    """What was listed last satisfies all but one condition."""
    search: Ask | None = None
    """The wish that stands while its items are spoken of: "how much is the first?", "and the
    others?"."""
    topic: str = ""
    """The question that something written answered, where that was the last answer."""
    told: str = ""
    """What was written there, of the first of its passages."""
    hours: bool = False
    """The last question was when the business is open."""
    dated: str = ""
    """The last message, where it names a day."""
    basket: tuple[str, ...] = ()
    """What was told of one by one, each going on with the one before: "and the rack with it?"."""
