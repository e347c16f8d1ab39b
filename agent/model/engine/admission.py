"""Who may still join the queue, and what those in it are told. Plain arithmetic, no clock.

A stream waits for two things: for the prompts before it to be computed, and for a slot. Both are
estimated from what was measured. Whoever would wait longer than `first_token_s` is refused at
once, with the time after which there will be room, instead of waiting in vain (vLLM's rule, issue
49445: queued tokens <= first-token time x prefill rate).
"""

from __future__ import annotations

import math

from agent.errors import EngineOverloaded
from agent.model.backend import Waiting

_LEAST_TOKENS = 16
"""What a stream counts at least: a decode step and a draw are not free either."""


class Admission:
    """Guarded by its owner's lock. Rates in tokens per second, times in seconds."""

    def __init__(self, first_token_s: float, slots: int, rate: float) -> None:
        self.first_token_s = first_token_s
        self.slots = slots
        self.rate = rate
        self.reply_s = 0.0
        """How long a reply keeps its slot, on average."""
        self._waiting: dict[int, int] = {}
        self._running: dict[int, int] = {}

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def running(self) -> int:
        return len(self._running)

    def admit(self, stream: int, tokens: int) -> None:
        """Let `stream` in, `tokens` of whose prompt are likely to be computed.

        Raises EngineOverloaded.
        """
        seconds = self._seconds(len(self._waiting), None)
        if seconds > self.first_token_s:
            retry = math.ceil(max(1.0, seconds - self.first_token_s))
            raise EngineOverloaded(
                f"{len(self._waiting)} replies are waiting, for about {seconds:.0f} s; more than "
                f"first_token_s = {self.first_token_s:g} allows. Try again in {retry} s.",
                float(retry),
            )
        self._waiting[stream] = max(tokens, _LEAST_TOKENS)

    def take(self, stream: int, tokens: int) -> None:
        """`stream` has a slot, and `tokens` to be computed."""
        if self._waiting.pop(stream, None) is not None:
            self._running[stream] = max(tokens, _LEAST_TOKENS)

    def begin(self, stream: int) -> None:
        """The prompt of `stream` is computed: its first token is here."""
        if stream in self._running:
            self._running[stream] = 0

    def leave(self, stream: int, seconds: float | None = None) -> None:
        """`stream` is over; it kept its slot for `seconds`, where it ran to its end."""
        self._waiting.pop(stream, None)
        self._running.pop(stream, None)
        if seconds is not None:
            self.reply_s += (seconds - self.reply_s) * (0.2 if self.reply_s else 1.0)

    def return_all(self) -> None:
        """The engine is gone: those who had a slot wait again, before those who had none."""
        self._waiting = {**{s: max(t, _LEAST_TOKENS) for s, t in self._running.items()},
                         **self._waiting}  # fmt: skip
        self._running = {}

    def expect(self, stream: int) -> Waiting:
        """What `stream` can be told: how many are before it, and for how long."""
        order = list(self._waiting)
        position = order.index(stream) if stream in self._waiting else 0
        return Waiting(position, round(self._seconds(position, stream), 1))

    def _seconds(self, position: int, stream: int | None) -> float:
        """Until the first token of who has `position` others waiting before it."""
        waiting = list(self._waiting.values())[:position]
        own = self._waiting.get(stream, self._running.get(stream, 0)) if stream is not None else 0
        tokens = sum(waiting) + sum(self._running.values())
        tokens += own if stream in self._waiting else 0
        computing = tokens / self.rate if self.rate > 0 else 0.0
        busy = position + 1 - (self.slots - len(self._running))
        return computing + max(0, busy) * self.reply_s / self.slots
