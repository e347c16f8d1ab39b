"""Whose facts are looked for now, and who waits for it: places, a line before them, and its end.

    arrives ─► the line is full of others? ── AgentBusy
       └─► waits its turn, at most PATIENCE_S ── AgentBusy
              └─► a place, of which one address has one and long messages have all but one

The interpreter computes one reply at a time in any case. With sixteen in turns of a millisecond
every one is late, and so is whoever asks for a page; with long messages in all places, everybody
with a short one is. A refusal says when to come back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from agent.errors import AgentBusy

PLACES = 2
LONG = 400
"""Characters from which on a message is long: of 300 labelled questions none has so many."""
PATIENCE_S = 5.0
WAITING, WAITING_LONG, WAITING_OF_ONE = 64, 16, 8
"""How many may wait: in all, with long messages, and of one address."""
_RETRY_S = 3.0


@dataclass(eq=False, slots=True)
class _Turn:
    """One who waits for a place, or has it. `address` is empty for nobody in particular."""

    address: str
    long: bool
    begun: bool = False
    admitted: threading.Event = field(default_factory=threading.Event)


class Seat:
    """One message's claim to places, for as long as it is answered."""

    def __init__(self, computing: Computing, address: str, long: bool) -> None:
        self._computing = computing
        self._address, self._long = address, long
        self._begun = False

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Holds a place. The first time it is waited for in the line, and may be refused: raises
        AgentBusy. From then on it goes before those who have not begun."""
        turn = _Turn(self._address, self._long, self._begun)
        self._computing.enter(turn)
        self._begun = True
        try:
            yield
        finally:
            self._computing.leave(turn)


class Computing:
    """The places. Safe from many threads; a place is held for milliseconds, and never while
    another one, the model or a reader is waited for."""

    def __init__(self, places: int = PLACES, patience_s: float = PATIENCE_S) -> None:
        self._places = places
        self._patience = patience_s
        self._lock = threading.Lock()
        self._running: list[_Turn] = []
        self._waiting: list[_Turn] = []

    def seat(self, address: str, text: str) -> Seat:
        """A seat for the message `text`, before anything is kept of it. Raises AgentBusy where
        too many wait already."""
        long = len(text) > LONG
        with self._lock:
            self._check(_Turn(address, long))
        return Seat(self, address, long)

    def enter(self, mine: _Turn) -> None:
        """Wait for a place. Raises AgentBusy."""
        with self._lock:
            if mine.begun:
                self._waiting.insert(sum(turn.begun for turn in self._waiting), mine)
            else:
                self._check(mine)
                self._waiting.append(mine)
            self._admit()
        if mine.admitted.wait(None if mine.begun else self._patience):
            return
        with self._lock:
            if mine.admitted.is_set():
                return
            self._waiting.remove(mine)
        raise AgentBusy(
            f"{self._patience:.0f} s have passed in the line: try again soon.", _RETRY_S
        )

    def leave(self, mine: _Turn) -> None:
        """Give the place back, to the next in the line."""
        with self._lock:
            self._running.remove(mine)
            self._admit()

    def _admit(self) -> None:
        """Give the free places to those who are first in the line and may have one."""
        for turn in list(self._waiting):
            if len(self._running) >= self._places:
                return
            if self._may_run(turn):
                self._waiting.remove(turn)
                self._running.append(turn)
                turn.admitted.set()

    def _may_run(self, turn: _Turn) -> bool:
        if turn.address and any(other.address == turn.address for other in self._running):
            return False
        return not turn.long or sum(other.long for other in self._running) < max(
            1, self._places - 1
        )

    def _check(self, mine: _Turn) -> None:
        line = [turn for turn in self._waiting if not turn.begun]
        own = sum(bool(mine.address) and turn.address == mine.address for turn in line)
        long = sum(turn.long for turn in line)
        full = len(line) >= WAITING or (mine.long and long >= WAITING_LONG)
        if full or own >= WAITING_OF_ONE:
            raise AgentBusy(f"{len(line)} wait already: try again soon.", _RETRY_S)
