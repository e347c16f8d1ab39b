"""A load: visitors who speak at once, each timed from its question to its words."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent.model.backend import Message

Speak = Callable[[str, tuple[Message, ...], int], Iterator[int]]
"""(conversation, prompt, most tokens) -> for each piece of the reply, how many tokens it is.

Zero is a heartbeat."""

_WORDS = [
    "the",
    "shop",
    "sells",
    "tents",
    "boots",
    "jackets",
    "and",
    "lamps",
    "for",
    "people",
    "who",
    "walk",
    "in",
    "rain",
    "snow",
    "or",
    "sun",
    "and",
    "sends",
    "each",
    "parcel",
    "within",
    "two",
    "working",
    "days",
    "to",
    "every",
    "town",
    "while",
    "returns",
    "are",
    "free",
    "for",
    "a",
    "month",
    "and",
    "a",
    "person",
    "answers",
    "the",
    "phone",
    "from",
    "ten",
    "to",
    "seven",
    "about",
    "sizes",
    "colours",
    "materials",
    "repairs",
    "and",
    "routes",
]


@dataclass(frozen=True, slots=True)
class Load:
    """Lengths in tokens. `reply` is the most that a reply may have."""

    visitors: int = 8
    prefix: int = 2000
    question: int = 30
    reply: int = 64


@dataclass(frozen=True, slots=True)
class Measured:
    """First-token times in ms, one a visitor; all tokens, over the whole run's seconds."""

    ttft_ms: tuple[float, ...]
    tokens: int
    seconds: float

    @property
    def ttft_p50_ms(self) -> float:
        return round(statistics.median(self.ttft_ms), 1)

    @property
    def ttft_max_ms(self) -> float:
        return round(max(self.ttft_ms), 1)

    @property
    def tokens_per_s(self) -> float:
        return round(self.tokens / self.seconds, 1)

    def to_json(self) -> dict[str, float]:
        return {
            "ttft_p50_ms": self.ttft_p50_ms,
            "ttft_max_ms": self.ttft_max_ms,
            "tokens_per_s": self.tokens_per_s,
        }


def text_of(tokens: int, count: Callable[[str], int], seed: str) -> str:
    """Prose of `tokens` tokens, the same for the same `seed`, different for others."""
    draw = random.Random(seed)
    words: list[str] = []
    while count(" ".join(words)) < tokens:
        missing = tokens - count(" ".join(words))
        words += [draw.choice(_WORDS) for _ in range(max(1, int(missing * 0.8)))]
    while count(" ".join(words)) > tokens:
        words.pop()
    return " ".join(words)


def prefix_of(load: Load, count: Callable[[str], int]) -> Message:
    return Message("system", text_of(load.prefix, count, f"prefix {load.prefix}"))


def question_of(load: Load, count: Callable[[str], int], visitor: str) -> Message:
    """A question that no other visitor asks: nothing of it can be cached."""
    ask = f"Visitor {visitor} asks for a long story about "
    return Message("user", ask + text_of(max(1, load.question - count(ask)), count, visitor))


def speak_at_once(
    speak: Speak, load: Load, count: Callable[[str], int], run: str, prefix: Message | None = None
) -> Measured:
    """All visitors of `load` at once; `run` makes them new ones. Raises what one raises."""
    shared = prefix or prefix_of(load, count)
    names = [f"{run}-{number}" for number in range(load.visitors)]
    questions = [question_of(load, count, name) for name in names]
    start = threading.Barrier(load.visitors + 1)
    firsts: dict[str, float] = {}
    tokens: dict[str, int] = {}
    failures: list[BaseException] = []

    def visit(name: str, question: Message) -> None:
        start.wait()
        begun = time.perf_counter()
        try:
            for piece in speak(name, (shared, question), load.reply):
                if piece and name not in firsts:
                    firsts[name] = (time.perf_counter() - begun) * 1000
                tokens[name] = tokens.get(name, 0) + piece
        except Exception as exc:  # noqa: BLE001 - whatever it is, the caller raises it
            failures.append(exc)

    threads = [
        threading.Thread(target=visit, args=pair) for pair in zip(names, questions, strict=True)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if failures:
        raise failures[0]
    return Measured(tuple(firsts.values()), sum(tokens.values()), seconds)
