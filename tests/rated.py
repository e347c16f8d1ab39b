"""A rate with its floor: how many of what was asked were answered as they should be."""

from __future__ import annotations

from collections.abc import Sequence


def reached(failed: Sequence[str], asked: int, floor: float) -> None:
    """Prints what failed, and holds the share of the rest to `floor`."""
    rate = 1 - len(failed) / asked
    print("\n".join(failed))
    print(f"{asked - len(failed)} of {asked}: {rate:.3f} (floor {floor:.3f})")
    assert rate >= floor, f"{rate:.3f} of {asked}; " + "\n".join(failed[:20])
