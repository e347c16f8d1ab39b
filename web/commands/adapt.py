"""`tresen models adapt`: training data for an owner's own model. models.md tells the way around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from agent.adapt.examples import AdaptError, Example, examples
from agent.adapt.examples import Progress as Report
from agent.adapt.written import opened, parted, write
from agent.shop import Agent
from catalog.signs import clean
from web.commands.options import placed, settings_of, spoken_of

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def adapt() -> None:
    """Teach a Llama of your own how your business speaks, by a LoRA that is trained elsewhere."""


@adapt.command()
@click.argument("file", type=_FILE)
@click.option("--most", type=click.IntRange(2, 100_000), default=1000, show_default=True,
              help="How many examples at most.")  # fmt: skip
@click.option("--held", type=_FILE,
              help="Hold a tenth of the products and texts back, and write what is about them to "
              "this file.")  # fmt: skip
@click.option("--language", "languages", multiple=True, help="In this language only (repeatable).")
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Another seed, other examples."
)
@placed
def export(
    file: Path,
    most: int,
    held: Path | None,
    languages: tuple[str, ...],
    seed: int,
    config: Path | None,
    state: Path | None,
) -> None:
    """Write training data from your catalog and your answers to FILE, one chat a line.

    Each chat is the prompt that your model is given and the reply that the program itself gives to
    it, checked against the rows; up to half of them say honestly that nothing is known. Nothing of
    a customer's talk is in it, and contacts that are not the business's own are taken out.
    """
    if held is not None and held.absolute() == file.absolute():
        raise click.BadParameter(f"{held}: is FILE itself.", param_hint="--held")
    settings = settings_of(config, state)
    wanted = spoken_of(settings, languages)
    with opened(file) as learned, opened(held) if held else nullcontext() as measured:
        agent = Agent.open(settings)
        try:
            spoken = [code for code in wanted if agent.model_speaks(code)]
            if not spoken:
                raise AdaptError(
                    f"{agent.backend.name} is said to speak none of {', '.join(wanted)}: choose "
                    "another model, or say it in [model] languages."
                )
            with _progress(most) as report:
                found = examples(agent, spoken, most, seed, report)
        finally:
            agent.close()
        kept, back = parted(found, seed) if held else (found, [])
        write(learned, kept)
        if measured is not None:
            write(measured, back)
    _tell(file, kept)
    if held is not None:
        _tell(held, back)
    if left_out := [code for code in wanted if code not in spoken]:
        click.echo(f"Left out: {', '.join(left_out)}, which the model is not said to speak.")
    click.echo("Train a LoRA with it, and measure before and after: models.md, A LoRA of your own.")


def _tell(file: Path, found: Sequence[Example]) -> None:
    unknown = sum(not one.answered for one in found)
    click.echo(f"{clean(str(file))}: {len(found)} examples, {unknown} of them “I do not know”.")


@contextmanager
def _progress(most: int) -> Iterator[Report]:
    """A bar on stderr, where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(30), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("Asking", total=most)
        yield lambda count: bar.update(task, completed=count)
