"""The one who answers in a terminal, where that is an agent in this process."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from agent.answer import Incoming, answer
from agent.config import Settings
from agent.events import Event, Started
from agent.shop import Agent
from web.look import appearance


@dataclass(slots=True)
class Here:
    """The agent in this process."""

    agent: Agent
    look: dict[str, Any]
    conversation: str = ""

    def begin(self) -> None:
        self.conversation = ""

    def speak(self, language: str) -> None:
        self.look = appearance(self.agent.settings, language)

    def say(self, text: str) -> Generator[Event, None, None]:
        incoming = Incoming(text, self.conversation, language=self.look["language"])
        for event in answer(self.agent, incoming):
            if isinstance(event, Started):
                self.conversation = event.conversation
            yield event


def opened(settings: Settings, *, prepare: bool) -> Agent:
    """The agent; with `prepare` its model is loaded aside from now on. Raises TresenError."""
    agent = Agent.open(settings)
    agent.waits_for_model = True
    if prepare:
        agent.prepare()
    return agent
