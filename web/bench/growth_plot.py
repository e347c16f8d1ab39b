"""Growth as a picture: an SVG, time per reply and memory over the replies that there were."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

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
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#1f2933">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(panels)}</svg>\n'
    )


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
    for step in range(4):
        amount = most * step / 3
        parts.append(
            f'<line x1="{left}" x2="{left + _WIDE}" y1="{y(amount):.1f}" y2="{y(amount):.1f}" '
            f'stroke="#e4e7eb"/><text x="{left - 8}" y="{y(amount) + 4:.1f}" '
            f'text-anchor="end" fill="#616e7c">{amount:.3g}</text>'
        )
    points = " ".join(f"{x(row):.1f},{y(value(row)):.1f}" for row in rows)
    parts.append(f'<polyline points="{points}" fill="none" stroke="{_COLOUR}" stroke-width="2"/>')
    parts.append(
        f'<text x="{left + _WIDE}" y="{top + _HIGH + 18}" text-anchor="end" '
        f'fill="#616e7c">{last} replies</text>'
    )
    return "".join(parts)
