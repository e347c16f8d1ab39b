"""Replies as they come in: what they were written with, and what they add up to."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from agent.model.backend import Done, Generation
from agent.model.engine.messages import Ended, Text
from agent.model.engine.state import EngineState
from agent.model.engine.streams import Stream

_REMEMBERED: Final = 2048
_FIRST_TOKENS: Final = 256


class Reply:
    """What has come of one reply so far. Belongs to the one who reads it."""

    def __init__(self, request: Generation, stream: Stream) -> None:
        self.request = request
        self.stream = stream
        self.asked = time.monotonic()
        self.first_token_s: float | None = None
        self.cached = 0
        self.tokens: list[int] = []
        self.text = ""
        self.ended: Ended | None = None
        self.failed = False

    def take(self, event: Text) -> None:
        if self.first_token_s is None:
            self.first_token_s = time.monotonic() - self.asked
        self.tokens.append(event.token)
        self.text += event.text

    def end(self, event: Ended) -> None:
        self.text += event.text
        self.ended = event

    def done(self, reason: Literal["stop", "length", "deadline"]) -> Done:
        resampled = self.ended.resampled if self.ended else 0
        prompt = len(self.stream.request.tokens)
        return Done(reason, prompt, self.cached, len(self.tokens), resampled)


class Memory:
    """Which tokens a reply's text was written with, and how long conversations are.

    The same text tokenized again may give other tokens than the model drew; the cache holds those
    that were drawn, and the next turn would be computed again from where they differ.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._replies: OrderedDict[tuple[str, str], tuple[int, ...]] = OrderedDict()
        self._lengths: OrderedDict[str, int] = OrderedDict()

    def keep(self, reply: Reply) -> None:
        """Remember `reply`, where it belongs to a conversation and its text is all of it."""
        conversation = reply.request.conversation
        if not conversation or not reply.tokens:
            return
        with self._lock:
            if reply.ended is not None and reply.ended.whole:
                self._replies[conversation, reply.text] = tuple(reply.tokens)
            self._lengths[conversation] = len(reply.stream.request.tokens) + len(reply.tokens)
            while len(self._replies) > _REMEMBERED:
                self._replies.popitem(last=False)
            while len(self._lengths) > _REMEMBERED:
                self._lengths.popitem(last=False)

    def replies(self, request: Generation) -> dict[int, tuple[int, ...]]:
        """The tokens of those messages that the model wrote here, by the messages' index."""
        found: dict[int, tuple[int, ...]] = {}
        with self._lock:
            for index, message in enumerate(request.messages):
                tokens = self._replies.get((request.conversation, message.text))
                if message.role == "assistant" and tokens is not None:
                    found[index] = tokens
        return found

    def conversations(self) -> tuple[str, ...]:
        """Those of which anything is remembered."""
        with self._lock:
            return tuple(self._lengths)

    def forget(self, conversations: Collection[str]) -> None:
        with self._lock:
            for conversation in conversations:
                self._lengths.pop(conversation, None)
            for key in [key for key in self._replies if key[0] in conversations]:
                del self._replies[key]

    def length(self, conversation: str) -> int:
        """Tokens that the conversation had after its last reply; 0 where it is not known."""
        with self._lock:
            return self._lengths.get(conversation, 0)


@dataclass(frozen=True, slots=True)
class Stats:
    """Counters since the start, and what is going on now. Times in seconds."""

    engine: EngineState
    requests: int
    failed: int
    cancelled: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    resampled: int
    conversation_hits: int
    """Turns that found their own conversation in the cache, beyond the shared prefix."""
    first_token_s: tuple[float, ...]
    """Of the last replies, oldest first."""


class Tally:
    """Adds up replies for `Stats`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[str, int] = dict.fromkeys(
            ("requests", "failed", "cancelled", "prompt_tokens", "cached_tokens",
             "completion_tokens", "resampled", "conversation_hits"), 0
        )  # fmt: skip
        self._first: deque[float] = deque(maxlen=_FIRST_TOKENS)

    def add(self, reply: Reply, prefix_tokens: int) -> None:
        """Count a reply that is over, in whichever way."""
        over = reply.ended is not None
        counts = {
            "requests": 1,
            "failed": int(reply.failed),
            "cancelled": int(not over and not reply.failed),
            "prompt_tokens": len(reply.stream.request.tokens),
            "cached_tokens": reply.cached,
            "completion_tokens": len(reply.tokens),
            "resampled": reply.ended.resampled if reply.ended else 0,
            "conversation_hits": int(reply.cached > prefix_tokens),
        }
        with self._lock:
            for name, value in counts.items():
                self._sums[name] += value
            if reply.first_token_s is not None:
                self._first.append(reply.first_token_s)

    def stats(self, engine: EngineState) -> Stats:
        with self._lock:
            return Stats(engine=engine, first_token_s=tuple(self._first), **self._sums)
