"""The replies that are under way, as the server's side follows them.

submit ─► waiting ─ Taken ─► computing ─ Text ─► written ... ─► Ended | a ModelError
"""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field, replace
from queue import SimpleQueue

from agent.errors import GenerationFailed, ModelError
from agent.model.backend import Waiting
from agent.model.engine.admission import Admission
from agent.model.engine.messages import Ended, Failed, Request, Taken, Text

_LIVES = 3


@dataclass(slots=True, eq=False)
class Stream:
    """One reply. `events` ends with Ended or a ModelError."""

    request: Request
    events: SimpleQueue[Taken | Text | Ended | ModelError] = field(default_factory=SimpleQueue)
    taken: float = 0.0
    begun: bool = False
    lives: int = 0
    """Processes that took it. Where its prompt ends each of them, it is not given to another."""


class Streams:
    """All that are open, in the order in which they came. Safe for many threads."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._lock = threading.Lock()
        self._open: dict[int, Stream] = {}
        self._numbers = itertools.count(1)
        self._refusing: ModelError | None = None

    def submit(self, request: Request, likely: int) -> Stream:
        """Queue a reply, `likely` tokens of whose prompt have to be computed. Its number is set
        here. Raises EngineOverloaded, or what `refuse` was given."""
        with self._lock:
            if self._refusing is not None:
                raise self._refusing
            numbered = replace(request, stream=next(self._numbers))
            self._admission.admit(numbered.stream, likely)
            stream = Stream(numbered)
            self._open[numbered.stream] = stream
            return stream

    def drop(self, stream: Stream) -> bool:
        """Nobody reads `stream` any more. Whether it was still open."""
        number = stream.request.stream
        with self._lock:
            self._admission.leave(number)
            return self._open.pop(number, None) is not None

    def is_open(self, number: int) -> bool:
        with self._lock:
            return number in self._open

    def requests(self) -> list[Request]:
        """What a new process is to be asked for."""
        with self._lock:
            return [stream.request for stream in self._open.values()]

    def expect(self, stream: Stream) -> Waiting:
        """What can be told while it has not begun."""
        with self._lock:
            return self._admission.expect(stream.request.stream)

    def counts(self) -> tuple[int, int, float]:
        """How many wait and how many run; the prefill rate."""
        with self._lock:
            return self._admission.waiting, self._admission.running, self._admission.rate

    def measure(self, rate: float) -> None:
        """Reckon with `rate` tokens of prompts a second."""
        with self._lock:
            self._admission.rate = rate

    def hear(self, event: Taken | Text | Ended | Failed) -> None:
        """Pass `event` on to the one who reads its stream."""
        number = event.stream
        with self._lock:
            stream = self._open.get(number)
            if stream is None:
                return
            match event:
                case Taken():
                    stream.taken = time.monotonic()
                    stream.lives += 1
                    self._admission.take(number, len(stream.request.tokens) - event.cached)
                    stream.events.put(event)
                case Text():
                    stream.begun = True
                    self._admission.begin(number)
                    stream.events.put(event)
                case Ended():
                    took = time.monotonic() - stream.taken if stream.taken else None
                    self._close(stream, event, took)
                case Failed():
                    self._close(stream, GenerationFailed(event.text))

    def bereave(self, why: str) -> None:
        """Their process is gone: those that were being written fail, the others stay."""
        with self._lock:
            self._admission.return_all()
            for stream in list(self._open.values()):
                stream.taken = 0.0
                if stream.begun:
                    said = f"the engine ended while it wrote this reply ({why})"
                    self._close(stream, GenerationFailed(said))
                elif stream.lives >= _LIVES:
                    said = f"the engine ended {_LIVES} times over this prompt ({why})"
                    self._close(stream, GenerationFailed(said))

    def refuse(self, error: ModelError) -> list[int]:
        """End all with `error`, and let none in, until `welcome`; the numbers of those ended."""
        with self._lock:
            self._refusing = error
            ended = list(self._open.values())
            for stream in ended:
                self._close(stream, error)
            return [stream.request.stream for stream in ended]

    def welcome(self) -> None:
        with self._lock:
            self._refusing = None

    def _close(
        self, stream: Stream, last: Ended | ModelError, seconds: float | None = None
    ) -> None:
        del self._open[stream.request.stream]
        self._admission.leave(stream.request.stream, seconds)
        stream.events.put(last)
