"""Who is computed in the next step, and what the cache holds. Plain Python; knows no llama_cpp.

    add ─► waiting ─ seat() ─► running ─ plan() ─► advance() ... ─► finish() ─► kept (a while)

Fair: who came first is seated first; prompts are computed in the order of `Sequence.due`; whoever
writes gets a token in every step, and only who has just begun waits some steps for those who have
no first word yet. A sequence is seated only when the cache has room for its whole
prompt and reply, so none has to be thrown out half way. Finished conversations are kept, for
their next turn, until others need the room: that costs time and nothing else.

Seat 0 is the prefix. Cells are shared between sequences that way only: prefix tokens hold nothing
of any visitor.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

from agent.model.engine.kept import Kept, KeptConversations, Parking
from agent.model.engine.messages import Request
from agent.model.engine.sequence import Sequence, Slice, common

PREFIX_SEAT = 0

_FIRST_WORDS = 4
"""Steps for which a reply of one token may wait while prompts do: of eight who come at once the
middle has its first word 5 % sooner, and a stream that flows is never held up."""


class Cache(Parking, Protocol):
    """The KV cache's sequences, called seats here."""

    @property
    def cuts(self) -> bool:
        """Whether a sequence can be cut to a shorter one; a recurrent state cannot."""
        ...

    def share_prefix(self, seat: int, length: int) -> None:
        """Let an empty `seat` begin with the first `length` cells of the prefix; all of them,
        where it cannot be cut."""
        ...

    def cut(self, seat: int, length: int) -> bool:
        """Keep the first `length` tokens of `seat`. False: it could not be done."""
        ...

    def clear(self, seat: int) -> None:
        """Empty `seat`."""
        ...


class Scheduler:
    """`cells`: tokens that the cache holds; `seats`: its sequences; `slots`: how many run;
    `idle`: tokens that conversations between two turns may keep, besides the latest one's."""

    def __init__(self, cache: Cache, cells: int, seats: int, slots: int, idle: int) -> None:
        self.cache = cache
        self.cells = cells
        self.slots = slots
        self.waiting: deque[tuple[Request, int]] = deque()
        self.running: list[Sequence] = []
        self.prefix: list[int] = []
        self.warming: list[int] | None = None
        """The part of a new prefix that is computed so far; None: no new one is on its way."""
        self._wanted: list[int] | None = None
        self._version = 0
        self.kept = KeptConversations(cache, idle, self._release)
        self._free = list(range(seats - 1, PREFIX_SEAT, -1))
        self._old: dict[int, int] = {}
        self._clock = 0
        self._unkept: set[int] = set()
        """Streams of which nothing is kept when they end."""

    # -- coming and going -------------------------------------------------------------------

    def add(self, request: Request) -> None:
        """Queue `request`."""
        self.waiting.append((request, self._clock + len(request.tokens)))

    def knows(self, stream: int) -> bool:
        """Whether `stream` waits or runs."""
        running = any(s.request.stream == stream for s in self.running)
        return running or any(request.stream == stream for request, _ in self.waiting)

    def cancel(self, stream: int) -> Sequence | None:
        """Take a stream out. A running one is given back and kept for its next turn."""
        for entry in self.waiting:
            if entry[0].stream == stream:
                self.waiting.remove(entry)
                self._unkept.discard(stream)
                return None
        for sequence in self.running:
            if sequence.request.stream == stream:
                self.finish(sequence)
                return sequence
        return None

    def forget(self, conversation: str) -> None:
        """Keep nothing of `conversation`: neither what waits for its next turn nor, at its end, the
        turn that is written."""
        self.kept.forget(self.kept.take(conversation))
        running = {s.request.stream for s in self.running if s.request.conversation == conversation}
        waiting = {r.stream for r, _ in self.waiting if r.conversation == conversation}
        self._unkept |= running | waiting

    def seat(self) -> tuple[list[Sequence], list[Request]]:
        """Seat those who wait, in their order, as far as slots and cells go.

        Second: those who do not fit even into the empty cache, beside the prefix.
        """
        seated: list[Sequence] = []
        impossible: list[Request] = []
        while self.waiting and len(self.running) < self.slots and not self._changing():
            request, due = self.waiting[0]
            sequence = self._seated(request, due)
            if sequence is None and self.running:
                break
            self.waiting.popleft()
            if sequence is None:
                impossible.append(request)
            else:
                self.running.append(sequence)
                seated.append(sequence)
        return seated, impossible

    def finish(self, sequence: Sequence, keep: bool = True) -> None:
        """Take a sequence out of the running, and keep what the cache holds of it."""
        self.running.remove(sequence)
        self.kept.forget(self.kept.take(sequence.request.conversation))
        keep = keep and sequence.request.stream not in self._unkept
        self._unkept.discard(sequence.request.stream)
        current = sequence.version == self._version and sequence.computed > 0
        if keep and current and sequence.request.conversation:
            self.kept.keep(sequence)
        else:
            self._release(sequence.seat)

    # -- a step -----------------------------------------------------------------------------

    def plan(self, budget: int, short: int) -> list[Slice]:
        """The next step: one token for each who writes, and up to `budget` of prompts.

        A step ends with a prompt where it has more than half of `short` tokens and the next prompt
        would not end within as many: who comes next would have little of it, and whose prompt is
        done would wait for it. (Eight questions of 35 tokens in steps of 41: the fifth has its
        first word after 175 instead of 205.)
        """
        prompts = sorted((s for s in self.running if not s.written), key=lambda s: s.due)
        writing = [s for s in self.running if s.written and not (prompts and _may_wait(s))]
        slices = [Slice(s, s.computed, 1) for s in writing]
        taken, whole = 0, False
        for sequence in prompts:
            longer = taken + sequence.pending > short
            if taken >= budget or (whole and longer and taken > short / 2):
                break
            count = min(sequence.pending, budget - taken)
            whole = count == sequence.pending
            slices.append(Slice(sequence, sequence.computed, count))
            taken += count
        return slices

    def advance(self, slices: list[Slice]) -> None:
        """Note that `slices` are computed."""
        for sequence in self.running:
            sequence.waited += sequence.written == 1
        for part in slices:
            part.sequence.computed += part.count
            if not part.sequence.written:
                self._clock += part.count

    # -- the prefix -------------------------------------------------------------------------

    def warm(self, tokens: list[int]) -> None:
        """Let new sequences begin with `tokens` from now on; they wait until it is computed."""
        if len(tokens) >= self.cells:
            raise ValueError(f"a prefix of {len(tokens)} tokens; the cache holds {self.cells}")
        self._wanted = None if tokens == self.prefix else tokens

    def begin_prefix(self) -> list[int] | None:
        """The tokens of a new prefix once there is room for it; they are to be computed in seat
        0 from `len(self.warming)` on, with `advance_prefix`."""
        if self._wanted is None:
            return None
        wanted = self._wanted
        in_use = any(s.version == self._version for s in self.running)
        held = sum(self._old.values()) + (len(self.prefix) if in_use else 0)
        if held + self._private(self.running) + len(wanted) > self.cells:
            return None
        while self.kept.forget_oldest():
            pass
        if in_use:
            self._old[self._version] = len(self.prefix)
        self._version += 1
        beginning = self._reach(self.prefix if self.warming is None else self.warming, wanted)
        if not self.cache.cut(PREFIX_SEAT, beginning):
            self.cache.clear(PREFIX_SEAT)
            beginning = 0
        self.prefix, self._wanted, self.warming = wanted, None, wanted[:beginning]
        return wanted

    def advance_prefix(self, count: int) -> None:
        """Note that `count` more tokens of the prefix are computed."""
        done = self.prefix[: len(self.warming or ()) + count]
        self.warming = done if len(done) < len(self.prefix) else None

    # -- room -------------------------------------------------------------------------------

    @property
    def cells_used(self) -> int:
        """Cells that are held, or promised to a running sequence."""
        return (
            len(self.prefix)
            + sum(self._old.values())
            + self._private(self.running)
            + self.kept.cells
        )

    def _changing(self) -> bool:
        return self._wanted is not None or self.warming is not None

    def _private(self, sequences: list[Sequence]) -> int:
        return sum(len(s.request.tokens) + s.request.max_tokens - s.shared for s in sequences)

    def _seated(self, request: Request, due: int) -> Sequence | None:
        """A sequence for `request` on the most of it that the cache holds; None: no room."""
        tokens = list(request.tokens)
        known = tokens[:-1]  # the last one is computed in any case: the first draw stands behind it
        shared = self._reach(self.prefix, known)
        kept = self.kept.take(request.conversation)
        reach = 0 if kept is None else self._reach(kept.tokens, known)
        if kept is not None and reach <= shared:
            self.kept.forget(kept)
            kept = None
        if kept is not None:
            shared = min(kept.shared, reach)
        wants_seat = kept is None or kept.seat is None
        if not self._room(len(tokens) + request.max_tokens - shared, wants_seat):
            if kept is not None:
                self.kept.put(request.conversation, kept)
            return None
        seat = self._free.pop() if kept is None or kept.seat is None else kept.seat
        if kept is not None and self._returned(kept, seat, reach):
            computed = reach
        else:
            self.cache.clear(seat)
            computed = shared = self._reach(self.prefix, known)
            self.cache.share_prefix(seat, shared)
        return Sequence(request, seat, tokens, computed, self._version, shared, due - computed)

    def _returned(self, kept: Kept, seat: int, reach: int) -> bool:
        """Let `seat` hold the first `reach` tokens of `kept`. False: it could not be done."""
        if kept.seat is None and not self.cache.unpark(seat, kept.cells, kept.shared):
            return False
        return self.cache.cut(seat, reach)

    def _reach(self, held: list[int], tokens: list[int]) -> int:
        """How much of `held` can be used for `tokens`."""
        reach = common(held, tokens)
        return reach if self.cache.cuts or reach == len(held) else 0

    def _room(self, needed: int, wants_seat: bool) -> bool:
        """Make room for `needed` cells beyond the shared ones, and for a seat."""
        while self.cells_used + needed > self.cells or (wants_seat and not self._free):
            if not self.kept.make_room():
                return False
        return True

    def _release(self, seat: int) -> None:
        self.cache.clear(seat)
        self._free.append(seat)
        alive = {s.version for s in self.running}
        self._old = {v: cells for v, cells in self._old.items() if v in alive}


def _may_wait(sequence: Sequence) -> bool:
    return sequence.written == 1 and sequence.waited < _FIRST_WORDS
