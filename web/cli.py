"""`tresen`: the commands, gathered. Each is told in a module of web/commands/.

A command's module is loaded when it is called: a server carries 30 MB less, and `tresen serve` is
there half a second earlier, than with the imports of all of them (click's documentation, "Lazily
Loading Subcommands").
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version

import click

from catalog.private import own_umask
from web.commands.options import Sentences

COMMANDS = {
    "demo": "web.commands.demo",
    "init": "web.commands.init",
    "ingest": "web.commands.ingest",
    "sync": "web.commands.sync",
    "catalog": "web.commands.catalog",
    "serve": "web.commands.serve",
    "chat": "web.commands.chat",
    "models": "web.commands.models",
    "bench": "web.commands.bench",
    "check": "web.commands.check",
    "channels": "web.commands.channels",
    "handoffs": "web.commands.handoffs",
}
"""Where each command lies; it has the command's name there."""


class Commands(Sentences):
    """The commands of `COMMANDS`, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("tresen"), "--version", prog_name="tresen")
@click.pass_context
def main(ctx: click.Context) -> None:
    """An AI agent for your business, on your own machine, fed from your own catalog."""
    ctx.with_resource(own_umask())
