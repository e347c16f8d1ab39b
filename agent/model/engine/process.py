"""The engine's process, supervised: it may die at any moment, and its streams are told.

    not yet begun     begun again in the next process, in their order
    being written     GenerationFailed
    waiting           stay where they are

Where it is alive and says nothing, all get EngineDown at once, and code answers them; when it has
said nothing for long it is killed, and another one begun (pulse.py).

After five deaths without a reply in between the engine counts as down: all get EngineDown, and no
more are let in. It is still tried again every half minute, and serves again once it stands.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from agent.errors import EngineDown, ModelError, ModelFileError
from agent.model.backend import Waiting
from agent.model.engine.admission import Admission
from agent.model.engine.child import Child
from agent.model.engine.messages import (
    Beat,
    Cancel,
    Ended,
    Event,
    Forget,
    Measured,
    Opened,
    Options,
    Order,
    Refused,
    Request,
    Warm,
    Warmed,
)
from agent.model.engine.pulse import BEAT_S, RESTART_S, Pulse
from agent.model.engine.state import EngineState
from agent.model.engine.streams import Stream, Streams

_BACKOFF_S = (0.1, 0.5, 2.0, 8.0, 30.0)
"""Before each new start; as many in a row mean that it is down."""
_LONG_LIFE_S = 60.0


class Engine:
    """Keeps one child alive. Safe for many threads."""

    def __init__(
        self, options: Options, log: Path, first_token_s: float, prefill_rate: float = 0.0
    ) -> None:
        """Begin; returns at once. `wait_opened` says how it went.

        `prefill_rate` in tokens per second, where it was measured before (`tresen models bench`):
        admission begins with it, else with that of a first short batch.
        """
        self._options = options
        self._log = log
        self._streams = Streams(Admission(first_token_s, options.slots, 0.0))
        self._lock = threading.Lock()
        self._warming = threading.Lock()
        self._process: Child | None = None
        self._child: Child | None = None
        """The process once its model is loaded."""
        self._prefix: tuple[int, ...] | None = None
        self._warmed: Warmed | None = None
        self._measured = Measured(0.0, 0, 0)
        self._prefill_rate = prefill_rate
        self._failures = 0
        self._restarts = 0
        self._hangs = False
        self._closing = threading.Event()
        self._first = threading.Event()
        self._error: ModelError | None = None
        self._opened: Opened | None = None
        self._thread = threading.Thread(target=self._supervise, name="engine", daemon=True)
        self._thread.start()

    # -- what the server asks ---------------------------------------------------------------

    def wait_opened(self) -> Opened:
        """Wait until the model is loaded. Raises ModelFileError or EngineDown."""
        self._first.wait()
        if self._opened is None:
            raise self._error or EngineDown("the engine was closed while it started")
        return self._opened

    def warm(self, tokens: tuple[int, ...]) -> None:
        """Let all streams begin with `tokens` from now on."""
        with self._warming:  # two of them reach the child in the order in which they are noted
            with self._lock:
                if tokens == self._prefix:
                    return
                self._prefix, self._warmed = tokens, None
            self._send(Warm(tokens))

    def submit(self, request: Request, likely: int) -> Stream:
        """Queue a reply, `likely` tokens of whose prompt have to be computed.

        Raises EngineDown or EngineOverloaded.
        """
        stream = self._streams.submit(request, likely)
        self._send(stream.request)
        return stream

    def cancel(self, stream: Stream) -> None:
        """Let go of a stream, whatever became of it. Its slot is free within a step."""
        if self._streams.drop(stream):
            self._send(Cancel(stream.request.stream))

    def forget(self, conversations: Iterable[str]) -> None:
        """Keep nothing of these conversations, from the next step on."""
        for conversation in conversations:
            self._send(Forget(conversation))

    def expect(self, stream: Stream) -> Waiting:
        """What a stream that has not begun can be told."""
        return self._streams.expect(stream)

    def ready(self) -> bool:
        """Whether the process is there and answers, with its prefix."""
        with self._lock:
            warm = self._prefix is None or self._warmed is not None
            return self._child is not None and warm and not self._hangs

    def state(self) -> EngineState:
        queued, running, rate = self._streams.counts()
        with self._lock:
            warmed = self._warmed or Warmed(0, 0.0, False)
            return EngineState(
                queued,
                running,
                self._restarts,
                rate,
                self._measured.cells_used,
                self._measured.kept,
                warmed.tokens,
                warmed.seconds,
                warmed.restored,
                self._measured.busy_s,
                self._measured.native_s,
                self._measured.parked_bytes,
            )

    @property
    def process_id(self) -> int:
        """The engine's process; 0 while there is none."""
        with self._lock:
            return self._child.pid if self._child else 0

    @property
    def prefix_tokens(self) -> int:
        """Tokens of the prefix that was asked for last; 0: none was."""
        with self._lock:
            return len(self._prefix or ())

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
            if self._closing.is_set():
                break
            if time.monotonic() - began > _LONG_LIFE_S:
                self._failures = 0
            self._failures += 1
            if self._opened is None:
                said = f"the engine's process ended while it loaded {self._options.path} ({why})"
                self._error = self._error or EngineDown(said)
                break
            self._mourn(why)
            self._closing.wait(_BACKOFF_S[min(self._failures, len(_BACKOFF_S)) - 1])
        self._streams.refuse(EngineDown("the engine is closed"))
        self._first.set()

    def _one_life(self) -> str:
        """Begin a process and listen to it until it is gone; what it ended with."""
        try:
            child = Child(self._options, self._log)
        except OSError as exc:  # no memory for a process, a state folder that cannot be written
            return f"it cannot be started: {exc}"
        with self._lock:
            self._process = child
        refused = ""
        with contextlib.suppress(EOFError, OSError):
            if not self._closing.is_set():
                refused = self._live(child)
        if child.hangs:
            self._give_up_waiting()
        with self._lock:
            self._child = self._process = None
            self._hangs = False
        return refused or child.end()

    def _live(self, child: Child) -> str:
        """Listen to a process until it is gone; why it refused, where it did.

        Raises EOFError or OSError.
        """
        pulse, unheard = Pulse(time.monotonic()), list[int]()
        while True:
            said = child.receive() if child.speaks(BEAT_S) else None
            now = time.monotonic()
            match said:
                case Refused():
                    self._error = ModelFileError(said.text)
                    child.end()
                    return said.text
                case Opened():
                    pulse.loaded(said.prefill_rate)
                    self._greet(child, said)
                case Beat():
                    pulse.beat(said.step_s, now)
                case list():
                    pulse.beat(0.0, now)
                    for event in said:
                        self._hear(event)
            if pulse.is_gone(now):
                child.kill()
                return f"it said nothing for {RESTART_S:.0f} s; {child.end()}"
            if pulse.is_silent(now) and not self._hangs:
                unheard = self._give_up_waiting()
            elif self._hangs and not pulse.is_silent(now):
                self._go_on(child, unheard)

    def _give_up_waiting(self) -> list[int]:
        """The process says nothing: whoever waits for it has code's answer. Whom it knew."""
        with self._lock:
            self._hangs = True
        return self._streams.refuse(EngineDown("the engine's process does not answer"))

    def _go_on(self, child: Child, unheard: list[int]) -> None:
        """It is there again; what it is still at for those who waited is called off."""
        with self._lock:
            self._hangs = False
            orders: list[Order] = [Cancel(number) for number in unheard]
            if self._prefix is not None and self._warmed is None:
                orders.append(Warm(self._prefix))  # it may be what it was not told meanwhile
            is_loaded = self._child is not None
        if is_loaded:
            for order in orders:
                child.send(order)
            self._streams.welcome()

    def _greet(self, child: Child, opened: Opened) -> None:
        """Tell a new process of all that is open."""
        with self._lock:
            self._opened, self._child = opened, child
            orders: list[Order] = [Warm(self._prefix)] if self._prefix is not None else []
        if self._streams.counts()[2] == 0:
            self._streams.measure(self._prefill_rate or opened.prefill_rate)
        self._streams.welcome()
        requests = self._streams.requests()
        for order in [*orders, *requests]:
            child.send(order)
        for request in requests:  # cancelled meanwhile: that may have overtaken the request
            if not self._streams.is_open(request.stream):
                child.send(Cancel(request.stream))
        self._first.set()

    def _hear(self, event: Event) -> None:
        match event:
            case Warmed():
                with self._lock:
                    if event.tokens == len(self._prefix or ()):
                        self._warmed = event
            case Measured():
                self._streams.measure(event.prefill_rate)
                with self._lock:
                    self._measured = event
            case _:
                if isinstance(event, Ended):
                    self._failures = 0
                self._streams.hear(event)

    def _mourn(self, why: str) -> None:
        """The process is gone, and another one will be begun."""
        with self._lock:
            self._restarts += 1
            self._warmed = None
        self._streams.bereave(why)
        if self._failures >= len(_BACKOFF_S):
            said = f"the engine's process ended {self._failures} times in a row, the last time with"
            self._streams.refuse(EngineDown(f"{said} {why}; it is being tried again"))

    def _send(self, order: Order) -> None:
        """Tell the child, if there is one. What it misses it is told when it begins again."""
        with self._lock:
            child = None if self._hangs else self._child
        if child is not None:
            with contextlib.suppress(OSError):
                child.send(order)
