"""Plots as numbers for SVG: where each bar stands. Drawn on the server, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from web.console.figures import Outcomes

WIDTH, HEIGHT = 720.0, 200.0
_LEFT, _BOTTOM, _TOP = 48.0, 34.0, 18.0
PARTS = ("code", "model", "person", "nobody", "open")
_LABELS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    part: str
    x: float
    y: float
    width: float
    height: float
    told: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line with its number, or a day's name under its bar."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    bars: Sequence[Bar]
    lines: Sequence[Mark]
    days: Sequence[Mark]
    left: float = _LEFT
    width: float = WIDTH
    height: float = HEIGHT


def stacked(by_day: Sequence[tuple[date, Outcomes]]) -> Plot:
    """A bar for each day, of what became of that day's messages."""
    most = max((sum(_values(one)) for _, one in by_day), default=0)
    top, step = _round(most)
    scale = (HEIGHT - _TOP - _BOTTOM) / top
    each = (WIDTH - _LEFT) / max(1, len(by_day))
    wide = max(1.0, each * 0.8)
    bars = []
    for place, (day, outcomes) in enumerate(by_day):
        y = HEIGHT - _BOTTOM
        for part, value in zip(PARTS, _values(outcomes), strict=True):
            if value:
                y -= value * scale
                x = _LEFT + place * each + (each - wide) / 2
                told = f"{day.isoformat()}: {value}"
                bars.append(Bar(part, round(x, 1), round(y, 1), round(wide, 1),
                                round(value * scale, 1), told))  # fmt: skip
    lines = [
        Mark(round(HEIGHT - _BOTTOM - value * scale, 1), str(value))
        for value in range(0, top + 1, step)
    ]
    every = max(1, -(-len(by_day) // _LABELS))
    days = [
        Mark(round(_LEFT + (place + 0.5) * each, 1), day.strftime("%d.%m."))
        for place, (day, _) in enumerate(by_day)
        if place % every == 0
    ]
    return Plot(bars, lines, days)


def _values(outcomes: Outcomes) -> list[int]:
    return [int(getattr(outcomes, part)) for part in PARTS]


def _round(most: int) -> tuple[int, int]:
    """The end of the scale and the step of its lines: 1, 2 or 5 of a power of ten."""
    step = 1
    while most > 4 * step:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return max(step, -(-most // step) * step), step
