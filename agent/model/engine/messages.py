"""What the server's process and the engine's process say to each other: pickled, over one socket.

to the engine    Options (once)  Warm  Request  Cancel  Forget
from the engine  Opened | Refused (once), then, one list a step: Warmed Taken Text Ended Failed
                 Measured; and from its first moment on, four times a second: Beat
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agent.model.backend import Sampling

Reason = Literal["stop", "length", "deadline"]


@dataclass(frozen=True, slots=True)
class Options:
    """How the model is opened. `path`: the file that is loaded; `context`: KV cells of all
    sequences together; `slots`: how many run; `seats`: sequences of the cache, where conversations
    stay in it between two turns (parked, one a slot and the prefix's are enough)."""

    path: str
    store: str
    context: int
    slots: int
    seats: int
    threads: int
    gpu_layers: int
    flash_attention: Literal["auto", "on", "off"]
    kv_type: Literal["auto", "f16", "q8_0", "q4_0"]
    lora: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warm:
    """Let every sequence begin with these tokens from now on."""

    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One reply that is asked for, in tokens. `deadline` is a moment of time.monotonic(), which
    is one clock for all processes of a machine."""

    stream: int
    conversation: str
    tokens: tuple[int, ...]
    max_tokens: int
    sampling: Sampling
    checker: bytes
    """Pickled by itself: one that cannot be read here fails its own stream and no other."""
    stop: tuple[str, ...]
    deadline: float


@dataclass(frozen=True, slots=True)
class Cancel:
    stream: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Keep nothing of a conversation: a person's words were erased."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The model is loaded. `prefill_rate` in tokens per second, from a first short batch."""

    description: str
    trained_context: int
    context: int
    prefill_rate: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The model's file cannot be used; the process ends."""

    text: str


@dataclass(frozen=True, slots=True)
class Beat:
    """The process is alive. `step_s`: for how long it has been in its step; 0 between two."""

    step_s: float


@dataclass(frozen=True, slots=True)
class Warmed:
    """The prefix stands. `restored`: read from disk and not computed."""

    tokens: int
    seconds: float
    restored: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A stream has a slot; `cached` of its prompt's tokens need not be computed."""

    stream: int
    cached: int


@dataclass(frozen=True, slots=True)
class Text:
    """A token of the reply, and the text that can be shown since it came (may be empty)."""

    stream: int
    token: int
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The reply's end, with the text that was still held back. `whole`: the text of all tokens
    is what was sent (nothing was cut off by a stop string or within a character)."""

    stream: int
    reason: Reason
    text: str
    completion_tokens: int
    resampled: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Failed:
    stream: int
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Once a second while there is work. Rate in tokens per second, cells of the KV cache."""

    prefill_rate: float
    cells_used: int
    kept: int
    busy_s: float = 0.0
    """Seconds of all steps since the start, and of them those inside llama.cpp."""
    native_s: float = 0.0
    parked_bytes: int = 0
    """Of conversations between two turns, beside the cache."""


Event = Warmed | Taken | Text | Ended | Failed | Measured
Order = Warm | Request | Cancel | Forget
