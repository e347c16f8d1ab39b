"""What the web says to customers by itself, from `messages/<language>.toml`: data, not code."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

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


def choose(wanted: str, languages: Sequence[str]) -> str:
    """The one of `languages` that `wanted` ("de-AT") is, else the first."""
    primary = wanted.replace("_", "-").split("-")[0].lower()
    return primary if primary in languages else languages[0]
