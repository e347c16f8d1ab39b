"""Everyday questions that something written answers: on topics that any business may be asked about
(tests/data/asked/topics.toml), and to the shops of tests/data/shops (everyday.tsv: shop, language,
the heading that answers, question).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ASKED = Path(__file__).parent / "data" / "asked"


@dataclass(frozen=True)
class Topic:
    """How businesses write of it in each language (heading, answer), and how it is asked for."""

    written: dict[str, tuple[str, str]]
    asked: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Everyday:
    """A question to a shop, and the heading that answers it."""

    shop: str
    language: str
    heading: str
    text: str


def topics() -> tuple[Topic, ...]:
    read = tomllib.loads((ASKED / "topics.toml").read_text("utf-8"))["topic"]
    return tuple(
        Topic(
            {code: (topic[code][0], topic[code][1]) for code in ("en", "de")},
            {code: tuple(topic[f"asked_{code}"]) for code in ("en", "de")},
        )
        for topic in read
    )


def everyday_questions(shop: str = "") -> Iterator[Everyday]:
    """All, or those to `shop`."""
    for line in (ASKED / "everyday.tsv").read_text("utf-8").splitlines():
        asked = Everyday(*line.split("\t"))
        if shop in ("", asked.shop):
            yield asked
