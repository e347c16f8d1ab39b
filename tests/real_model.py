"""The bundled model for tests of the engine: opened small, asked in one line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.config import ModelSection
from agent.model.backend import Done, Generation, Message, Piece, Sampling, Waiting
from agent.model.local import LocalBackend
from agent.model.registry import bundled_model

GREEDY = Sampling(temperature=0, repeat_penalty=1.0)
SYSTEM = Message("system", "You work in a shop. You repeat what you are told.")
WORDS = ("banana", "violin", "tiger", "window", "castle", "pepper", "rocket", "garden")


@dataclass(frozen=True)
class Answer:
    text: str
    done: Done
    pieces: tuple[str, ...]
    waited: tuple[Waiting, ...]


@contextmanager
def opened(state: Path, warm: Message | None = SYSTEM, **settings: Any) -> Iterator[LocalBackend]:
    """A backend over the bundled model. One thread: two that share a busy core wait for each
    other at every step, which makes a test run take minutes. The weights as they are: each test
    has a state of its own, and rewriting them takes two seconds."""
    path = bundled_model()
    assert path is not None
    few = {"threads": 1, "context": 4096, "first_token_s": 300.0, "weights": "as_is"}
    section = ModelSection(**(few | settings))
    backend = LocalBackend.open(path, state, section)
    try:
        if warm is not None:
            backend.warm(warm)
            until(backend.ready)
        yield backend
    finally:
        backend.close()


def generation(text: str, conversation: str = "", **fields: Any) -> Generation:
    messages = fields.pop("messages", None) or (SYSTEM, Message("user", text))
    fields = {"max_tokens": 12, "sampling": GREEDY} | fields
    return Generation(conversation, tuple(messages), **fields)


def ask(backend: LocalBackend, text: str, conversation: str = "", **fields: Any) -> Answer:
    """The whole reply to `text`."""
    pieces, waited, done = [], [], None
    for event in backend.generate(generation(text, conversation, **fields)):
        match event:
            case Piece():
                pieces.append(event.text)
            case Waiting():
                waited.append(event)
            case Done():
                done = event
    assert done is not None
    return Answer("".join(pieces), done, tuple(pieces), tuple(waited))


def secret(word: str) -> tuple[Message, ...]:
    """A talk after which this model says `word` again, whatever the word is."""
    return (
        SYSTEM,
        Message("user", f"The word is {word}. Say the word."),
        Message("assistant", f"The word is {word}."),
        Message("user", "Say the word again."),
    )


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all at once; their results in order. The first error is raised when all are over."""
    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(call) for call in calls]
    return [future.result() for future in futures]


def until(true: Callable[[], bool], seconds: float = 180.0) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
