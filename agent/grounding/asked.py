"""A message as those who hold words to facts and those who hand it on need it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """The message `text`, of which `words` are the tokens and `content` those that say something.

    `kind` is the act that its query asks for (agent.understanding.query), or what of the business.
    """

    text: str
    words: tuple[str, ...]
    language: str
    kind: str
    content: tuple[str, ...] = ()
    claims: bool = False
    """Whether the customer states an amount of money."""
    named: bool = False
    """Whether it names goods, values or conditions."""
    several: bool = False
    """Whether it asks several things."""
