"""A reply as it comes into being: tokens to whole characters, held to a checker and stop strings.

draw a token ─► what would it write? ─► may it stand there? ─ no: make it impossible, draw again
"""

from __future__ import annotations

import codecs
import pickle
from typing import Any

from agent.model.engine.messages import Ended, Reason, Request, Text
from agent.model.engine.weights import Weights

_TRIES = 48
"""Draws at one place. Each refusal costs a pass over the vocabulary (0.3 ms for 49,152 tokens);
where so many are refused, the reply has nowhere to go and ends."""


class Writer:
    """One reply. `step` after each decode; `close` when the sequence leaves."""

    def __init__(self, request: Request, weights: Weights) -> None:
        self.request = request
        self.weights = weights
        self.checker = pickle.loads(request.checker) if request.checker else None
        self.written = ""
        self.resampled = 0
        self.tokens = 0
        self._held = ""
        self._cut = False
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._chain: Any = weights.sampler(request.sampling)

    def close(self) -> None:
        self.weights.free_sampler(self._chain)
        self._chain = None

    def step(self, place: int) -> tuple[Text | None, Reason | None]:
        """Draw behind the batch's entry `place`: the next text, and why the reply is over."""
        token = self._draw(place)
        if token is None:
            return None, "stop"
        self.tokens += 1
        text = self._look(token, final=True)
        self.written += text
        shown = self._past_stops(text)
        said = Text(self.request.stream, token, shown)
        if self._cut:
            return said, "stop"
        return said, "length" if self.tokens >= self.request.max_tokens else None

    def ended(self, reason: Reason) -> Ended:
        """The message that ends the reply, with what was held back for a stop string."""
        unfinished = bool(self._decoder.getstate()[0])
        return Ended(
            self.request.stream,
            reason,
            "" if self._cut else self._held,
            self.tokens,
            self.resampled,
            whole=not self._cut and not unfinished,
        )

    def _draw(self, place: int) -> int | None:
        """A token that may stand here; None: the reply is over."""
        for _ in range(_TRIES):
            # The chain remembers each token it draws (for the penalties): one that is refused
            # must not stay in it, so the draw is made on a copy.
            chain = self.weights.copy_sampler(self._chain) if self.checker else self._chain
            token = self.weights.draw(chain, place)
            ends = self.weights.ends(token)
            text = "" if ends else self._look(token, final=False)
            if self.checker is None or not text or self.checker(self.written, text):
                if self.checker:
                    self.weights.free_sampler(self._chain)
                    self._chain = chain
                return None if ends else token
            self.weights.free_sampler(chain)
            self.weights.forbid(place, token)
            self.resampled += 1
        return None

    def _look(self, token: int, final: bool) -> str:
        """The whole characters that `token` adds; `final`: it is taken."""
        before = self._decoder.getstate()
        text = self._decoder.decode(self.weights.piece(token))
        if not final:
            self._decoder.setstate(before)
        return text if self.written else text.lstrip()

    def _past_stops(self, text: str) -> str:
        """What can be shown: no part of a stop string, nor what may become one."""
        held = self._held + text
        places = [at for stop in self.request.stop if stop and (at := held.find(stop)) >= 0]
        if places:
            self._cut, self._held = True, ""
            return held[: min(places)]
        keep = max((_overlap(held, stop) for stop in self.request.stop), default=0)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]


def _overlap(text: str, stop: str) -> int:
    """How much of `stop` begins at the end of `text`."""
    for length in range(min(len(stop) - 1, len(text)), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
