"""Who may still join the queue, and what is said to those in it."""

from __future__ import annotations

import pytest

from agent.errors import EngineOverloaded
from agent.model.engine.admission import Admission


def admission(slots: int = 2, rate: float = 100.0, first_token_s: float = 10.0) -> Admission:
    return Admission(first_token_s, slots, rate)


def test_the_queue_is_bounded_in_tokens() -> None:
    """Queued tokens <= first-token time x prefill rate: here 1,000."""
    queue = admission()
    for stream in range(1, 5):
        queue.admit(stream, 300)  # the fourth finds 900 before it
    with pytest.raises(EngineOverloaded, match="4 replies are waiting") as raised:
        queue.admit(5, 1)
    assert raised.value.retry_after == 2.0  # 1,200 tokens are 12 s; in 2 s there is room
    assert queue.waiting == 4
    queue.leave(1)
    queue.admit(5, 1)


def test_one_alone_is_let_in_however_long() -> None:
    queue = admission()
    queue.admit(1, 1_000_000)
    assert (queue.waiting, queue.running) == (1, 0)


def test_what_is_computed_does_not_count_any_more() -> None:
    queue = admission()
    for stream in range(1, 5):
        queue.admit(stream, 300)
    queue.take(1, 300)
    with pytest.raises(EngineOverloaded):
        queue.admit(5, 300)
    queue.begin(1)
    queue.admit(5, 300)
    assert (queue.waiting, queue.running) == (4, 1)


def test_slots_that_are_taken_count_once_replies_were_measured() -> None:
    queue = admission(slots=2)
    for stream in (1, 2):
        queue.admit(stream, 20)
        queue.take(stream, 20)
        queue.begin(stream)
    queue.admit(3, 20)
    assert queue.expect(3).seconds == 0.2
    queue.leave(1, seconds=8.0)
    queue.admit(4, 20)
    queue.take(3, 20)
    queue.begin(3)
    assert queue.expect(4).position == 0
    assert queue.expect(4).seconds == pytest.approx(0.2 + 8.0 / 2)
    queue.admit(5, 20)
    assert queue.expect(5).position == 1
    assert queue.expect(5).seconds == pytest.approx(0.4 + 2 * 8.0 / 2)
    with pytest.raises(EngineOverloaded, match="for about 12 s"):
        queue.admit(6, 20)


def test_after_a_death_those_who_had_a_slot_are_first_again() -> None:
    queue = admission()
    for stream in (1, 2, 3):
        queue.admit(stream, 100)
    queue.take(1, 100)
    queue.take(2, 50)
    queue.begin(2)
    queue.return_all()
    assert [queue.expect(stream).position for stream in (1, 2, 3)] == [0, 1, 2]
    assert queue.running == 0


def test_unknown_streams_are_left_alone() -> None:
    queue = admission()
    queue.take(9, 5)
    queue.begin(9)
    queue.leave(9)
    assert queue.expect(9).position == 0
    assert (queue.waiting, queue.running) == (0, 0)
