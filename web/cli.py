"""`tresen`: the commands, gathered. Each is told in a module of web/commands/.

A command's module is loaded when it is called: a server carries 30 MB less, `tresen serve` is there
half a second earlier than with the imports of all of them, and `tresen --help` loads click alone
(click's documentation, "Lazily Loading Subcommands").
"""

from __future__ import annotations

from importlib import import_module

import click

from catalog.garbage import loading
from catalog.private import own_umask
from web.commands.sentences import Sentences

COMMANDS = {
    "demo": "Open a demo shop with its agent, at http://127.0.0.1:8080.",
    "init": "Ask for the business's name and four more things; write tresen.toml.",
    "ingest": "Read SOURCES (files, folders, addresses of feeds and websites) into the catalog.",
    "sync": (
        "Read the sources of tresen.toml again; what a server says is unchanged is left as it is."
    ),
    "catalog": "Look at what has been ingested.",
    "serve": "Serve the chat for the website, and everything else that talks HTTP.",
    "chat": "Talk to the agent.",
    "models": "Language models: which there are, which fits, fetch, choose and measure one.",
    "bench": "Measure this program on this machine.",
    "check": "Ask the agent questions made from your catalog, and judge its replies by the rows.",
    "channels": (
        "Show the messengers: open or not, what waits, and which replies were given up and why."
    ),
    "feed": "Write the catalog for others to read: feeds of agents, linked data for your pages.",
    "handoffs": (
        "What customers asked that only a person can answer, with the contact that they left."
    ),
    "orders": (
        'Tables of orders, by which the agent answers "where is my order": read, list, forget one.'
    ),
    "console": "The owner's pages at /console: who waits for a person, talks, questions, goods.",
    "answers": "What was answered in the console for good: list it, or write it as Markdown.",
    "privacy": (
        "Tell or erase all that is kept of one person, by e-mail, phone number or messenger's id."
    ),
    "backup": "Keep catalog, conversations and settings in FILE, while everything runs.",
    "restore": (
        "Bring back what `tresen backup` kept in FILE, into a folder that has no business yet."
    ),
}
"""Each command, found by its name in the module of that name, and the sentence that its own help
begins with (a test compares them): the list of them loads none."""


class Commands(Sentences):
    """The commands of `COMMANDS`, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with loading():
            command: click.Command = getattr(import_module(f"web.commands.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tresen", prog_name="tresen")
@click.pass_context
def main(ctx: click.Context) -> None:
    """An AI agent for your business, on your own machine, fed from your own catalog."""
    ctx.with_resource(own_umask())
