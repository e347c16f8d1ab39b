"""The engine's loop: hear, seat, compute, draw, tell. Runs in the engine's own process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from agent.model.engine.line import Line
from agent.model.engine.messages import (
    Cancel,
    Ended,
    Event,
    Failed,
    Forget,
    Measured,
    Opened,
    Options,
    Order,
    Reason,
    Request,
    Taken,
    Warm,
    Warmed,
)
from agent.model.engine.prefix import PrefixStore
from agent.model.engine.scheduler import PREFIX_SEAT, Scheduler
from agent.model.engine.sequence import Sequence, Slice
from agent.model.engine.weights import Broken, OutOfCells, Token, Weights
from agent.model.engine.writing import Writer

_CHUNK: Final = (32, 256)
"""Least and most prompt tokens of a step. Below 32 the weights are read for too little."""
_STEP_S: Final = 0.25
"""What a step may take while others write, and three times that while none does: the pause that a
reader sees in a reply, and how long a cancelled stream keeps its slot."""
_IDLE_S: Final = 1.0
_PARKED_TOKENS: Final = 256
"""What conversations between two turns may hold beside the cache, a slot: 4.5 MB with SmolLM2-135M,
28 MB with a model of 3B."""


class Runner:
    """Serves one connection until it closes. `tell` sends the events of a step."""

    def __init__(self, weights: Weights, options: Options, tell: Callable[[list[Event]], None]):
        self.weights = weights
        self.tell = tell
        idle = _PARKED_TOKENS * options.slots if weights.parks else options.context
        self.scheduler = Scheduler(weights, options.context, weights.seats, options.slots, idle)
        self.store = PrefixStore(Path(options.store), Path(options.path), weights.identity())
        self.rate = 0.0
        self.events: list[Event] = []
        self.writers: dict[int, Writer] = {}
        self.busy_s = self.native_s = 0.0
        self._warm_since = 0.0
        self._told = 0.0

    def opened(self) -> Opened:
        """Compute a first short batch, so that no visitor waits for the weights to be read."""
        tokens = [Token(1, place, PREFIX_SEAT, False) for place in range(_CHUNK[0])]
        self.weights.decode(tokens)
        start = time.monotonic()
        self.weights.clear(PREFIX_SEAT)
        self.weights.decode(tokens)
        self.rate = len(tokens) / (time.monotonic() - start)
        self.weights.clear(PREFIX_SEAT)
        options = self.weights.options
        return Opened(
            self.weights.describe(), self.weights.trained_context, options.context, self.rate
        )

    def serve(self, line: Line) -> None:
        """Work until the other side is gone. Raises Broken; EOFError or
        ConnectionError when it has closed."""
        while True:
            orders = list(line.orders(0 if self._busy() else _IDLE_S))
            start, computed = time.monotonic(), self.weights.native_s
            with line.step():
                for order in orders:
                    self.hear(order)
                self.step()
            if self.weights.native_s > computed:
                self.busy_s += time.monotonic() - start
                self.native_s = self.weights.native_s

    def hear(self, order: Order) -> None:
        """Take an order; its work is done in the steps that follow."""
        match order:
            case Warm(tokens):
                self._warm_since = time.monotonic()
                self.scheduler.warm(list(tokens))
            case Request(stream=stream):
                if not self.scheduler.knows(stream):  # it may be sent twice around a restart
                    self.scheduler.add(order)
            case Cancel(stream):
                self.scheduler.cancel(stream)
                self._close(stream)
            case Forget(conversation):
                self.scheduler.forget(conversation)

    def step(self) -> None:
        """Everything once: one decode at most, then what is to be told."""
        self._expire()
        self._begin_prefix()
        self._seat()
        self._compute()
        now = time.monotonic()
        if self.events and (now - self._told > 1.0 or not self._busy()):
            self._told = now
            self.events.append(self._measured())
        if self.events:
            self.tell(self.events)
            self.events = []

    def _measured(self) -> Measured:
        scheduler = self.scheduler
        return Measured(
            self.rate,
            scheduler.cells_used,
            len(scheduler.kept),
            self.busy_s,
            self.native_s,
            scheduler.kept.parked_bytes,
        )

    def _busy(self) -> bool:
        scheduler = self.scheduler
        return bool(scheduler.running or scheduler.waiting or scheduler.warming is not None)

    # -- seats ------------------------------------------------------------------------------

    def _expire(self) -> None:
        now = time.monotonic()
        late = [s.request for s in self.scheduler.running if s.request.deadline <= now]
        late += [request for request, _ in self.scheduler.waiting if request.deadline <= now]
        for request in late:
            self.scheduler.cancel(request.stream)
            writer = self.writers.get(request.stream)
            if writer is None:
                self.events.append(Ended(request.stream, "deadline", "", 0, 0, True))
            else:
                self.events.append(writer.ended("deadline"))
            self._close(request.stream)

    def _seat(self) -> None:
        seated, impossible = self.scheduler.seat()
        for request in impossible:
            text = (
                f"{len(request.tokens)} tokens of prompt and {request.max_tokens} of reply do not "
                f"fit beside the prefix into {self.scheduler.cells}"
            )
            self.events.append(Failed(request.stream, text))
        for sequence in seated:
            self.events.append(Taken(sequence.request.stream, sequence.cached))
            try:
                self.writers[sequence.request.stream] = Writer(sequence.request, self.weights)
            except Exception as exc:  # noqa: BLE001 (a checker that cannot be unpickled)
                self._fail(sequence, f"the checker cannot be used: {exc!r}")

    def _fail(self, sequence: Sequence, text: str) -> None:
        self.scheduler.finish(sequence, keep=False)
        self._close(sequence.request.stream)
        self.events.append(Failed(sequence.request.stream, text))

    def _close(self, stream: int) -> None:
        writer = self.writers.pop(stream, None)
        if writer is not None:
            writer.close()

    # -- the prefix -------------------------------------------------------------------------

    def _begin_prefix(self) -> None:
        tokens = self.scheduler.begin_prefix()
        if tokens is None:
            return
        state = self.store.load(tokens)
        if state is not None:
            self.weights.clear(PREFIX_SEAT)
            self._restore(tokens, state)
            self.scheduler.advance_prefix(len(tokens))
            self._warmed(restored=True)
        elif len(self.scheduler.warming or ()) == len(tokens):
            self.scheduler.advance_prefix(0)  # a beginning of the one before: it is all there
            self._warmed(restored=False)

    def _restore(self, tokens: list[int], state: bytes) -> None:
        try:
            self.weights.restore(PREFIX_SEAT, state, len(tokens))
        except Broken:
            # The file was whole and still did not fit. The process ends; the next one finds no
            # file and computes.
            self.store.path(self.store.key(tokens)).unlink(missing_ok=True)
            raise

    def _warmed(self, restored: bool) -> None:
        tokens = self.scheduler.prefix
        seconds = time.monotonic() - self._warm_since
        self.events.append(Warmed(len(tokens), seconds, restored))
        if not restored:
            state = self.weights.state(PREFIX_SEAT)
            threading.Thread(target=self._save, args=(list(tokens), state), daemon=True).start()

    def _save(self, tokens: list[int], state: bytes) -> None:
        """Beside the loop: an fsync may take longer than a step."""
        try:
            self.store.save(tokens, state)
        except OSError as exc:  # a full disk costs the next start some seconds, and nothing now
            os.write(2, f"the prefix could not be written: {exc}\n".encode())

    # -- a step -----------------------------------------------------------------------------

    def _compute(self) -> None:
        writing = any(s.written for s in self.scheduler.running)
        beside = _chunk(self.rate * _STEP_S)
        budget = beside if writing else _chunk(self.rate * _STEP_S * 3)
        done = self.scheduler.warming
        prefix = [] if done is None else self.scheduler.prefix[len(done) : len(done) + budget]
        slices = self.scheduler.plan(budget - len(prefix), beside)
        if not slices and not prefix:
            return
        start = time.monotonic()
        slices = self._decode(len(done or ()), prefix, slices)
        prompts = len(prefix) + sum(part.count for part in slices if not part.sequence.written)
        seconds = time.monotonic() - start
        if prompts >= _CHUNK[0]:
            self.rate += 0.3 * (prompts / seconds - self.rate)
        self.scheduler.advance(slices)
        if prefix:
            self.scheduler.advance_prefix(len(prefix))
            if self.scheduler.warming is None:
                self._warmed(restored=False)
        self._draw(slices, len(prefix))

    def _decode(self, at: int, prefix: list[int], slices: list[Slice]) -> list[Slice]:
        """Compute; where the cache has no room, make some. Gives back what was computed.

        Cells are promised before a sequence is seated, so room is short only where llama.cpp
        counts otherwise than the scheduler.
        """
        while True:
            batch = [Token(t, at + i, PREFIX_SEAT, False) for i, t in enumerate(prefix)]
            batch += [token for part in slices for token in _tokens(part)]
            try:
                self.weights.decode(batch)
            except OutOfCells:
                if self.scheduler.kept.make_room():
                    continue
                if not slices:
                    raise Broken("the prefix does not fit into an empty cache") from None
                self._fail(slices[-1].sequence, "the cache is full")
                slices = slices[:-1]
                if not slices and not prefix:
                    return []
            else:
                return slices

    def _draw(self, slices: Iterable[Slice], place: int) -> None:
        for part in slices:
            place += part.count
            if part.draws:
                self._write(part.sequence, place - 1)

    def _write(self, sequence: Sequence, place: int) -> None:
        writer = self.writers[sequence.request.stream]
        try:
            said, reason = writer.step(place)
        except Exception as exc:  # noqa: BLE001 (a checker's error fails its own stream alone)
            self._fail(sequence, f"the checker failed: {exc!r}")
            return
        if said is not None:
            sequence.tokens.append(said.token)
            self.events.append(said)
        if reason is not None:
            self._finish(sequence, writer, reason)

    def _finish(self, sequence: Sequence, writer: Writer, reason: Reason) -> None:
        self.scheduler.finish(sequence)
        self.events.append(writer.ended(reason))
        self._close(sequence.request.stream)


def _chunk(tokens: float) -> int:
    return max(_CHUNK[0], min(_CHUNK[1], int(tokens)))


def _tokens(part: Slice) -> Iterable[Token]:
    sequence, end = part.sequence, part.start + part.count
    for position in range(part.start, end):
        last = position == len(sequence.tokens) - 1
        yield Token(sequence.tokens[position], position, sequence.seat, last)
