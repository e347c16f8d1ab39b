"""What is told of a model's own words: by `tresen check`, `serve` and `models fit`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.model.fitness import Fitness, known_fitness
from agent.tally import Tally

if TYPE_CHECKING:  # a server that tells of a check makes none
    from agent.check.run import Outcome


def fitness_of(model: str, outcome: Outcome, tally: Tally) -> Fitness:
    """What a check found of `model`."""
    own = [judged for judged in outcome.judged if judged.reply.lane == "composed"]
    return Fitness(
        model=model,
        checked_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sentences=tally.sentences,
        held=tally.held,
        replies=len(own),
        wrong=sum(judged.counts("wrong_fact") or judged.counts("wrong_binding") for judged in own),
    )


def tally_json(tally: Tally) -> dict[str, Any]:
    """Counts of the model's sentences, and of the replies that it was to put into its words."""
    return {
        "sentences": tally.sentences,
        "held": tally.held,
        "restated": tally.worded,
        "to_restate": tally.asked,
    }


def tally_text(tally: Tally) -> str:
    """The share of sentences that were the model's."""
    if not tally.sentences and not tally.asked:
        return "The model was not asked for a sentence."
    share = tally.held / tally.sentences if tally.sentences else 0.0
    said = f"The model wrote {tally.sentences} sentences; {tally.held} held ({share:.0%})."
    if tally.asked:
        said += f" Of {tally.asked} answers of code it put {tally.worded} into its own words."
    return said


def unfit_text(model: str, state: Path) -> str:
    """One line on a model that a check found unfit; empty where none did."""
    return next(
        (
            f"{entry.model} is not fit to write replies ({entry.unfit}, checked on "
            f"{entry.checked_at[:10]}): code speaks for it. `tresen models fit` names better ones."
            for entry in known_fitness(state, model)
            if entry.unfit
        ),
        "",
    )


def unfit_lines(found: Sequence[Fitness]) -> str:
    """Those that checks found unfit, one line each."""
    return "\n".join(f"  {entry.model}: {entry.unfit}" for entry in found if entry.unfit)
