"""Texts that somebody wrote to keep a program busy: for every pattern and parser of foreign text.

`KINDS` makes each of a given length; `too_slow` tells with which of them the time of a function
grows faster than the text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

SIZES = (1_000, 4_000, 16_000)
"""Signs of the texts that are measured: each four times the one before."""

SLACK = 3.0
"""Time may grow this many times as fast as the text: a busy machine, caches, allocations. What
takes the square of the text grows four times as fast at each step, and sixteen times over both."""

NOTICED = 0.003
"""Seconds of the processor below which a time says nothing."""


def _run(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def _around(begun: str, piece: str, ended: str) -> Callable[[int], str]:
    return lambda size: begun + _run(piece)(max(1, size - len(begun) - len(ended))) + ended


def _numbered(begun: str, piece: str, ended: str = "") -> Callable[[int], str]:
    """`piece` with a number in it, each time another."""

    def made(size: int) -> str:
        pieces, left = [begun], size - len(begun) - len(ended)
        while left > 0:
            pieces.append(piece.format(len(pieces)))
            left -= len(pieces[-1])
        return "".join([*pieces, ended])

    return made


def _nested(opens: str, closes: str) -> Callable[[int], str]:
    def made(size: int) -> str:
        half = size // (len(opens) + len(closes))
        return opens * half + closes * half

    return made


KINDS: Mapping[str, Callable[[int], str]] = {
    "digits": _run("1"),
    "digits and a letter": _around("", "7", "x"),
    "blanks": _around("a", " ", "b"),
    "a number behind blanks": _around(" ", " ", "1 x ?"),
    "a number before blanks": _around("1", " ", "x ?"),
    "dashes": _run("-"),
    "dashes and a number": _around("", "-", "1"),
    "dots": _around("1", ".", "x"),
    "commas": _around("1", ",", "x"),
    "thousands": _around("1", ".000", "x"),
    "lines": _around("a", "\r\n", "b"),
    "brackets": _run("["),
    "nested brackets": _nested("[(", ")]"),
    "braces": _nested('{"a":', "}"),
    "quotes": _around('"', "'\"", "x"),
    "colons": _around("a", ": ", "b"),
    "words": _run("ab "),
    "one word": _around("", "a", "1"),
    "tags that open": _run("<h1>"),
    "tags that never fit": _run("<h1></h2>"),
    "tags without an end": _run("<li "),
    "formatting in formatting": _run("<b><i><a>"),
    "formatting that differs": _numbered("", "<b id={0}><p>"),
    "attributes": _numbered("<p ", "a{0} ", ">"),
    "quotes in tags": _run('<row r="'),
    "comments": _run("<!--"),
    "signs of references": _run("&#38"),
    "addresses": _run("http://a,"),
    "slashes": _run("/a"),
    "stars": _run("**a_"),
    "backslashes": _around('"', "\\", '"'),
    "mixed": _run("1.000,- €/x (2) 3×4 [a]: "),
    "accents": _run("é̀"),
}
"""Name -> the text of a given length."""


def growth(work: Callable[[str], object], kind: str) -> float:
    """How many times as fast as the text the time of `work` grows, at its worst step.

    What is below NOTICED counts as that. Lengths are taken from the shortest, and none that would
    take longer than the test may: two that are enough to tell end it.
    """
    make = KINDS[kind]
    worst = 0.0
    taken: list[tuple[int, float]] = []
    for size in SIZES:
        text = make(size)
        taken.append((size, _seconds(work, text, 1)))
        if _steepest(taken) > SLACK:  # a busy machine, or the truth: the best of some more
            taken = [(size, min(t, _seconds(work, make(size), 3))) for size, t in taken]
        worst = max(worst, _steepest(taken))
        if worst > SLACK:
            break
    return worst


def _steepest(taken: Sequence[tuple[int, float]]) -> float:
    """Of all pairs of lengths."""
    return max(
        (
            (max(longer, NOTICED) / max(shorter, NOTICED)) / (more / less)
            for (less, shorter), (more, longer) in combinations(taken, 2)
        ),
        default=0.0,
    )


def _seconds(work: Callable[[str], object], text: str, times: int) -> float:
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work(text)
        best = min(best, time.process_time() - begun)
    return best


def too_slow(work: Callable[[str], object]) -> dict[str, float]:
    """The kinds with which the time of `work` grows faster than the text, and how much faster."""
    found = {kind: growth(work, kind) for kind in KINDS}
    return {kind: round(times, 1) for kind, times in found.items() if times > SLACK}
