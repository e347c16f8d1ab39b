"""The agent of this process while it is still being opened, so that the prompt is there at once.

What reads the catalog and the question is loaded in a thread beside the one who types; the first
reply waits for it.
"""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from typing import Any

import click

from agent.config import Settings
from agent.events import Event
from catalog.errors import TresenError
from catalog.garbage import loading
from catalog.signs import clean
from web.look import appearance


class Soon:
    """Implements terminal.Counter."""

    def __init__(self, settings: Settings, language: str, *, prepare: bool) -> None:
        """`prepare`: the model is loaded aside, and not only where a reply needs it."""
        self.look: dict[str, Any] = appearance(settings, language)
        self._settings = settings
        self._here: Any = None
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="opening")
        self._opening: Future[Any] = self._aside.submit(_open, settings, prepare)

    def begin(self) -> None:
        self._opened().begin()

    def speak(self, language: str) -> None:
        self.look = appearance(self._settings, language)

    def say(self, text: str) -> Generator[Event, None, None]:
        """Raises ClickException where the agent cannot be opened: there is nobody to talk to."""
        here = self._opened()
        here.look = self.look
        yield from here.say(text)

    def close(self) -> None:
        """Let go of the agent, as soon as it is opened."""
        self._aside.shutdown()
        if self._opening.exception() is None:
            self._opening.result().close()

    def _opened(self) -> Any:
        if self._here is None:
            try:
                agent = self._opening.result()
            except TresenError as exc:
                raise click.ClickException(clean(str(exc))) from exc
            self._here = import_module("web.terminal_here").Here(agent, self.look)
        return self._here


def _open(settings: Settings, prepare: bool) -> Any:
    # Loaded here, aside: it takes as long as all that the prompt needs.
    with loading():
        return import_module("web.terminal_here").opened(settings, prepare=prepare)
