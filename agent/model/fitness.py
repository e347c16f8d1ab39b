"""Whether a model is fit to write replies, as `tresen check` found it.

    keep(fitness, state)     as <state>/measured/<file>.check.json, beside the speeds of bench.py
    known_fitness(state)     read by `tresen serve` and `tresen models fit`

An unfit model does no harm: what does not hold is not shown, and code speaks instead. But its owner
pays for words that nobody reads, and should know.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from agent.errors import ModelError

HOLDING: Final = 0.5
"""The share of its sentences that must hold. Below it most replies are code's anyway."""

SENTENCES: Final = 12
"""From so many on their share says something."""

_SUFFIX: Final = ".check.json"


@dataclass(frozen=True, slots=True)
class Fitness:
    """One check of a model: `model` is its file's name, or what a server calls it."""

    model: str
    checked_at: str
    sentences: int
    """That it wrote, and the guard judged."""
    held: int
    replies: int
    """That were shown in its words."""
    wrong: int
    """Those of them that stated something false: the guard overlooked it."""

    @property
    def tells(self) -> bool:
        """Whether it wrote enough to be judged."""
        return self.sentences >= SENTENCES or self.wrong > 0

    @property
    def unfit(self) -> str:
        """Why it is not fit to write replies; empty: it is, or too little is known."""
        if self.wrong:
            return f"{self.wrong} of {self.replies} replies in its words stated something false"
        if self.tells and self.held < self.sentences * HOLDING:
            return f"{self.held} of its {self.sentences} sentences held"
        return ""


def keep(fitness: Fitness, state: Path) -> Path:
    """Write it to the state folder, over a former one of the same model. Raises ModelError."""
    path = state / "measured" / f"{fitness.model.replace('/', '_')}{_SUFFIX}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(fitness), indent=2) + "\n", encoding="utf-8")
    except OSError as exc:
        raise ModelError(f"{path}: cannot be written: {exc.strerror}.") from exc
    return path


def known_fitness(state: Path, model: str = "") -> Sequence[Fitness]:
    """What was found here; of `model` alone where it is given. What cannot be read is passed over:
    the next check writes it anew."""
    found = []
    for path in sorted((state / "measured").glob(f"*{_SUFFIX}")):
        try:
            fitness = Fitness(**json.loads(path.read_text(encoding="utf-8")))
            fitness.unfit  # noqa: B018  # figures that are no numbers show here
        except (OSError, ValueError, TypeError):
            continue
        if model in ("", fitness.model):
            found.append(fitness)
    return found
