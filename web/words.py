"""What the web says by itself: messages.toml and console.toml of `catalog/languages/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from agent.events import HandedOff
from catalog.languages import having, language_table

FALLBACK = "en"
CUSTOMERS, OWNER = "messages.toml", "console.toml"


@cache
def available() -> tuple[str, ...]:
    """The languages that there are messages in."""
    return having(CUSTOMERS)


@cache
def for_owners() -> tuple[str, ...]:
    """The languages of the owner's pages."""
    return having(OWNER)


def spoken(languages: Sequence[str]) -> tuple[str, ...]:
    """Those of `languages` that there are messages in; English where there are of none."""
    return tuple(code for code in languages if code in available()) or (FALLBACK,)


@cache
def messages(language: str) -> dict[str, Any]:
    """The messages of `language`, or the English ones where there are none of it: to customers,
    and beside them those to the owner, which fewer languages have."""
    found: dict[str, Any] = {}
    for name in (CUSTOMERS, OWNER):
        found |= language_table(FALLBACK, name)
        if language in having(name):
            found = _over(found, language_table(language, name))
    return found


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above`, and of `below` what it does not say."""
    found = below | above
    for key in below.keys() & above.keys():
        if isinstance(below[key], dict):
            found[key] = _over(below[key], above[key])
    return found


def handoff_line(handoff: HandedOff, words: Mapping[str, str], said: str = "") -> str:
    """Where a person is reached; once the customer has left a contact, where the answer goes.

    `words` is a catalog's `[widget]`. Empty where `said`, the reply, has it already.
    """
    key, place = "handoff", handoff.contact
    if handoff.reply_to:
        key, place = "reply_to", handoff.reply_to
    return f"{words[key]} {place}" if place and place not in said else ""


def choose(wanted: str, languages: Sequence[str]) -> str:
    """The one of `languages` that `wanted` ("de-AT") is, else the first."""
    primary = wanted.replace("_", "-").split("-")[0].lower()
    return primary if primary in languages else languages[0]
