"""The line in which the threads of a process write: nobody is overtaken for long."""

from __future__ import annotations

import threading
import time

from catalog.line import OVERTAKEN_S, Line


def test_one_at_a_time_and_again() -> None:
    line, inside, most = Line(), [0], [0]

    def work() -> None:
        for _ in range(200):
            assert line.acquire(30)
            assert line.acquire(30)  # who has it has it again
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            line.release()
            line.release()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (most, inside) == ([1], [0])
    assert line.acquire(0)


def test_nobody_is_overtaken_for_long() -> None:
    """Forty who come again at once: a plain lock lets hundreds of turns pass one of them by."""
    line, over = Line(), threading.Event()
    turns, passed = [0], [0]

    def greedy() -> None:
        while not over.is_set():
            came = turns[0]
            assert line.acquire(60)
            passed[0] = max(passed[0], turns[0] - came)
            time.sleep(0.002)
            turns[0] += 1
            line.release()
            sum(range(20_000))

    threads = [threading.Thread(target=greedy) for _ in range(40)]
    for thread in threads:
        thread.start()
    while turns[0] < 1_500:
        time.sleep(0.01)
    over.set()
    for thread in threads:
        thread.join(60)
    assert passed[0] < 150


def test_who_waits_in_vain_is_told_and_leaves_the_line() -> None:
    line, has, go = Line(), threading.Event(), threading.Event()

    def hold() -> None:
        line.acquire(30)
        has.set()
        go.wait(30)
        line.release()

    holder = threading.Thread(target=hold)
    holder.start()
    has.wait(30)
    assert not line.acquire(0.05)
    time.sleep(2 * OVERTAKEN_S)
    go.set()
    holder.join(30)
    assert line.acquire(0)  # it was not handed to one who had gone
