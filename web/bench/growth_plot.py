"""Growth as a picture: an SVG, time per reply and memory over the replies that there were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from web.bench.plot import document, grid

_WIDE, _HIGH, _LEFT, _TOP = 320, 180, 60, 40
_COLOUR = "#1f5d4c"

Row = Mapping[str, Any]


def plot(result: Mapping[str, Any]) -> str:
    """An SVG document of four panels: many talks above, one long talk below."""
    panels = []
    for line, (key, name) in enumerate((("many", "new visitors"), ("one", "turns of one talk"))):
        rows = result[key]
        panels += [
            _panel(rows, 0, line, f"ms per reply ({name})", lambda r: float(r["p50_ms"])),
            _panel(rows, 1, line, f"resident memory, MB ({name})", lambda r: float(r["rss_mb"])),
        ]
    width, height = 2 * (_WIDE + _LEFT) + 30, 2 * (_HIGH + _TOP + 40)
    return document(width, height, panels)


def _panel(
    rows: Sequence[Row], place: int, line: int, title: str, value: Callable[[Row], float]
) -> str:
    left, top = _LEFT + place * (_WIDE + _LEFT + 10), _TOP + line * (_HIGH + _TOP + 40)
    most: float = max(value(row) for row in rows) * 1.2 or 1.0
    last = int(rows[-1]["replies"])

    def x(row: Row) -> float:
        return left + _WIDE * int(row["replies"]) / last

    def y(amount: float) -> float:
        return top + _HIGH * (1 - amount / most)

    parts = [f'<text x="{left}" y="{top - 14}" font-weight="600">{escape(title)}</text>']
    parts += grid(left, _WIDE, y, [most * step / 3 for step in range(4)])
    points = " ".join(f"{x(row):.1f},{y(value(row)):.1f}" for row in rows)
    parts.append(f'<polyline points="{points}" fill="none" stroke="{_COLOUR}" stroke-width="2"/>')
    parts.append(
        f'<text x="{left + _WIDE}" y="{top + _HIGH + 18}" text-anchor="end" '
        f'fill="#616e7c">{last} replies</text>'
    )
    return "".join(parts)
