"""Whether the engine's process is alive and gets on. Plain arithmetic over the times of its beats.

    no beat for SILENT_S         down: code answers at once, until there is one again
    no good beat for RESTART_S   given up: killed, and another one begun

A beat is good where the step that is computed has not lasted longer than steps do: it is planned
for three quarters of a second, and for 32 tokens at least, which a large model on a small machine
takes half a minute for. The process beats while it loads, too.
"""

from __future__ import annotations

from typing import Final

BEAT_S: Final = 0.25
SILENT_S: Final = 1.5
"""Six beats. A visitor who asks meanwhile waits so long, and has code's answer within two."""
RESTART_S: Final = 20.0
START_S: Final = 120.0
"""Until the first beat of a process: an interpreter and llama.cpp's library from a cold disk."""
_STEP_S: Final = 5.0
_STEP_TOKENS: Final = 320
"""Ten times the least that a step computes."""


class Pulse:
    """Times in seconds of time.monotonic()."""

    def __init__(self, now: float) -> None:
        self._good = now
        self._begun = False
        self._loaded = False
        self._most = _STEP_S

    def loaded(self, rate: float) -> None:
        """The model is there, and computes `rate` tokens of prompts a second."""
        self._loaded = True
        self._most = max(_STEP_S, _STEP_TOKENS / rate if rate > 0 else 0.0)

    def beat(self, step_s: float, now: float) -> None:
        """The process was heard, in a step that has lasted for `step_s`."""
        self._begun = True
        if step_s <= self._most or not self._loaded:
            self._good = now

    def is_silent(self, now: float) -> bool:
        """Whether it counts as down."""
        return self._begun and now - self._good > SILENT_S

    def is_gone(self, now: float) -> bool:
        """Whether it is to be given up."""
        return now - self._good > (RESTART_S if self._begun else START_S)
