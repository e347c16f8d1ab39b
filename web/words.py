"""What the web says to customers by itself, from `messages/<language>.toml`: data, not code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from agent.events import HandedOff

FALLBACK = "en"


@cache
def available() -> tuple[str, ...]:
    """The languages that there are messages in."""
    names = (entry.name for entry in files("web").joinpath("messages").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def messages(language: str) -> dict[str, Any]:
    """The catalog of `language`, or the English one where there is none of it."""
    chosen = language if language in available() else FALLBACK
    text = files("web").joinpath("messages", f"{chosen}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


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
