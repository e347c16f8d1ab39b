"""What so many shops of a hoster need: replies as they come on a busy evening, and who waits.

    python scripts/simulate_scale.py

Each reply takes what was measured (the constants below say where); arrivals are drawn, an hour of
them, and served by as many places as there are, first come, first served. Printed is the smallest
number of machines with which 95 of 100 visitors wait less than a second. docs/scale.md holds it.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

TALKS_A_DAY = 20
"""Of a small shop. Replies in each:"""
REPLIES = 3
PEAK = 0.12
"""The share of a day's talks that falls into its busiest hour."""
DIRECT = 0.85
"""The share of replies that code answers."""
DIRECT_S = 0.03
"""A processor's seconds for one: `tresen bench growth`, busy machine, 20 to 30 ms."""
TOKENS = 60
"""Of a composed reply."""
READ_S = 0.56
"""Until its first token, of eight visitors behind 1,000 tokens: docs/figures.md."""
WAIT_S = 1.0
SHOPS = (10, 1_000, 100_000)
MOST = 200_000
"""Replies that are drawn at most: of more, a part of the shops stands for all."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`slots` replies are composed at once, each at `speed` tokens a second."""

    name: str
    slots: int
    speed: float


CPU = Machine("2 cores, SmolLM2-135M", 8, 127 / 8)
"""127 tokens a second among eight visitors behind 1,000 tokens: docs/figures.md."""
SERVER_MB = 250
"""Of one `tresen serve` with the demo shop and no engine: `tresen bench growth`."""


def served(rate: float, places: int, seconds: float, draw: random.Random, count: int) -> float:
    """The wait that 95 of 100 stay below, in seconds, where `rate` come in each second."""
    free = [0.0] * places
    at, waits = 0.0, []
    for _ in range(count):
        at += draw.expovariate(rate)
        begun = max(at, heapq.heappop(free))
        heapq.heappush(free, begun + draw.expovariate(1 / seconds))
        waits.append(begun - at)
    return sorted(waits)[int(0.95 * len(waits))]


def needed(rate: float, each: int, seconds: float, draw: random.Random) -> int:
    """The fewest machines of `each` places that keep the wait short."""
    count = max(200, min(MOST, int(rate * 3600)))
    fewest = max(1, int(rate * seconds / each))
    while served(rate, fewest * each, seconds, draw, count) > WAIT_S:
        fewest += max(1, fewest // 50)
    return fewest


def main() -> None:
    draw = random.Random(7)
    print("shops      replies/s   cores for code's   machines for the model's   memory, GB")
    for shops in SHOPS:
        rate = shops * TALKS_A_DAY * REPLIES * PEAK / 3600
        cores = needed(rate * DIRECT, 1, DIRECT_S, draw)
        seconds = READ_S + TOKENS / CPU.speed
        machines = needed(rate * (1 - DIRECT), CPU.slots, seconds, draw)
        print(
            f"{shops:<10,} {rate:<11.2f} {cores:<18} {machines:<26} {shops * SERVER_MB / 1000:,.0f}"
        )


if __name__ == "__main__":
    main()
