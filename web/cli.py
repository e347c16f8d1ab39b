"""`tresen`: the commands, gathered. Each is told in a module of web/commands/."""

from __future__ import annotations

from importlib.metadata import version

import click

from web.commands.bench import bench
from web.commands.chat import chat
from web.commands.check import check
from web.commands.demo import demo
from web.commands.ingest import ingest
from web.commands.init import init
from web.commands.models import models
from web.commands.options import Sentences
from web.commands.serve import serve


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("tresen"), "--version", prog_name="tresen")
def main() -> None:
    """An AI agent for your business, on your own machine, fed from your own catalog."""


for command in (demo, init, ingest, serve, chat, models, bench, check):
    main.add_command(command)
