"""Visitors of a website, all at once: some who wait with their stream open, some who talk.

Everything is asked over real sockets, from a process that is not the server's.
"""

from __future__ import annotations

import json
import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import httpx2

_PATIENCE_S = 5.0


@dataclass(slots=True)
class Seen:
    """What happened. Times in ms; `refused` and `failed` count answers by their status code."""

    opened: int = 0
    cut: int = 0
    beats: int = 0
    replies: list[float] = field(default_factory=list)
    first_words: list[float] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    unsaid: int = 0
    """Refusals that did not say when to come back."""
    lanes: Counter[str] = field(default_factory=Counter)
    """Who has answered: `composed` is the model."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def failure(self, kind: str) -> None:
        with self._lock:
            self.failed[kind] += 1

    def refusal(self, status: int, says_when: bool) -> None:
        """An answer that is not 200. Only 429 is one that a server under load may give."""
        if status != httpx2.codes.TOO_MANY_REQUESTS:
            self.failure(str(status))
            return
        with self._lock:
            self.refused[status] += 1
            self.unsaid += not says_when


class Waiting:
    """`number` open streams, held by one thread. `word` is what the server holds a stream for.

    They come one after the other within `arrival_s` seconds.
    """

    def __init__(self, url: str, number: int, arrival_s: float, word: str, seen: Seen) -> None:
        parts = urlsplit(url)
        self._place = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._number = number
        self._between_s = max(arrival_s / max(1, number), 1e-3)
        self._seen = seen
        body = json.dumps({"message": word}).encode()
        head = f"POST /api/chat HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json"
        self._request = f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def stay(self, end: threading.Event) -> None:
        """Open the streams, and read them until `end`."""
        with selectors.DefaultSelector() as watched:
            new: set[int] = set()
            come, begun = 0, time.monotonic()
            while not end.is_set():
                expected = 1 + int((time.monotonic() - begun) / self._between_s)
                for _ in range(come, min(expected, self._number)):
                    self._come(watched, new)
                    come += 1
                for key, _ in watched.select(timeout=min(0.2, self._between_s)):
                    assert isinstance(key.fileobj, socket.socket)
                    self._read(key.fileobj, watched, new)
            for key in list(watched.get_map().values()):
                watched.unregister(key.fileobj)
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()

    def _come(self, watched: selectors.BaseSelector, new: set[int]) -> None:
        link = socket.create_connection(self._place, timeout=_PATIENCE_S)
        link.sendall(self._request)
        link.setblocking(False)
        watched.register(link, selectors.EVENT_READ)
        new.add(link.fileno())

    def _read(self, link: socket.socket, watched: selectors.BaseSelector, new: set[int]) -> None:
        try:
            data = link.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if link.fileno() in new and data:
            new.discard(link.fileno())
            status = int(data.split(b" ", 2)[1])
            if status == 200:
                self._seen.opened += 1
            else:
                self._seen.refusal(status, b"retry-after:" in data.lower())
        self._seen.beats += data.count(b"\n:") + data.count(b"data-queue")
        if not data:
            self._seen.cut += 1
            watched.unregister(link)
            link.close()


def talk(
    url: str,
    questions: Sequence[str],
    first: int,
    pause_s: float,
    end: threading.Event,
    seen: Seen,
) -> None:
    """Ask one question after the other, three in each conversation, from the `first` one on.

    `pause_s` is what a visitor takes from a reply's end to the next question, in seconds.
    """
    conversation = ""
    with httpx2.Client(timeout=httpx2.Timeout(60.0)) as client:
        for turn in count(first):
            if end.is_set():
                return
            if turn > first:
                end.wait(pause_s)
            conversation = conversation if (turn - first) % 3 else ""
            body = {"message": questions[turn % len(questions)], "conversation": conversation}
            try:
                conversation = _ask(client, url, body, end, seen)
            except httpx2.HTTPError as exc:
                if not end.is_set():
                    seen.failure(type(exc).__name__)


def shop(url: str, questions: Sequence[str], first: int, end: threading.Event, seen: Seen) -> None:
    """Ask as a program does: one thing after the other without a pause, by the doors that agents
    have (_DOORS), each from another one on. Told to wait, it waits."""
    with httpx2.Client(timeout=httpx2.Timeout(60.0)) as client:
        for turn in count(first):
            if end.is_set():
                return
            begun = time.perf_counter()
            try:
                path, body = _DOORS[turn % len(_DOORS)](questions[turn % len(questions)])
                answer = client.post(f"{url}{path}", json=body)
            except httpx2.HTTPError as exc:
                if not end.is_set():
                    seen.failure(type(exc).__name__)
                continue
            if answer.status_code == httpx2.codes.OK:
                seen.replies.append((time.perf_counter() - begun) * 1000)
                continue
            wait = answer.headers.get("Retry-After")
            seen.refusal(answer.status_code, wait is not None)
            end.wait(min(float(wait or 1), _PATIENCE_S))


def _called(tool: str, arguments: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    params = {"name": tool, "arguments": arguments}
    return "/api/ucp/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


_DOORS: tuple[Callable[[str], tuple[str, dict[str, Any]]], ...] = (
    lambda asked: ("/api/ucp/catalog/search", {"query": asked}),
    lambda asked: _called("search_catalog", {"catalog": {"query": asked}}),
    lambda asked: ("/api/ucp/catalog/search", {"query": asked}),
    lambda asked: _called("ask_business", {"ask": {"query": asked}}),
    lambda asked: ("/ask", {"query": {"text": asked}}),
)
"""UCP over REST and MCP, and NLWeb: mostly searches, as agents do."""


def _ask(
    client: httpx2.Client, url: str, body: dict[str, str], end: threading.Event, seen: Seen
) -> str:
    """One reply to its end; the conversation to go on in."""
    begun = time.perf_counter()
    conversation = body["conversation"]
    with client.stream("POST", f"{url}/api/chat", json=body) as response:
        if response.status_code != httpx2.codes.OK:
            wait = response.headers.get("Retry-After")
            seen.refusal(response.status_code, wait is not None)
            end.wait(min(float(wait or 1), _PATIENCE_S))
            return conversation
        told = False
        for line in response.iter_lines():
            if end.is_set():
                return conversation
            if line.startswith('data: {"type": "start"'):
                part = json.loads(line.removeprefix("data: "))
                conversation = part["messageMetadata"]["conversation"]
            if not told and line.startswith('data: {"type": "text-delta"'):
                told = True
                seen.first_words.append((time.perf_counter() - begun) * 1000)
            if line.startswith('data: {"type": "error"'):
                seen.failure("error")
            if line.startswith('data: {"type": "finish"'):
                part = json.loads(line.removeprefix("data: "))
                seen.lanes[str(part["messageMetadata"].get("lane", ""))] += 1
            if line == "data: [DONE]":
                seen.replies.append((time.perf_counter() - begun) * 1000)
                return conversation
    seen.failure("cut")
    return conversation
