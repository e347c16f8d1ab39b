"""Eight made-up businesses as they answer in writing, with questions that customers put in other
words (tests/data/written): a heading, its answer, and lines that begin with "?".
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catalog.records import Origin, Passage

WRITTEN = Path(__file__).parent / "data" / "written"
GERMAN = frozenset({"camping", "museum", "radladen"})


@dataclass(frozen=True)
class Written:
    """A business: what it has written, and its questions with the headings that answer them."""

    name: str
    language: str
    passages: tuple[Passage, ...]
    questions: tuple[tuple[str, str], ...]


def businesses() -> Iterator[Written]:
    for path in sorted(WRITTEN.glob("[a-z]*.md")):
        yield _read(path, "de" if path.stem in GERMAN else "en")


def follow_ups() -> list[tuple[str, str, str, str]]:
    """Business, first question, second question, and the heading that answers the second."""
    talks = tomllib.loads((WRITTEN / "follow.toml").read_text("utf-8"))["talks"]
    return [(talk[0], talk[1], talk[2], talk[3]) for talk in talks]


def _read(path: Path, language: str) -> Written:
    passages: list[Passage] = []
    questions = []
    for part in path.read_text("utf-8").split("## ")[1:]:
        heading, *lines = part.strip().splitlines()
        text = " ".join(line for line in lines if not line.startswith("? "))
        questions += [(line[2:], heading) for line in lines if line.startswith("? ")]
        origin = Origin(path.name, heading, datetime(2026, 1, 5, 9, tzinfo=UTC))
        passages.append(Passage(f"{path.stem}-{len(passages)}", (heading,), text, language, origin))
    return Written(path.stem, language, tuple(passages), tuple(questions))
