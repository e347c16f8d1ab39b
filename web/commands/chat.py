"""`tresen chat`: talk to the agent in the terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path

import click
from rich.console import Console

from agent.config import Settings
from catalog.garbage import rarely_collected
from web.commands.options import placed, say_settings, settings_file, settings_of
from web.terminal import Counter, converse, once
from web.terminal_soon import Soon


@click.command()
@click.option("--once", "question", metavar="TEXT", help="Ask this and end.")
@click.option("--json", "as_json", is_flag=True, help="Print replies as JSON.")
@click.option("--url", help="Talk to the running server at this address.")
@click.option("--why", is_flag=True, help="Say which of the model's sentences were not shown.")
@click.option("--language", help="The language to be answered in when the text does not tell.")
@placed
def chat(
    question: str | None,
    as_json: bool,
    url: str | None,
    why: bool,
    language: str | None,
    config: Path | None,
    state: Path | None,
) -> None:
    """Talk to the agent. Without a terminal each line of the input is a message.

    /facts, /new, /lang and /save are commands; /help lists them.
    """
    if why:
        _say_why()
    console = Console(highlight=False)
    file = settings_file(config, state)
    settings = settings_of(file, state)
    if not url:
        say_settings(file, settings)
    typed = question is None and sys.stdin.isatty()
    with _counter(settings, url, language or "", typed) as counter:
        if question is not None:
            with rarely_collected():  # it ends before there is anything to collect
                fine = once(counter, question, as_json=as_json, console=console)
        else:
            kept = settings.state / "typed" if settings.state.is_dir() else None
            fine = converse(counter, console, as_json=as_json, history=kept)
    if not fine:
        raise SystemExit(1)


def _say_why() -> None:
    """What of the model's was not shown, and the reason, to stderr; of an agent opened here."""
    refused = logging.getLogger("tresen.why")
    refused.addHandler(logging.StreamHandler(sys.stderr))
    refused.setLevel(logging.INFO)


@contextmanager
def _counter(settings: Settings, url: str | None, language: str, aside: bool) -> Iterator[Counter]:
    """Who answers: the server at `url`, or an agent opened here; `aside` its model too."""
    if url:
        with _there(url, language or "en") as answering:
            yield answering
        return
    soon = Soon(settings, language, prepare=aside)
    try:
        yield soon
    finally:
        soon.close()


def _there(url: str, language: str) -> AbstractContextManager[Counter]:
    """The server at `url`. Raises WebError where none answers."""
    # Loaded where it is wanted: the HTTP client takes as long as all that the prompt needs.
    reached: AbstractContextManager[Counter] = import_module("web.terminal_there").reached(
        url, language
    )
    return reached
