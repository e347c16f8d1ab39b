"""The scheduler under arbitrary comings and goings: nobody starves, no seat or cell is lost."""

from __future__ import annotations

import pickle
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.model.backend import Sampling
from agent.model.engine.messages import Request
from agent.model.engine.scheduler import Scheduler
from agent.model.engine.sequence import Sequence, common

PREFIX = [500 + place for place in range(20)]


class Cells:
    """A KV cache that checks: which tokens each seat holds, and that none overflows."""

    def __init__(
        self, size: int, seats: int, cuts: bool = True, parks: bool = False, apart: int = 0
    ) -> None:
        self.parks = parks
        self.apart = apart
        """Each so-many-th return of a parked conversation fails, as llama.cpp's may; 0: none."""
        self.returns = 0
        self.size = size
        self.seats: list[list[tuple[int, object]]] = [[] for _ in range(seats)]
        self.cuts = cuts

    def share_prefix(self, seat: int, length: int) -> None:
        assert not self.seats[seat], "shared into a seat that is not empty"
        assert self.cuts or length in (0, len(self.seats[0]))
        self.seats[seat] = self.seats[0][:length]

    def cut(self, seat: int, length: int) -> bool:
        assert len(self.seats[seat]) >= length
        if not self.cuts and len(self.seats[seat]) != length:
            return False
        del self.seats[seat][length:]
        return True

    def clear(self, seat: int) -> None:
        self.seats[seat] = []

    def park(self, seat: int, shared: int) -> bytes | None:
        return pickle.dumps(self.tokens(seat)[shared:])

    def unpark(self, seat: int, cells: bytes, shared: int) -> bool:
        assert not self.seats[seat], "put back into a seat that is not empty"
        self.returns += 1
        if self.apart and self.returns % self.apart == 0:
            return False
        self.share_prefix(seat, shared)
        for token in pickle.loads(cells):
            self.write(seat, len(self.seats[seat]), token)
        return True

    def write(self, seat: int, position: int, token: int) -> None:
        assert len(self.seats[seat]) == position, "a position is computed twice or left out"
        self.seats[seat].append((token, object()))
        assert self.used <= self.size, "more cells than there are"

    def tokens(self, seat: int) -> list[int]:
        return [token for token, _ in self.seats[seat]]

    @property
    def used(self) -> int:
        """Cells in use: one that several seats share counts once."""
        return len({cell for seat in self.seats for _, cell in seat})


class Room:
    """Runs a scheduler over such cells as the runner does, drawing tokens of its own."""

    def __init__(
        self,
        size: int,
        seats: int,
        slots: int,
        cuts: bool = True,
        idle: int = 10_000,
        parks: bool = False,
        apart: int = 0,
    ) -> None:
        self.cells = Cells(size, seats, cuts, parks, apart)
        self.scheduler = Scheduler(self.cells, size, seats, slots, idle)
        self.slots, self.seat_count = slots, seats
        self.seated: list[int] = []
        self.finished: dict[int, int] = {}
        self.impossible: list[int] = []
        self.steps = 0

    def step(self, budget: int = 16) -> None:
        self.steps += 1
        self.scheduler.begin_prefix()
        seated, impossible = self.scheduler.seat()
        self.seated += [sequence.request.stream for sequence in seated]
        self.impossible += [request.stream for request in impossible]
        done = self.scheduler.warming
        if done is not None:
            tokens = self.scheduler.prefix[len(done) : len(done) + budget]
            for place, token in enumerate(tokens):
                self.cells.write(0, len(done) + place, token)
            self.scheduler.advance_prefix(len(tokens))
        slices = self.scheduler.plan(budget, budget)
        for part in slices:
            for place in range(part.start, part.start + part.count):
                self.cells.write(part.sequence.seat, place, part.sequence.tokens[place])
        self.scheduler.advance(slices)
        for part in slices:
            if part.draws:
                self._draw(part.sequence)
        self.check()

    def _draw(self, sequence: Sequence) -> None:
        sequence.tokens.append(7_000_000 + sequence.request.stream)
        if sequence.written == sequence.request.max_tokens:
            self.finished[sequence.request.stream] = self.steps
            self.scheduler.finish(sequence)

    def check(self) -> None:
        """What the cache holds for everyone is exactly what they said and were told."""
        running = self.scheduler.running
        assert len(running) <= self.slots
        for sequence in running:
            held = self.cells.tokens(sequence.seat)
            assert held == sequence.tokens[: sequence.computed]
        used = {0, *(s.seat for s in running), *self.scheduler.kept.seats}
        free = self.scheduler._free
        assert len(free) == len(set(free))
        assert used.isdisjoint(free)
        assert len(used) + len(free) == self.seat_count, "a seat is lost"
        assert all(not self.cells.seats[seat] for seat in free)
        assert self.scheduler.cells_used <= self.cells.size
        assert self.cells.used <= self.cells.size

    def run_out(self, limit: int = 3000) -> None:
        while self.scheduler.running or self.scheduler.waiting or self.scheduler.warming:
            self.step()
            assert self.steps < limit, "somebody starves"


def asking(
    stream: int, own: int, reply: int = 5, conversation: str = "", prefix: list[int] = PREFIX
) -> Request:
    tokens = (*prefix, *(stream * 1000 + place for place in range(own)))
    return Request(stream, conversation, tokens, reply, Sampling(), b"", (), 1e12)


@settings(max_examples=150, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.integers(1, 5),
    st.integers(1, 6),
    st.sampled_from([(True, False, 0), (True, True, 0), (True, True, 2), (False, False, 0)]),
    st.sampled_from([0, 30, 10_000]),
    st.lists(st.integers(1, 40), min_size=1, max_size=25),
)
def test_everyone_is_served_in_order_and_nothing_is_lost(
    rng: random.Random,
    slots: int,
    spare: int,
    cache: tuple[bool, bool, int],
    idle: int,
    lengths: list[int],
) -> None:
    cuts, parks, apart = cache
    room = Room(120, 1 + slots + spare, slots, cuts, idle, parks, apart)
    room.scheduler.warm(list(PREFIX))
    cancelled: set[int] = set()
    for stream, own in enumerate(lengths, start=1):
        conversation = f"c{rng.randrange(6)}"
        room.scheduler.add(asking(stream, own, rng.randint(1, 20), conversation))
        for _ in range(rng.randrange(4)):
            room.step(rng.choice([4, 16, 64]))
        if rng.random() < 0.2:
            target = rng.randint(1, stream)
            if target not in room.finished:
                room.scheduler.cancel(target)
                cancelled.add(target)
                room.check()
        if rng.random() < 0.1:
            changed = PREFIX[: rng.randrange(20)] + [rng.randrange(100) for _ in range(9)]
            room.scheduler.warm(changed)
    room.run_out()
    assert set(room.finished) | cancelled == set(range(1, len(lengths) + 1))
    assert room.seated == sorted(room.seated), "who came first is seated first"
    while room.scheduler.kept.forget_oldest():
        pass
    assert len(room.scheduler._free) == room.seat_count - 1
    assert room.cells.used == len(room.scheduler.prefix)


def test_a_prefix_is_computed_once_and_shared() -> None:
    room = Room(size=400, seats=9, slots=8)
    room.scheduler.warm(list(PREFIX))
    for stream in range(1, 9):
        room.scheduler.add(asking(stream, own=3))
    assert room.scheduler.seat() == ([], []), "they wait for the prefix instead of computing it"
    room.step(budget=64)
    room.step(budget=64)
    assert [s.cached for s in room.scheduler.running] == [len(PREFIX)] * 8
    assert room.cells.used == len(PREFIX) + 8 * 3


def test_a_second_turn_computes_only_what_is_new() -> None:
    room = Room(size=400, seats=9, slots=2)
    room.scheduler.warm(list(PREFIX))
    room.scheduler.add(asking(1, own=30, reply=4, conversation="a"))
    room.run_out()
    first = room.scheduler.kept._kept["a"]
    longer = (*first.tokens, 7_000_001, 5, 6, 7)
    room.scheduler.add(Request(2, "a", longer, 4, Sampling(), b"", (), 1e12))
    room.step()
    assert room.scheduler.running[0].cached == len(first.tokens)


def test_a_parked_conversation_costs_the_cache_nothing_and_goes_on_where_it_was() -> None:
    room = Room(size=400, seats=9, slots=2, parks=True)
    room.scheduler.warm(list(PREFIX))
    for stream, conversation in enumerate("abc", start=1):
        room.scheduler.add(asking(stream, own=30, reply=4, conversation=conversation))
    room.run_out()
    assert room.cells.used == room.scheduler.cells_used == len(PREFIX)
    first = room.scheduler.kept._kept["a"]
    longer = (*first.tokens, 7_000_001, 5, 6, 7)
    room.scheduler.add(Request(4, "a", longer, 4, Sampling(), b"", (), 1e12))
    room.step()
    assert room.scheduler.running[0].cached == len(first.tokens)
    room.run_out()
    assert list(room.scheduler.kept._kept) == ["b", "c", "a"]


def test_where_a_parked_conversation_cannot_return_it_is_computed_again() -> None:
    room = Room(size=400, seats=9, slots=2, parks=True, apart=1)
    room.scheduler.warm(list(PREFIX))
    room.scheduler.add(asking(1, own=30, reply=4, conversation="a"))
    room.run_out()
    room.scheduler.add(asking(2, own=40, conversation="a"))
    room.step()
    assert room.scheduler.running[0].cached == len(PREFIX)
    room.run_out()
    assert set(room.finished) == {1, 2}


def test_another_conversations_cells_are_never_taken() -> None:
    room = Room(size=400, seats=9, slots=2)
    room.scheduler.warm(list(PREFIX))
    room.scheduler.add(asking(1, own=30, conversation="a"))
    room.run_out()
    same_words = asking(1, own=30, conversation="b")
    room.scheduler.add(Request(2, "b", same_words.tokens, 4, Sampling(), b"", (), 1e12))
    room.step()
    assert room.scheduler.running[0].cached == len(PREFIX)


def test_a_short_question_passes_a_long_one_and_cannot_starve_it() -> None:
    room = Room(size=4000, seats=9, slots=4)
    room.scheduler.add(asking(1, own=300, reply=1, prefix=[]))
    room.step()
    stream = 2
    while 1 not in room.finished:
        if len(room.scheduler.running) < 4:
            room.scheduler.add(asking(stream, own=8, reply=1, prefix=[]))
            stream += 1
        room.step()
    assert room.finished[2] < room.finished[1]
    assert room.steps < 2 * 300 // 16 + 5, "300 tokens that others overtook by as many at most"


def test_a_step_ends_with_a_prompt_and_begins_no_other() -> None:
    room = Room(size=4000, seats=9, slots=8)
    for stream in range(1, 9):
        room.scheduler.add(asking(stream, own=35, reply=30, prefix=[]))
    for done in range(1, 9):
        room.step(budget=41)
        assert [s.written > 0 for s in room.scheduler.running] == [True] * done + [False] * (
            8 - done
        )
    room.run_out()


def test_writers_get_a_token_in_every_step_beside_a_long_prompt() -> None:
    room = Room(size=4000, seats=9, slots=4)
    room.scheduler.add(asking(1, own=4, reply=30, prefix=[]))
    for _ in range(2):
        room.step()
    room.scheduler.add(asking(2, own=900, reply=1, prefix=[]))
    for _ in range(10):
        before = room.scheduler.running[0].written
        room.step(budget=16)
        assert room.scheduler.running[0].written == before + 1


def test_who_has_a_first_word_waits_for_those_who_have_none_and_not_for_long() -> None:
    room = Room(size=4000, seats=9, slots=8)
    for stream in range(1, 9):
        room.scheduler.add(asking(stream, own=35, reply=30, prefix=[]))
    seen = []
    for _ in range(8):
        room.step(budget=41)
        seen.append([s.written for s in room.scheduler.running if s.written])
    assert seen[:5] == [[1], [1] * 2, [1] * 3, [1] * 4, [1] * 5]
    assert seen[5:] == [[2, 1, 1, 1, 1, 1], [3, 2, 1, 1, 1, 1, 1], [4, 3, 2, 1, 1, 1, 1, 1]]
    room.run_out()


def test_who_has_begun_waits_beside_a_long_prompt_at_most_four_steps() -> None:
    room = Room(size=4000, seats=9, slots=4)
    room.scheduler.add(asking(1, own=900, reply=1, prefix=[]))
    room.step(budget=16)
    room.scheduler.add(asking(2, own=4, reply=30, prefix=[]))
    for _ in range(12):
        room.step(budget=16)
    (reply,) = [s for s in room.scheduler.running if s.request.stream == 2]
    assert reply.written == 12 - 4


def test_what_can_never_fit_is_given_back_and_blocks_nobody() -> None:
    room = Room(size=60, seats=4, slots=2)
    room.scheduler.warm(list(PREFIX))
    room.scheduler.add(asking(1, own=50, prefix=[]))  # does not share: 50 + 5 beside the prefix
    room.scheduler.add(asking(2, own=10))
    room.run_out()
    assert room.impossible == [1]
    assert set(room.finished) == {2}


def test_kept_conversations_make_room_the_oldest_first() -> None:
    room = Room(size=120, seats=9, slots=1)
    room.scheduler.warm(list(PREFIX))
    for stream, conversation in enumerate(("a", "b", "c"), start=1):
        room.scheduler.add(asking(stream, own=20, conversation=conversation))
        room.run_out()
    assert list(room.scheduler.kept._kept) == ["a", "b", "c"]
    room.scheduler.add(asking(4, own=60, conversation="d"))
    room.run_out()
    assert list(room.scheduler.kept._kept) == ["c", "d"]


def test_idle_conversations_are_bounded_and_the_latest_is_kept() -> None:
    room = Room(size=4000, seats=9, slots=1, idle=50)
    room.scheduler.warm(list(PREFIX))
    for stream, (conversation, own) in enumerate((("a", 20), ("b", 20), ("c", 20), ("d", 90)), 1):
        room.scheduler.add(asking(stream, own=own, conversation=conversation))
        room.run_out()
        kept = list(room.scheduler.kept._kept)
        assert kept == {1: ["a"], 2: ["a", "b"], 3: ["b", "c"], 4: ["d"]}[stream]


def test_common_is_the_longest_shared_beginning() -> None:
    assert common([], [1]) == 0
    assert common([1, 2, 3], [1, 2, 4, 5]) == 2
    assert common([1, 2], [1, 2, 3]) == 2
