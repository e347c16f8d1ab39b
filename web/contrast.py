"""How well two colours can be told apart, by WCAG 2.2's measure.

The widget's script has the same in JavaScript (`contrast` in widget/elements.js), because there the
colours of the letters are chosen; here the owner is told of it.
"""

from __future__ import annotations

TEXT = 4.5
"""What AA asks of text (1.4.3) …"""

SHAPE = 3.0
"""… and of what a control is recognized by (1.4.11)."""

_SHARES = (0.2126, 0.7152, 0.0722)


def contrast(one: str, other: str) -> float:
    """The ratio of "#rrggbb" and another, from 1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def letters_on(colour: str) -> str:
    """The colour of letters on `colour` as the widget chooses it: white where that can be read."""
    return "#ffffff" if contrast(colour, "#ffffff") >= TEXT else "#000000"


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(share * value for share, value in zip(_SHARES, linear, strict=True))
