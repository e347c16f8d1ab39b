"""`tresen chat`: talk to the agent in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx2
from rich.console import Console

from agent.config import Settings
from agent.shop import Agent
from web.commands.options import placed, settings_of
from web.embed import appearance
from web.terminal import Counter, Here, There, converse, once

# A reply may take its time; a server that does not even send a heartbeat is not there any more.
_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)


@click.command()
@click.option("--once", "question", metavar="TEXT", help="Ask this and end.")
@click.option("--json", "as_json", is_flag=True, help="Print replies as JSON.")
@click.option("--url", help="Talk to the running server at this address.")
@click.option("--language", help="The language to be answered in when the text does not tell.")
@placed
def chat(
    question: str | None,
    as_json: bool,
    url: str | None,
    language: str | None,
    config: Path | None,
    state: Path | None,
) -> None:
    """Talk to the agent. Without a terminal each line of the input is a message.

    /facts, /new, /lang and /save are commands; /help lists them.
    """
    console = Console(highlight=False)
    settings = settings_of(config, state)
    with _counter(settings, url, language or "") as counter:
        if question is not None:
            fine = once(counter, question, as_json=as_json, console=console)
        else:
            kept = settings.state / "typed" if settings.state.is_dir() else None
            fine = converse(counter, console, as_json=as_json, history=kept)
    if not fine:
        raise SystemExit(1)


@contextmanager
def _counter(settings: Settings, url: str | None, language: str) -> Iterator[Counter]:
    """Who answers: the server at `url`, or an agent opened here."""
    if url:
        with httpx2.Client(timeout=_TIMEOUT) as client:
            there = There(url.rstrip("/"), client, language or "en")
            there.meet()
            yield there
        return
    agent = Agent.open(settings)
    try:
        yield Here(agent, appearance(settings, language))
    finally:
        agent.close()
