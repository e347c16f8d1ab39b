"""How often the right one of a business's written answers is found first, and among three.

    python3 scripts/rate_written.py tests/data/written/held [FOLDER …]

Each file is a made-up business: its passages (heading, text) and questions as people type them on
a phone, with the numbers of the passages that answer; none for what nothing written answers. Half
of the businesses are held back: nobody reads them, their rates alone. Needs the extra `meaning`
and, the first time, some minutes.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from agent.answering.choice import is_near
from agent.answering.passages import Ranked
from agent.answering.shelf import Shelf
from agent.model.encoder import Bundled
from catalog.records import Origin, Passage


@dataclass(frozen=True)
class Asked:
    """A question's nearest passages, best first, and the ids of those that answer it."""

    ranks: tuple[Ranked, ...]
    answers: frozenset[str]

    def found(self, among: int) -> bool:
        return any(r.passage.id in self.answers for r in self.ranks[:among])


def main(folders: Sequence[str]) -> int:
    encoder = Bundled()
    for folder in folders:
        told: dict[str, list[Asked]] = defaultdict(list)
        for path in sorted(Path(folder).glob("*.json")):
            business = json.loads(path.read_text("utf-8"))
            told[business["language"]] += _asked(business, encoder)
        for language, asked in sorted(told.items()):
            print(f"{language}: {_rates(asked)}")
        print(f"{folder}: {_rates([a for some in told.values() for a in some])}")
    return 0 if folders else 2


def _asked(business: dict[str, object], encoder: Bundled) -> Iterator[Asked]:
    language = str(business["language"])
    written: list[tuple[str, str]] = business["passages"]  # type: ignore[assignment]
    questions: list[tuple[str, list[int]]] = business["questions"]  # type: ignore[assignment]
    origin = Origin("written", "", datetime(2026, 1, 1, tzinfo=UTC))
    passages = [
        Passage(str(n), (heading,) if heading else (), text, language, origin)
        for n, (heading, text) in enumerate(written)
    ]
    shelf = Shelf.of([], passages, (language,), encoder.passages, encoder.questions)
    for text, answers in questions:
        ranks = shelf.seek(text, language, "", False).ranks
        yield Asked(ranks, frozenset(map(str, answers)))


def _rates(asked: Sequence[Asked]) -> str:
    answered = [a for a in asked if a.answers]
    rest = [a for a in asked if not a.answers]
    first, three = (sum(a.found(n) for a in answered) / len(answered) for n in (1, 3))
    near = sum(is_near(a.ranks[0]) for a in rest)
    return (
        f"{len(answered)} questions, first {first:.1%}, among three {three:.1%}; "
        f"near to something {near} of {len(rest)} that nothing answers"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
