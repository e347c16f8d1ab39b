"""`tresen check`: the preflight. Questions made from the catalog, asked, and judged by its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from agent.check.own import own_questions
from agent.check.question import RATES, CheckError, Judged, Rate
from agent.check.report import Conditions, page, past, percentile, to_json
from agent.check.run import Outcome, share
from agent.check.run import check as run_check
from agent.model.choice import chosen_model
from agent.model.fitness import keep
from agent.shop import Agent
from agent.tally import Tally
from web.commands.model_words import fitness_of, tally_json, tally_text
from web.commands.options import placed, settings_of, spoken_of

LIMITS: dict[Rate, float] = {
    "wrong_fact": 0.0,
    "wrong_binding": 0.0,
    "false_denial": 0.01,
    "missed_fact": 0.05,
    "false_refusal": 0.02,
}
"""Above which the check fails, where --fail-above says nothing else."""

_SHOWN = 10
"""How many failures the terminal shows; the report has all of them."""


VOICES = ("code", "model")
BARE = "bare"
NAMED = {"code": "In code's words", "model": "In the model's words",
         BARE: "The model alone, without the guard"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """All questions, asked with one voice, or of the model alone."""

    voice: str
    outcome: Outcome
    tally: Tally

    def to_json(self) -> dict[str, Any]:
        rates = {rate: round(self.outcome.rate(rate), 4) for rate in RATES}
        return {"asked": len(self.outcome.judged), "rates": rates, **tally_json(self.tally)}


def _limits(_ctx: Any, _param: Any, given: tuple[str, ...]) -> dict[Rate, float]:
    """ "missed_fact=0.1" and its like over the defaults."""
    limits = dict(LIMITS)
    for entry in given:
        name, _, number = entry.partition("=")
        rate = next((r for r in RATES if r == name.strip()), None)
        if rate is None:
            raise click.BadParameter(
                f"{entry!r}: expected one of {', '.join(RATES)}, as in {RATES[0]}=0.02."
            )
        try:
            limits[rate] = float(number)
        except ValueError as exc:
            raise click.BadParameter(f"{entry!r}: expected a share, as in {name}=0.02.") from exc
        if not 0 <= limits[rate] <= 1:
            raise click.BadParameter(f"{entry!r}: expected a share between 0 and 1.")
    return limits


@click.command()
@click.option("--count", type=click.IntRange(0), default=300, show_default=True,
              help="How many questions to make from the catalog.")  # fmt: skip
@click.option(
    "--language", "languages", multiple=True, help="Ask in this language only (repeatable)."
)
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Another seed, other questions."
)
@click.option("--questions", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Your own questions too: a TOML or YAML file.")  # fmt: skip
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the report to this file, as one HTML page.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--fail-above", multiple=True, callback=_limits, metavar="RATE=VALUE",
              help="Exit with 1 above this rate, as in missed_fact=0.05 (repeatable).")  # fmt: skip
@click.option("--voice", type=click.Choice(["code", "model", "both"]),
              help="Who words what code knows (default: as set); both: in turn.")  # fmt: skip
@click.option("--bare", is_flag=True,
              help="Ask the model alone as well, the same facts before it and no guard, to see "
              "what both are for. Takes minutes, and counts for nothing else.")  # fmt: skip
@placed
def check(
    count: int,
    languages: tuple[str, ...],
    seed: int,
    questions: Path | None,
    report: Path | None,
    as_json: bool,
    fail_above: dict[Rate, float],
    voice: str | None,
    bare: bool,
    config: Path | None,
    state: Path | None,
) -> None:
    """Ask the agent questions made from your catalog, and judge its replies by the rows.

    Ends with the five truth rates; exit code 1 where one is above its limit.
    """
    settings = settings_of(config, state)
    spoken = spoken_of(settings, languages)
    own = own_questions(questions, spoken[0]) if questions else []
    agent = Agent.open(settings)
    try:
        agent.prepare(wait=True)  # the first question is no slower than the others
        rounds: list[Round] = []
        for speaker in VOICES if voice == "both" else (voice or agent.voice,):
            agent.voice = "model" if speaker == "model" else "code"
            rounds.append(_round(agent, speaker, spoken, count, seed, own, quiet=as_json))
        outcome = rounds[-1].outcome
        _keep_fitness(agent, rounds[-1])
        held = tuple(rounds)
        if bare:
            agent.guarded = False
            rounds.append(_round(agent, BARE, spoken, count, seed, own, quiet=as_json))
        conditions = Conditions.here(agent.backend.name, agent.business.name, seed)
    finally:
        agent.close()
    if report:
        _write(report, page(outcome, conditions, fail_above, _bare(rounds)))
    if as_json:
        told = to_json(outcome, conditions) | {"voices": {r.voice: r.to_json() for r in rounds}}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for entry in rounds:
            _tell(entry, report, named=len(rounds) > 1)
    broken = [line for entry in held for line in past(entry.outcome, fail_above)]
    for line in dict.fromkeys(broken):
        click.secho(f"{line}.", fg="red", err=True)
    if broken:
        raise SystemExit(1)


def _bare(rounds: Sequence[Round]) -> Outcome | None:
    return next((entry.outcome for entry in rounds if entry.voice == BARE), None)


def _round(
    agent: Agent,
    voice: str,
    languages: Sequence[str],
    count: int,
    seed: int,
    own: Sequence[Any],
    *,
    quiet: bool,
) -> Round:
    agent.tally = Tally()
    outcome = _asked(agent, languages, count, seed, own, quiet=quiet)
    return Round(voice, outcome, agent.tally)


def _asked(
    agent: Agent,
    languages: Sequence[str],
    count: int,
    seed: int,
    own: Sequence[Any],
    *,
    quiet: bool,
) -> Outcome:
    """The check, with a bar on stderr where that is a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    bar = Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    )
    with bar:
        task = bar.add_task("Asking", total=count + len(own), told="")
        seen: list[Judged] = []

        def show(asked: int, total: int, latest: Judged) -> None:
            seen.append(latest)
            outcome = Outcome(tuple(seen))
            told = f"{outcome.wrong} wrong, {outcome.unanswered} not answered"
            bar.update(task, completed=asked, total=total, told=told)

        return run_check(agent, languages=languages, count=count, seed=seed, own=own, progress=show)


def _keep_fitness(agent: Agent, last: Round) -> None:
    """Whether the model is fit to write replies, where it wrote enough to say it."""
    fitness = fitness_of(chosen_model(agent.settings), last.outcome, last.tally)
    if fitness.tells:
        keep(fitness, agent.settings.state)


def _tell(entry: Round, report: Path | None, *, named: bool) -> None:
    """The result as a person reads it."""
    outcome = entry.outcome
    if named:
        click.secho(NAMED[entry.voice], bold=True)
    click.echo(
        f"{len(outcome.judged)} questions: {outcome.wrong} answered wrongly, "
        f"{outcome.unanswered} not answered."
    )
    console = Console(highlight=False)
    console.print(_table(outcome))
    console.print(_kinds(outcome))
    click.echo(tally_text(entry.tally))
    failed = [judged for judged in outcome.judged if judged.findings]
    for judged in failed[:_SHOWN]:
        click.echo()
        click.secho(judged.findings[0].rate.replace("_", " "), fg="red", nl=False)
        click.echo(f"  {' → '.join((*judged.question.before, judged.question.text))}")
        click.echo(f"  {judged.reply.text or '(no words)'}")
        click.secho(f"  {judged.findings[0].detail}", dim=True)
    if len(failed) > _SHOWN and not report:
        click.echo(f"\nand {len(failed) - _SHOWN} more: --report check.html shows all of them.")
    if report:
        click.echo(f"\nThe whole report: {report}")


def _table(outcome: Outcome) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("lane, language")
    for name in ("asked", *(rate.replace("_", " ") for rate in RATES), "first word"):
        table.add_column(name, justify="right")
    keys = sorted({(j.reply.lane, j.question.language) for j in outcome.judged})
    for lane, language in keys:
        group = [
            j for j in outcome.judged if (j.reply.lane, j.question.language) == (lane, language)
        ]
        first = percentile([j.reply.ttft_ms for j in group], 50)
        rates = [f"{share(group, rate):.1%}" for rate in RATES]
        table.add_row(f"{lane}, {language}", str(len(group)), *rates, f"{first:.0f} ms")
    return table


def _kinds(outcome: Outcome) -> Table:
    """How many of each kind of question were answered right, and how many not, in which way."""
    table = Table(box=None, pad_edge=False)
    table.add_column("kind")
    for name in ("asked", "right", *(rate.replace("_", " ") for rate in RATES)):
        table.add_column(name, justify="right")
    for kind in dict.fromkeys(j.question.kind for j in outcome.judged):
        group = [j for j in outcome.judged if j.question.kind == kind]
        right = sum(not j.findings for j in group)
        counts = [sum(j.counts(rate) for j in group) or "" for rate in RATES]
        table.add_row(kind.replace("_", " "), *map(str, (len(group), right, *counts)))
    return table


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise CheckError(f"{path}: the report cannot be written ({exc.strerror}).") from exc
