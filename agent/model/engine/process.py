"""The engine's process, supervised: it may die at any moment, and its streams are told.

    not yet begun     begun again in the next process, in their order
    being written     GenerationFailed
    waiting           stay where they are

A stream whose prompt was being computed when the process died, three times, is given up: it may be
what it dies of. After five deaths without a reply in between the engine counts as down, and new
streams are refused; it is still tried again every half minute.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from agent.errors import EngineDown, GenerationFailed, ModelError, ModelFileError
from agent.model.backend import Waiting
from agent.model.engine.admission import Admission
from agent.model.engine.child import Child
from agent.model.engine.messages import (
    Cancel,
    Ended,
    Event,
    Failed,
    Measured,
    Opened,
    Options,
    Order,
    Refused,
    Request,
    Taken,
    Text,
    Warm,
    Warmed,
)

_BACKOFF_S = (0.1, 0.5, 2.0, 8.0, 30.0)
_LIVES = 3
_LONG_LIFE_S = 60.0


@dataclass(slots=True, eq=False)
class Stream:
    """A reply as the server's side follows it. `events` ends with Ended or a ModelError."""

    request: Request
    likely: int
    """Tokens of its prompt that have likely to be computed."""
    events: SimpleQueue[Taken | Text | Ended | ModelError] = field(default_factory=SimpleQueue)
    taken: float = 0.0
    begun: bool = False
    lives: int = 0


@dataclass(frozen=True, slots=True)
class EngineState:
    """What is known of the engine at a moment."""

    queued: int
    running: int
    restarts: int
    prefill_rate: float
    cells_used: int
    kept: int
    prefix_tokens: int
    prefix_seconds: float
    prefix_restored: bool
    busy_s: float
    """Seconds that the engine's steps took since it began, and of them those in llama.cpp."""
    native_s: float


class Engine:
    """Keeps one child alive and hands its words to the streams. Safe for many threads."""

    def __init__(self, options: Options, log: Path, first_token_s: float) -> None:
        """Begin; returns at once. `wait_opened` says how it went."""
        self._options = options
        self._log = log
        self._lock = threading.Lock()
        self._warming = threading.Lock()
        self._streams: dict[int, Stream] = {}
        self._numbers = itertools.count(1)
        self._process: Child | None = None
        self._child: Child | None = None
        """The process once its model is loaded."""
        self._admission = Admission(first_token_s, options.slots, 0.0)
        self._prefix: tuple[int, ...] | None = None
        self._warmed: Warmed | None = None
        self._measured = Measured(0.0, 0, 0)
        self._failures = 0
        self._restarts = 0
        self._closing = threading.Event()
        self._first = threading.Event()
        self._error: ModelError | None = None
        self.opened: Opened | None = None
        self._thread = threading.Thread(target=self._supervise, name="engine", daemon=True)
        self._thread.start()

    # -- what the server asks ---------------------------------------------------------------

    def wait_opened(self) -> Opened:
        """Wait until the model is loaded. Raises ModelFileError or EngineDown."""
        self._first.wait()
        if self.opened is None:
            raise self._error or EngineDown("the engine was closed while it started")
        return self.opened

    def warm(self, tokens: tuple[int, ...]) -> None:
        """Let all streams begin with `tokens` from now on."""
        with self._warming:  # two of them reach the child in the order in which they are noted
            with self._lock:
                if tokens == self._prefix:
                    return
                self._prefix, self._warmed = tokens, None
            self._send(Warm(tokens))

    def submit(self, request: Request, likely: int) -> Stream:
        """Queue a reply. `request.stream` is set here. Raises EngineDown or EngineOverloaded."""
        with self._lock:
            self._refuse_when_down()
            numbered = replace(request, stream=next(self._numbers))
            self._admission.admit(numbered.stream, likely)
            stream = Stream(numbered, likely)
            self._streams[numbered.stream] = stream
        self._send(numbered)
        return stream

    def cancel(self, stream: Stream) -> None:
        """Let go of a stream, whatever became of it. Its slot is free within a step."""
        with self._lock:
            alive = self._streams.pop(stream.request.stream, None)
            self._admission.leave(stream.request.stream)
        if alive is not None:
            self._send(Cancel(stream.request.stream))

    def expect(self, stream: Stream) -> Waiting:
        """What a stream that has not begun can be told."""
        with self._lock:
            return self._admission.expect(stream.request.stream)

    def ready(self) -> bool:
        """Whether the process is there, with its prefix."""
        with self._lock:
            return self._child is not None and (self._prefix is None or self._warmed is not None)

    def state(self) -> EngineState:
        with self._lock:
            warmed = self._warmed or Warmed(0, 0.0, False)
            return EngineState(
                self._admission.waiting,
                self._admission.running,
                self._restarts,
                self._admission.rate,
                self._measured.cells_used,
                self._measured.kept,
                warmed.tokens,
                warmed.seconds,
                warmed.restored,
                self._measured.busy_s,
                self._measured.native_s,
            )

    @property
    def process_id(self) -> int:
        """The engine's process; 0 while there is none."""
        child = self._child
        return child.pid if child else 0

    @property
    def prefix_tokens(self) -> int:
        """Tokens of the prefix that was asked for last; 0: none was."""
        with self._lock:
            return len(self._prefix or ())

    @property
    def pid(self) -> int | None:
        with self._lock:
            return self._child.pid if self._child else None

    def close(self) -> None:
        """End the process; streams that are open get EngineDown."""
        self._closing.set()
        with self._lock:
            process = self._process
        if process is not None:
            process.end()
        self._thread.join()

    # -- the supervisor's thread ------------------------------------------------------------

    def _supervise(self) -> None:
        while not self._closing.is_set():
            began = time.monotonic()
            why = self._one_life()
            if time.monotonic() - began > _LONG_LIFE_S:
                self._failures = 0
            if self._closing.is_set() or not self._died(why):
                break
            self._closing.wait(_BACKOFF_S[min(self._failures, len(_BACKOFF_S)) - 1])
        self._fail_all(EngineDown("the engine is closed"))
        self._first.set()

    def _one_life(self) -> str:
        """Begin a process and listen to it until it is gone; what it ended with."""
        try:
            child = Child(self._options, self._log)
        except OSError as exc:  # no memory for a process, a state folder that cannot be written
            return f"it cannot be started: {exc}"
        with self._lock:
            self._process = child
        with contextlib.suppress(EOFError, OSError):
            if not self._closing.is_set():
                self._live(child)
        with self._lock:
            self._child = self._process = None
        return child.end()

    def _live(self, child: Child) -> None:
        """One life of the process, to its end. Raises EOFError or OSError."""
        first = child.receive()
        if isinstance(first, Refused):
            with self._lock:
                self._error = ModelFileError(first.text)
            return
        with self._lock:
            self.opened = first
            self._admission.rate = self._admission.rate or first.prefill_rate
            self._child = child
            orders: list[Order] = [Warm(self._prefix)] if self._prefix is not None else []
            orders += [stream.request for stream in self._streams.values()]
        for order in orders:
            child.send(order)
        for order in orders:  # cancelled meanwhile: that may have overtaken the request
            if isinstance(order, Request) and order.stream not in self._streams:
                child.send(Cancel(order.stream))
        self._first.set()
        while True:
            events = child.receive()
            with self._lock:
                for event in events:
                    self._hear(event)

    def _hear(self, event: Event) -> None:
        match event:
            case Warmed():
                if event.tokens == len(self._prefix or ()):
                    self._warmed = event
            case Measured():
                self._measured = event
                self._admission.rate = event.prefill_rate
            case Taken() | Text() | Ended() | Failed():
                stream = self._streams.get(event.stream)
                if stream is not None:
                    self._pass_on(stream, event)

    def _pass_on(self, stream: Stream, event: Taken | Text | Ended | Failed) -> None:
        number = event.stream
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
                self._failures = 0
                took = time.monotonic() - stream.taken if stream.taken else None
                self._forget(stream, event, took)
            case Failed():
                self._forget(stream, GenerationFailed(event.text), None)

    def _forget(self, stream: Stream, last: Ended | ModelError, took: float | None) -> None:
        del self._streams[stream.request.stream]
        self._admission.leave(stream.request.stream, took)
        stream.events.put(last)

    def _died(self, why: str) -> bool:
        """The process is gone. False: there is no use in another one."""
        with self._lock:
            self._failures += 1
            self._restarts += 1
            self._warmed = None
            if self.opened is None:
                self._error = self._error or EngineDown(
                    f"the engine's process ended while it loaded {self._options.path} ({why})"
                )
                return False
            self._admission.return_all()
            for stream in list(self._streams.values()):
                if stream.begun:
                    said = GenerationFailed(f"the engine ended while it wrote this reply ({why})")
                    self._forget(stream, said, None)
                elif stream.lives >= _LIVES:
                    said = GenerationFailed(f"the engine ended {_LIVES} times over this prompt")
                    self._forget(stream, said, None)
            if self._down():
                self._error = EngineDown(
                    f"the engine's process ended {self._failures} times in a row, the last time "
                    f"with {why}; it is being tried again"
                )
        if self._down():
            self._fail_all(self._error or EngineDown(why))
        return True

    def _down(self) -> bool:
        return self._failures >= len(_BACKOFF_S)

    def _refuse_when_down(self) -> None:
        if self._closing.is_set():
            raise EngineDown("the engine is closed")
        if self._down() and self._child is None:
            raise EngineDown(str(self._error))

    def _fail_all(self, error: ModelError) -> None:
        with self._lock:
            for stream in list(self._streams.values()):
                self._forget(stream, error, None)

    def _send(self, order: Order) -> None:
        """Tell the child, if there is one. What it misses it is told when it begins again."""
        with self._lock:
            child = self._child
        if child is not None:
            with contextlib.suppress(OSError):
                child.send(order)
