"""`tresen serve`: the website's chat, webhooks and APIs."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import click
from flask import Flask

from agent.config import Settings
from agent.model.choice import chosen_model
from agent.shop import Agent
from catalog.database import Database
from catalog.leases import Lease
from catalog.report import Progress, Report
from catalog.standing import note_fault
from web import create_app
from web.addresses import is_loopback
from web.commands.model_words import unfit_text
from web.commands.options import placed, say_settings, settings_file, settings_of
from web.commands.own_sources import scheduled_sources
from web.console import returning
from web.logs import log_lines
from web.mail import carrying
from web.retention import forgetting
from web.schedule import scheduled
from web.server import address, bind
from web.webhooks import answering


@click.command()
@click.option("--host", help="The address to listen on (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port (default: 8080).")
@placed
def serve(host: str | None, port: int | None, config: Path | None, state: Path | None) -> None:
    """Serve the chat for the website, and everything else that talks HTTP."""
    file = settings_file(config, state)
    settings = settings_of(file, state, web={"host": host, "port": port})
    say_settings(file, settings)
    log_lines(logging.INFO)
    fault = partial(note_fault, settings.state)
    sources = scheduled_sources(settings, file)
    with scheduled(sources, partial(_sync, settings), fault, partial(_alone, settings)):
        run(settings, lambda agent: create_app(settings, agent), _tell)


@contextmanager
def _alone(settings: Settings) -> Iterator[Lease | None]:
    """The lease of who reads sources again, among all processes over this database."""
    database = Database.open(settings.state, settings.database.url)
    try:
        with database.alone("schedule") as lease:
            yield lease
    finally:
        database.close()


def _sync(settings: Settings, source: str, shown: Callable[[Progress], None]) -> Report:
    # Loaded where a source is read again: the readers of all formats take 17 MB.
    report: Report = import_module("web.commands.rereading").reread(settings, source, shown)
    return report


def run(
    settings: Settings, make: Callable[[Agent], Flask], tell: Callable[[Agent, str], None]
) -> None:
    """Serve the application that `make` makes until the process is ended.

    `tell` is called with the address when it can be visited. Raises TresenError.
    """
    agent = Agent.open(settings)
    try:
        app = make(agent)
        server = bind(app, settings.web)
        # As Ctrl-C does: waitress ends its replies, and the agent its engine.
        signal.signal(signal.SIGTERM, _end)
        with (
            answering(app),
            returning(app),
            carrying(app),
            forgetting(agent, settings.web.keep_days),
        ):
            tell(agent, address(server, settings.web))
            agent.prepare()  # code answers while the model is being loaded
            server.run()
    finally:
        agent.close()


def _tell(agent: Agent, url: str) -> None:
    counts = agent.catalog.counts()
    click.echo(f"{agent.business.name} is served at {url} ({counts.products} products).")
    if not counts.products:
        click.echo("The catalog is empty: `tresen ingest` fills it, also while this runs.")
    if missing := [code for code in agent.business.languages if code not in agent.offered]:
        click.echo(
            f"There are no words in {', '.join(missing)} yet: who writes it is answered in "
            f"{agent.offered[0]} (TRESEN_LANGUAGES names a folder with further languages)."
        )
    if unspoken := [code for code in agent.offered if not agent.model_speaks(code)]:
        click.echo(
            f"{agent.backend.name} does not speak {', '.join(unspoken)}: there, code answers."
        )
    unfit = unfit_text(chosen_model(agent.settings), agent.settings.state)
    if unfit:
        click.echo(unfit)
    click.echo(f'For your website: <script src="{url}/widget.js" async></script>')
    click.echo(f"For you and your people: {url}/console")
    if is_loopback(urlsplit(url).hostname or ""):
        click.echo(f"Its colours and words, to try out on this machine: {url}/preview")


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
