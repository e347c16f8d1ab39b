"""`tresen models`: which models there are, which suits this machine; fetch, choose, measure one.

    list · fit · pull · verify · use · bench · adapt

What is worked out lies in agent/model/; how it is shown, in models_shown.py beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from agent.config import Settings
from agent.errors import ModelFileError
from agent.model.bench import keep, kept, measure
from agent.model.fit import Fit, Wish, choose, fits
from agent.model.fitness import known_fitness
from agent.model.hub import Wanted
from agent.model.inspection import inspect_model
from agent.model.machine import look
from agent.model.pull import Report, pull, verify
from agent.model.registry import find_model, known_models, models_folder
from agent.model.rewritten import weights_of
from web.commands.model_words import unfit_lines
from web.commands.models_shown import (
    fit_table,
    licence_text,
    list_table,
    measured_text,
    reasons_text,
)
from web.commands.options import placed, settings_file, settings_of
from web.commands.sentences import Sentences
from web.commands.settings_file import choose_model

_SETTINGS: Final = Path("tresen.toml")
_JSON = click.option("--json", "as_json", is_flag=True, help="for programs")


class _Models(Sentences):
    """`adapt` is loaded when it is called: it knows the whole agent, which takes a second more."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), "adapt"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "adapt":
            found: click.Command = import_module("web.commands.adapt").adapt
            return found
        return super().get_command(ctx, cmd_name)


@click.group(name="models", cls=_Models)
def models() -> None:
    """Language models: which there are, which fits, fetch, choose and measure one."""


@models.command("list")
@_JSON
@placed
def list_models(as_json: bool, state: Path | None, config: Path | None) -> None:
    """All models that are known by name, and which of them are on this machine."""
    settings, registry = settings_of(config, state), known_models()
    here = {name for name in registry.models if _is_here(name, settings.state)}
    if as_json:
        told = [
            entry.model_dump(mode="json")
            | {"kv_bytes_per_token": entry.kv_bytes(), "here": entry.name in here}
            for entry in registry.models.values()
        ]
        click.echo(json.dumps(told, indent=2))
        return
    _console().print(list_table(registry, here, settings.model.name))
    click.echo("\nWhich suits this machine: tresen models fit. More about them: models.md")


@models.command()
@click.option("--visitors", type=click.IntRange(1, 255), help="at the same time (slots)")
@click.option("--context", type=click.IntRange(0), help="tokens for all of them; 0: what they need")
@click.option("--language", "languages", multiple=True, help="that it must speak; may be repeated")
@click.option("--outside-eu", is_flag=True, help="the business is not in the European Union")
@_JSON
@placed
def fit(
    visitors: int | None,
    context: int | None,
    languages: tuple[str, ...],
    outside_eu: bool,
    as_json: bool,
    state: Path | None,
    config: Path | None,
) -> None:
    """Which models this machine can run, with how much room, roughly how fast."""
    settings = settings_of(config, state)
    wish = Wish(
        visitors=visitors or settings.model.slots,
        context=settings.model.context if context is None else context,
        languages=languages or settings.business.languages,
        kv_type=settings.model.kv_type,
        outside_eu=outside_eu,
    )
    machine, measured = look(measure=True), kept(settings.state)
    judged = fits(known_models(), machine, wish, measured)
    checked = known_fitness(settings.state)
    chosen = choose(judged)
    if as_json:
        told = {
            "machine": asdict(machine),
            "wish": asdict(wish) | {"tokens": wish.tokens},
            "fits": [_fit_json(one) for one in judged],
            "choice": chosen.entry.name if chosen else None,
            "unfit": {one.model: one.unfit for one in checked if one.unfit},
        }
        click.echo(json.dumps(told, indent=2))
        return
    click.echo(
        f"{machine}\n{wish.visitors} visitors at once, {wish.tokens:,} tokens for all, "
        f"languages: {' '.join(wish.languages)}\n"
    )
    _console().print(fit_table(judged, chosen))
    click.echo("(speed: tokens a second for one visitor; a token is about two thirds of a word)")
    if any(one.against for one in judged):
        click.echo(f"\nNot for this machine:\n{reasons_text(judged)}")
    if unfit := unfit_lines(checked):
        click.echo(f"\nNot fit to write replies, as `tresen check` found:\n{unfit}")
    click.echo("\n" + _advice(chosen, settings.state, any(not one.disturbed for one in measured)))
    if machine.gpu is not None and not machine.gpu.usable:
        click.echo(
            f"\n{machine.gpu.name} is not used: llama-cpp-python was installed without support for "
            "it. models.md says how to install it anew."
        )


def _fit_json(one: Fit) -> dict[str, Any]:
    told = {key: value for key, value in asdict(one).items() if key != "entry"}
    return {"name": one.entry.name, "fits": one.fits, "room": one.room, **told}


def _advice(chosen: Fit | None, state: Path, measured: bool) -> str:
    if chosen is None:
        return (
            "None of them fits. Fewer --visitors need less memory; [model.remote] takes a server "
            "in place of this machine (models.md)."
        )
    name = chosen.entry.name
    fetch = "" if _is_here(name, state) else f"tresen models pull {name} && "
    said = f"We would take {name}: {fetch}tresen models use {name}"
    if not measured:
        said += "\nSpeeds are bounds by formula; `tresen models bench` measures this machine."
    return said


@models.command("pull")
@click.argument("name")
@click.option("--latest", is_flag=True, help="the file as it lies there today, not the pinned one")
@click.option("--endpoint", help="another hub's address (default: HF_ENDPOINT, Hugging Face)")
@placed
def pull_model(
    name: str, latest: bool, endpoint: str | None, state: Path | None, config: Path | None
) -> None:
    """Fetch a model: a NAME of the list, or owner/repository/file.gguf.

    Goes on where a former attempt stopped, and checks the file's hash.
    """
    settings, registry = settings_of(config, state), known_models()
    entry = None if "/" in name else registry.entry(name)
    wanted = Wanted.address(name) if entry is None else Wanted.entry(entry, latest)
    with _progress() as report:
        path = pull(wanted, models_folder(settings.state), report, endpoint)
    click.echo(f"{path}: complete, and its hash is the one that the hub publishes.")
    for warning in inspect_model(path).require().warnings:
        click.echo(f"Note: {warning}")
    if entry is not None:
        click.echo("\n" + licence_text(entry, registry.licence(entry)))
    click.echo(f"\nTo use it: tresen models use {entry.name if entry else path.name}")


@models.command("verify")
@click.argument("name", required=False)
@placed
def verify_model(name: str | None, state: Path | None, config: Path | None) -> None:
    """Compare a model's hash with the published one (default: the model that is in use)."""
    settings = settings_of(config, state)
    path = _chosen(settings, name)
    with _progress() as report:
        found = verify(path, known_models().entry_of(path), report)
    click.echo(f"{path}: unchanged, sha256 {found}")


@models.command("use")
@click.argument("name")
@placed
def use_model(name: str, state: Path | None, config: Path | None) -> None:
    """Choose a model: a NAME of the list, a file in the models folder, or a path."""
    settings, registry = settings_of(config, state), known_models()
    own = Path(name).expanduser()
    by_path = own.suffix == ".gguf" and own.is_file()
    path = find_model("" if by_path else name, str(own) if by_path else "", settings.state)
    facts = inspect_model(path).require()
    file = settings_file(config, state) or _SETTINGS
    chosen = {"path": str(own.resolve())} if by_path else {"name": name}
    remote = choose_model(file, **chosen)
    click.echo(f"{file}: uses {facts.name} ({path}).")
    for warning in facts.warnings:
        click.echo(f"Note: {warning}")
    entry = registry.entry_of(path)
    if entry is not None:
        click.echo("\n" + licence_text(entry, registry.licence(entry)))
    if remote:
        click.echo(f"\nNote: {file} has a [model.remote]; remove it to use this model instead.")


@models.command()
@click.argument("name", required=False)
@click.option("--threads", type=click.IntRange(0), help="0: one for each physical core")
@click.option("--gpu-layers", type=click.IntRange(-1), help="-1: all, where there is a GPU")
@_JSON
@placed
def bench(
    name: str | None,
    threads: int | None,
    gpu_layers: int | None,
    as_json: bool,
    state: Path | None,
    config: Path | None,
) -> None:
    """Measure a model on this machine (default: the model that is in use), and keep the figures."""
    settings = settings_of(config, state)
    path = _chosen(settings, name)
    measured = measure(
        path,
        settings.model.threads if threads is None else threads,
        settings.model.gpu_layers if gpu_layers is None else gpu_layers,
        weights_of(inspect_model(path), settings.state, look(), settings.model),
    )
    kept_at = keep(measured, settings.state)
    if as_json:
        derived = {"first_word_s": measured.first_word_s, "reply_s": measured.reply_s}
        click.echo(json.dumps(asdict(measured) | derived, indent=2))
        return
    click.echo(f"{measured_text(measured)}\nKept in {kept_at}.")


def _is_here(name: str, state: Path) -> bool:
    try:
        find_model(name, "", state)
    except ModelFileError:
        return False
    return True


def _chosen(settings: Settings, name: str | None) -> Path:
    if name:
        return find_model(name, "", settings.state)
    return find_model(settings.model.name, settings.model.path, settings.state)


def _console() -> Console:
    return Console(soft_wrap=False)


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar for each thing that is reported, on stderr, so that stdout stays for results."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done)

        yield report
