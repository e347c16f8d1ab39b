"""The table as a picture: an SVG with two panels, first-token time and throughput."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import log2
from typing import Any

_COLOURS = ("#1f5d4c", "#c2702e", "#5b6abf", "#a23b5a", "#6b7280")
_WIDE, _HIGH, _LEFT, _TOP = 360, 240, 60, 40

Row = dict[str, Any]


def plot(rows: Sequence[Row]) -> str:
    """An SVG document; one line for each prefix length, visitors along the bottom."""
    panels = [
        _panel(rows, 0, "median first-token time, s", lambda r: float(r["ttft_p50_ms"]) / 1000),
        _panel(rows, 1, "tokens per second, all together", lambda r: float(r["tokens_per_s"])),
    ]
    width, height = 2 * (_WIDE + _LEFT) + 30, _HIGH + _TOP + 70
    return document(width, height, [*panels, _legend(rows, height)])


def document(width: float, height: float, parts: Sequence[str]) -> str:
    """An SVG document of `parts`."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#1f2933">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def grid(
    left: float, wide: float, y: Callable[[float], float], amounts: Sequence[float]
) -> list[str]:
    """A line with its figure at each of `amounts`; `y` is where an amount lies."""
    return [
        f'<line x1="{left}" x2="{left + wide}" y1="{y(amount):.1f}" y2="{y(amount):.1f}" '
        f'stroke="#e4e7eb"/><text x="{left - 8}" y="{y(amount) + 4:.1f}" '
        f'text-anchor="end" fill="#616e7c">{amount:.3g}</text>'
        for amount in amounts
    ]


def _panel(rows: Sequence[Row], place: int, title: str, value: Callable[[Row], float]) -> str:
    left = _LEFT + place * (_WIDE + _LEFT + 10)
    top_value = max(value(row) for row in rows) * 1.1 or 1.0
    visitors = sorted({row["visitors"] for row in rows})
    span = log2(visitors[-1] / visitors[0]) or 1.0

    def x(count: int) -> float:
        return left + 12 + (_WIDE - 24) * log2(count / visitors[0]) / span

    def y(amount: float) -> float:
        return _TOP + _HIGH * (1 - amount / top_value)

    parts = [f'<text x="{left}" y="{_TOP - 16}" font-weight="600">{escape(title)}</text>']
    parts += grid(left, _WIDE, y, [top_value * step / 4 for step in range(5)])
    for count in visitors:
        parts.append(
            f'<text x="{x(count):.1f}" y="{_TOP + _HIGH + 18}" text-anchor="middle" '
            f'fill="#616e7c">{count}</text>'
        )
    for number, prefix in enumerate(_prefixes(rows)):
        own = sorted(
            (row for row in rows if row["prefix_tokens"] == prefix), key=lambda r: r["visitors"]
        )
        points = " ".join(f"{x(r['visitors']):.1f},{y(value(r)):.1f}" for r in own)
        colour = _COLOURS[number % len(_COLOURS)]
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts += [
            f'<circle cx="{x(r["visitors"]):.1f}" cy="{y(value(r)):.1f}" r="3" fill="{colour}"/>'
            for r in own
        ]
    return "".join(parts)


def _legend(rows: Sequence[Row], height: int) -> str:
    parts = [f'<text x="{_LEFT}" y="{height - 14}" fill="#616e7c">visitors at once; prefix:</text>']
    for number, prefix in enumerate(_prefixes(rows)):
        x = _LEFT + 170 + number * 120
        parts.append(
            f'<rect x="{x}" y="{height - 24}" width="12" height="12" '
            f'fill="{_COLOURS[number % len(_COLOURS)]}"/>'
            f'<text x="{x + 18}" y="{height - 14}">{prefix} tokens</text>'
        )
    return "".join(parts)


def _prefixes(rows: Sequence[Row]) -> list[int]:
    return sorted({row["prefix_tokens"] for row in rows})
