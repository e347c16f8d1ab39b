"""The chat in a terminal: words as they come, products in boxes, over a pipe as well.

Ctrl-C stops the reply that is being written, not the program; Ctrl-D ends it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from agent.events import CardShown, Event, Queued, TextDelta
from catalog.errors import TresenError
from catalog.signs import clean
from web.printing import legible
from web.reply import Reply
from web.terminal_commands import Session
from web.words import handoff_line

_COLOURS = {
    "in_stock": "green",
    "limited": "yellow",
    "preorder": "yellow",
    "backorder": "yellow",
    "out_of_stock": "red",
    "discontinued": "red",
}


class Counter(Protocol):
    """Somebody who answers; `look` is how they introduce themselves (web.look.appearance)."""

    look: dict[str, Any]

    def say(self, text: str) -> Generator[Event, None, None]:
        """The reply to `text`, in one and the same conversation. Raises TresenError."""

    def begin(self) -> None:
        """Begin a new conversation."""

    def speak(self, language: str) -> None:
        """Answer in `language` where the words do not tell. Raises TresenError."""


def once(counter: Counter, text: str, *, as_json: bool, console: Console) -> bool:
    """Ask one thing and print the reply, words or JSON; whether it came to its end."""
    return _asked(counter, text, as_json=as_json, console=console).failed is None


def _asked(counter: Counter, text: str, *, as_json: bool, console: Console) -> Reply:
    if not as_json:
        return show(counter, text, console)
    reply = Reply()
    with closing(counter.say(text)) as stream:
        for event in stream:
            reply.take(event)
    console.file.write(json.dumps(reply.to_json(), ensure_ascii=False, indent=2) + "\n")
    if reply.failed:
        sys.stderr.write(f"Error: {reply.failed.text}\n")
    return reply


def converse(
    counter: Counter, console: Console, *, as_json: bool = False, history: Path | None = None
) -> bool:
    """Ask line by line until there are none; whether every reply came to its end.

    A line that begins with "/" is a command. What is typed is kept in the file `history`.
    """
    fine = True
    session = Session(counter, console, clean)
    for text in _lines(counter, console, history):
        if not text.strip():
            continue
        try:
            if session.obey(text.strip()):
                continue
            reply = _asked(counter, text, as_json=as_json, console=console)
        except TresenError as exc:
            sys.stderr.write(f"Error: {exc}\n")
            fine = False
            continue
        session.talk.append((text.strip(), reply))
        fine &= reply.failed is None
    return fine


def show(counter: Counter, text: str, console: Console) -> Reply:
    """Print the reply to `text` as it comes."""
    reply = Reply()
    words = counter.look["words"]
    try:
        with closing(counter.say(text)) as stream, console.status(words["waiting"]) as status:
            for event in stream:
                reply.take(event)
                if isinstance(event, Queued):
                    key = "queue" if event.position else "queue_next"
                    status.update(words[key].format(n=event.position))
                if isinstance(event, TextDelta) and event.text:
                    status.stop()
                    _write(console, event.text)
    except KeyboardInterrupt:
        _write(console, f" [{words['stopped']}]")
    if reply.text:
        console.print()
    if reply.failed:
        console.print(Text(legible(reply.failed.text), style="red"))
    for part in _after(reply, words):
        console.print(part)
    console.print()
    return reply


def card(product: CardShown) -> Panel:
    """A product in a box."""
    price = Text(legible(product.price), style="bold")
    if product.list_price:
        price.append("  ").append(legible(product.list_price), style="strike dim")
    lines: list[RenderableType] = [price]
    if product.options:
        lines.insert(0, Text(legible(product.options), style="dim"))
    if product.stock_text:
        colour = _COLOURS.get(product.availability, "dim")
        lines.append(Text.assemble(("● ", colour), legible(product.stock_text)))
    if product.link:
        lines.append(Text(legible(product.link), style="dim", overflow="fold"))
    title = Text(legible(product.title), style="bold")
    return Panel(Group(*lines), title=title, title_align="left", width=64, border_style="dim")


def _after(reply: Reply, words: dict[str, str]) -> Iterator[RenderableType]:
    """What stands below the words."""
    yield from (card(product) for product in reply.cards)
    for source in reply.sources:
        yield Text(legible(f"{words['sources']}: {source.title} {source.url}"), style="dim")
    if reply.handoff and (line := handoff_line(reply.handoff, words)):
        yield Text(legible(line))
    if reply.suggestions:
        yield Text(
            "\n".join(["", *(f"› {legible(text)}" for text in reply.suggestions)]), style="dim"
        )


def _write(console: Console, text: str) -> None:
    console.file.write(legible(text))
    console.file.flush()


def _lines(counter: Counter, console: Console, history: Path | None) -> Iterator[str]:
    """What is typed, or what comes through a pipe."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    look = counter.look
    console.print(Text(f"{look['name']} · {look['words']['disclosure']}", style="bold"))
    console.print(Text(look["greeting"]), "")
    line = _typed(history)
    while True:
        try:
            yield line()
        except KeyboardInterrupt:
            continue  # what was typed so far is thrown away, as a shell does
        except EOFError:
            return


def _typed(history: Path | None) -> Callable[[], str]:
    """What asks for a line. Loaded where somebody types: it takes as long as Flask does."""
    toolkit, histories = import_module("prompt_toolkit"), import_module("prompt_toolkit.history")
    kept = histories.FileHistory(str(history)) if history else histories.InMemoryHistory()
    prompt: Callable[[], str] = toolkit.PromptSession("› ", history=kept).prompt
    return prompt
