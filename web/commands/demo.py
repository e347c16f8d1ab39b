"""`tresen demo`: a whole shop with its agent, from nothing."""

from __future__ import annotations

import logging
from importlib.resources import as_file, files
from pathlib import Path

import click
from flask import Flask

from agent.model.library import being_built
from agent.shop import Agent
from web import create_app
from web.commands.ingest import fill_catalog, tell
from web.commands.options import placed, settings_of
from web.commands.own_sources import configured
from web.commands.serve import run
from web.demo_shop import demo_shop
from web.errors import WebError
from web.logs import log_lines

_STATE = Path(".tresen-demo")
_BUILDING = (
    "llama.cpp, which runs the model, is still being built for this machine (some minutes; "
    ".venv/engine.log). Until then code alone answers."
)


@click.command()
@click.option("--host", help="The address to listen on (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@placed
def demo(host: str | None, port: int, config: Path | None, state: Path | None) -> None:
    """Open a demo shop with its agent, at http://127.0.0.1:8080."""
    log_lines(logging.WARNING)
    with as_file(files("catalog").joinpath("demo")) as folder:
        chosen = config or folder / "tresen.toml"
        # Products link to where their pages are: on the demo's own server.
        here = f"http://{host or '127.0.0.1'}:{port}"
        settings = settings_of(
            chosen, state or _STATE, web={"host": host, "port": port}, business={"url": here}
        )
        click.echo(f"This is {settings.business.name}, a shop that does not exist.")
        click.echo("Reading its catalog, its policies and its questions, in two languages …")
        report = fill_catalog(settings, configured(settings, chosen), prune=True)
        if report.failed:
            tell(report)
            raise WebError(f"The demo shop in {folder} cannot be read; see above.")
        held = report.catalog
        click.echo(
            f"{held.products} products with {held.variants} variants, {held.passages} passages. "
            f"They are in {settings.state}, and stay there."
        )
        click.echo(_BUILDING if being_built() else "Starting the model, on this machine …")

        def make(agent: Agent) -> Flask:
            app = create_app(settings, agent)
            app.register_blueprint(demo_shop(agent, folder))
            return app

        run(settings, make, _tell)


def _tell(_agent: Agent, url: str) -> None:
    click.secho(f"\n  {url}\n", bold=True)
    click.echo("Open it and ask the agent something. Ctrl-C ends the demo.")
    click.echo("For your own shop: tresen init, then tresen ingest products.csv faq.md")
