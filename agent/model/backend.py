"""The seam between the agent and whatever writes its words.

A backend turns a `Generation` into pieces of text. `engine/` behind `local.py` does it on this
machine, `remote.py` asks a server; `tests/fakes.py` holds the one for tests beside this seam.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the prompt. The first is the business's prefix, with role "system"."""

    role: Literal["system", "user", "assistant"]
    text: str


class Checker(Protocol):
    """Holds a reply while it is decoded: may `piece` stand behind what is `written`?

    A pure function of its two texts and of values it was made with; picklable, since it is sent
    to the process that owns the model. `written` is the whole reply so far.
    """

    def __call__(self, written: str, piece: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is drawn. Temperature 0 takes the likeliest."""

    temperature: float = 0.3
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Generation:
    """One reply that is asked for.

    `messages[0]` is the system prefix that all visitors share; the rest is append-only per
    `conversation`. `max_tokens` bounds the reply, `deadline_s` the whole time for it in seconds.
    """

    conversation: str
    messages: tuple[Message, ...]
    max_tokens: int = 256
    sampling: Sampling = Sampling()
    checker: Checker | None = None
    stop: tuple[str, ...] = ()
    deadline_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Still in the queue: how many are before this one, and for about how many seconds."""

    position: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Begun:
    """The reply has its place: tokens of the prompt, and of those found in the cache."""

    prompt_tokens: int
    cached_tokens: int


@dataclass(frozen=True, slots=True)
class Piece:
    """The next text of the reply; whole characters only. May be empty (a heartbeat)."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The reply's end. Tokens: of the prompt, of those found in the cache, of the reply."""

    reason: Literal["stop", "length", "deadline"]
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    resampled: int = 0
    """How often the checker refused a piece."""


class Backend(Protocol):
    """What the agent asks of a model."""

    name: str
    languages: tuple[str, ...]
    """Codes of the languages that the model is said to speak; empty where nobody says."""

    @property
    def context_tokens(self) -> int:
        """How many tokens one conversation may hold, prefix and reply included."""
        ...

    def count(self, text: str) -> int:
        """Tokens of `text` as the model counts them, without the template's own."""
        ...

    def warm(self, prefix: Message) -> None:
        """Compute the shared prefix, or load it, so that the first visitor does not wait for it.

        Called again when the prefix changes. Returns at once; the work is done aside.
        """
        ...

    def kept(self) -> Sequence[str]:
        """The conversations of which something may be kept here between two turns."""
        ...

    def forget(self, conversations: Iterable[str]) -> None:
        """Let go of what is kept of these conversations: they were erased."""
        ...

    def generate(
        self, request: Generation
    ) -> Generator[Waiting | Begun | Piece | Done, None, None]:
        """Yield the reply. Closing the iterator cancels it within one step.

        Raises EngineDown, EngineOverloaded or GenerationFailed.
        """
        ...

    def ready(self) -> bool:
        """Whether a reply could begin now."""
        ...

    def close(self) -> None:
        """Let go of processes and memory."""
        ...
