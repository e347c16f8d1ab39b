"""One answer of one server: its size and time bounded, its compression undone within the bound.

Asks for one thing at a time, and waits between two questions to one host.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import httpcore2
import httpx2

from catalog.fetching.address import Secret, led_to, origin
from catalog.fetching.guard import Guard, Resolve, resolved
from catalog.fetching.limits import FetchError, Limits, TooLong

AGENT = "tresen"
"""The name that robots.txt knows this program by."""

HOPS = 5
"""Redirects in a row (RFC 9309 asks for five of robots.txt)."""

_STEP = 1 << 18
_EITHER = zlib.MAX_WBITS | 32
"""gzip or zlib, by its beginning."""

_GZIP = b"\x1f\x8b"
_CONNECT = 10.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TURNED_DOWN = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `headers` have their names in small letters; the body is elsewhere.

    `cut`: there was more than was asked for.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    cut: bool = False

    @property
    def is_unchanged(self) -> bool:
        return self.status == 304

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def refused(self) -> FetchError:
        """The error that says which status it was."""
        text = f"{self.address}: the server answers {self.status}"
        down = self.status == 429 or self.status >= 500
        return FetchError(text, passing=self.status not in (404, 410), down=down)


class Sink(Protocol):
    """A file that a body is written to, from its beginning."""

    def write(self, data: bytes, /) -> int: ...
    def seek(self, offset: int, /) -> int: ...
    def truncate(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Ask:
    """Where an answer's body goes, and how much of it is taken in how much time."""

    sink: Sink
    bytes: int
    seconds: float
    cut: bool = False
    """Take the beginning of what is too long, instead of nothing of it."""
    pages_only: bool = False
    """Turn down what its header says is a picture, a film or a script."""


class Client:
    """Asks servers, within `limits`. Close it, or use `with`. For one thread."""

    def __init__(
        self,
        limits: Limits,
        secret: Secret | None = None,
        resolve: Resolve = resolved,
        network: httpcore2.NetworkBackend | None = None,
        source: str = "",
    ) -> None:
        """`source` is the address that the owner named."""
        self.delay = limits.delay
        self._secret = secret
        self._guard = Guard(limits.allow_private, resolve, network, _home(source))
        self._pool = httpcore2.ConnectionPool(
            max_connections=4, keepalive_expiry=30.0, network_backend=self._guard
        )
        self._asked: dict[str, float] = {}

    def follow(
        self,
        address: str,
        ask: Ask,
        headers: Callable[[str], Mapping[str, str]] = lambda _: {},
        lacks: Callable[[str], str] = lambda _: "",
    ) -> Answer:
        """The answer at the end of the redirects, each of which `lacks` may give a reason against.

        `headers` gives the conditions for each address on the way. Raises FetchError.
        """
        seen: list[str] = []
        while len(seen) <= HOPS:
            seen.append(address)
            answer = self.get(address, ask, headers(address))
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer
            address = led_to(address, target)
            if address in seen:
                raise FetchError(f"{seen[0]}: redirects in a loop", passing=True)
            if reason := lacks(address):
                raise FetchError(f"{seen[0]}: redirects to {address}, which {reason}")
        raise FetchError(f"{seen[0]}: more than {HOPS} redirects", passing=True)

    def get(self, address: str, ask: Ask, headers: Mapping[str, str] | None = None) -> Answer:
        """One answer; of a redirect, the redirect. Raises FetchError."""
        try:
            url = httpx2.URL(address)
        except (httpx2.InvalidURL, ValueError) as exc:
            raise FetchError(f"{address[:200]}: no address ({exc})") from exc
        self._wait(url.host)
        self._guard.until = time.monotonic() + ask.seconds
        try:
            return self._asked_for(url, address, ask, headers or {})
        except httpcore2.TimeoutException as exc:
            text = f"{address}: no whole answer within {ask.seconds:g} s"
            raise FetchError(text, down=True) from exc
        except httpcore2.ConnectError as exc:
            raise FetchError(f"{address}: cannot be reached ({exc})", down=True) from exc
        except (httpcore2.UnsupportedProtocol, ValueError) as exc:
            raise FetchError(f"{address[:200]}: cannot be asked for ({exc})") from exc
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as exc:
            raise FetchError(f"{address}: the answer broke off ({exc})", down=True) from exc
        finally:
            self._asked[url.host] = time.monotonic()

    def _asked_for(
        self, url: httpx2.URL, address: str, ask: Ask, headers: Mapping[str, str]
    ) -> Answer:
        target = httpcore2.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        sent: dict[bytes | str, bytes | str] = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": f"{AGENT}/0.1",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        }
        sent.update(headers.items())
        if self._secret is not None and self._secret.origin == origin(url):
            sent["Authorization"] = self._secret.header
        timeouts = {"connect": _CONNECT, "pool": _CONNECT}  # the rest has the guard's time
        with self._pool.stream(
            "GET", target, headers=sent, extensions={"timeout": timeouts}
        ) as response:
            told = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
            answer = Answer(address, response.status, told)
            if response.status != 200:
                return answer  # no body of an error or a redirect is of use
            if ask.pages_only and answer.content_type.startswith(_TURNED_DOWN):
                raise FetchError(f"{address}: {answer.content_type}, which is no page")
            size = 0
            ask.sink.seek(0)
            ask.sink.truncate()
            for chunk in _unpacked(response.iter_stream(), told.get("content-encoding", "")):
                size += len(chunk)
                if size > ask.bytes and not ask.cut:
                    raise TooLong(f"{address}: longer than {ask.bytes} bytes")
                ask.sink.write(chunk[: len(chunk) - max(0, size - ask.bytes)])
                if size > ask.bytes:
                    return Answer(address, response.status, told, cut=True)
            return answer

    def _wait(self, host: str) -> None:
        left = self._asked.get(host, -self.delay) + self.delay - time.monotonic()
        if left > 0:
            time.sleep(left)

    def close(self) -> None:
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _home(source: str) -> tuple[str, int] | None:
    if not source:
        return None
    url = httpx2.URL(source)
    return url.host.casefold(), url.port or (443 if url.scheme == "https" else 80)


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body as it was before its transfer, in steps of a bounded size.

    A kilobyte of gzip may hold a megabyte: nothing is unpacked before the step before is counted.
    """
    told = encoding.strip().lower()
    if told in ("", "identity"):
        yield from chunks
        return
    if told not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"packed as {told[:40]!r}, which was not asked for")
    yield from unpacked(chunks)


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip or zlib packed, in bounded steps. Raises FetchError where it is neither, or cut."""
    unpacker = zlib.decompressobj(_EITHER)
    try:
        for chunk in chunks:
            more = True
            while more:
                step = unpacker.decompress(chunk, _STEP)
                yield step
                chunk = unpacker.unconsumed_tail
                more = bool(chunk) or len(step) == _STEP
                if unpacker.eof:
                    # Files may be packed in pieces, one behind the other; else it is padding.
                    chunk = unpacker.unused_data
                    more = chunk.startswith(_GZIP)
                    unpacker = zlib.decompressobj(_EITHER) if more else unpacker
            if unpacker.eof:
                return
    except zlib.error as exc:
        raise FetchError(f"what it packed cannot be unpacked ({exc})", passing=True) from exc
    raise FetchError("what it packed breaks off", passing=True)
