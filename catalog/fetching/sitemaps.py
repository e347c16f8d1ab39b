"""The pages that a site lists itself: sitemaps of XML or text, packed or not, and their indexes.
https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from catalog.fetching.address import LONGEST, led_to
from catalog.fetching.client import Ask, Client, unpacked
from catalog.fetching.limits import FetchError, Limits

GUESSED = "/sitemap.xml"
"""Where it lies when robots.txt names none."""

MOST_BYTES = 50 << 20
MOST_ADDRESSES = 50_000
"""Of one sitemap: the protocol's own limits."""

MOST_FILES = 500
"""Sitemaps of one site."""

_STEP = 1 << 16
_SILENT = 1 << 20


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def pages(
    client: Client,
    named: tuple[str, ...],
    start: str,
    limits: Limits,
    tell: Callable[[str], None],
    until: float,
) -> Iterator[str]:
    """The addresses of all sitemaps that are `named`, or of the one at the usual place.

    Each address as it stands there: it may be none. `tell` is told what could not be read; what is
    not read by `until` (time.monotonic()) is not read at all.
    """
    waiting = list(_led_to(start, named or (GUESSED,), tell))
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if len(seen) > MOST_FILES:
            tell(f"more than {MOST_FILES} sitemaps; the others were not read")
            return
        left = until - time.monotonic()
        if left <= 0:
            tell(f"{len(waiting) + 1} sitemaps were not read ([catalog.fetch] total_seconds)")
            return
        try:
            with tempfile.TemporaryFile() as body:
                ask = Ask(body, MOST_BYTES, min(left, limits.page_seconds))
                answer = client.follow(address, ask)
                if answer.status != 200:
                    raise answer.refused()
                for link, is_map in _listed(body, address):
                    if is_map:
                        waiting += _led_to(address, (link,), tell)
                    else:
                        yield _whole(address, link)
        except FetchError as exc:
            if named:  # at the usual place there need not be one
                tell(f"sitemap {exc}")


def _whole(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link  # told as what it is: no address of the web


def _led_to(base: str, links: Iterable[str], tell: Callable[[str], None]) -> Iterator[str]:
    for link in links:
        try:
            yield led_to(base, link)
        except FetchError as exc:
            tell(f"sitemap {exc}")


def _listed(body: BinaryIO, address: str) -> Iterator[tuple[str, bool]]:
    """(address, whether it is a further sitemap) in the order of the file."""
    body.seek(0)
    packed = body.read(2) == b"\x1f\x8b"
    body.seek(0)
    stream: _Readable = _Unpacked(body, address) if packed else body
    begun = stream.read(_STEP)
    whole = _Joined(begun, stream)
    text = begun.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        found = _of_xml(whole, address)
    elif text[:4].lower() == b"http":
        found = _of_text(whole)
    else:
        raise FetchError(f"{address}: neither XML nor a list of addresses")
    for number, entry in enumerate(found):
        if number == MOST_ADDRESSES:
            raise FetchError(f"{address}: more than {MOST_ADDRESSES} addresses; the first are read")
        yield entry


def _of_xml(stream: _Readable, address: str) -> Iterator[tuple[str, bool]]:
    depth = 0
    stack: list[Element] = []
    try:
        watched = _Watched(stream)
        for event, element in iterparse(watched, events=("start", "end"), forbid_dtd=True):
            watched.silent = 0
            if event == "start":
                depth += 1
                stack.append(element)
                if depth == 1 and _local(element) not in ("urlset", "sitemapindex"):
                    raise FetchError(f"{address}: no sitemap, but <{_local(element)[:40]}>")
                if depth > 10:
                    raise FetchError(f"{address}: nested more than ten levels deep")
                href = element.get("href", "")
                if href and _local(element) == "link":  # the page in another language
                    yield href[:LONGEST], False
                continue
            depth -= 1
            stack.pop()
            if depth == 2 and _local(element) == "loc" and element.text:
                yield element.text.strip()[: LONGEST + 1], _local(stack[0]) == "sitemapindex"
            if stack:
                stack[-1].remove(element)
    except DefusedXmlException as exc:
        raise FetchError(f"{address}: declares entities, which no sitemap needs") from exc
    except (ParseError, LookupError, ValueError) as exc:
        raise FetchError(f"{address}: the XML breaks off ({exc})") from exc


def _of_text(stream: _Readable) -> Iterator[tuple[str, bool]]:
    left = b""
    while step := stream.read(_STEP):
        *lines, left = (left + step).split(b"\n")
        for line in lines:
            if told := line.strip():
                yield told.decode("utf-8", "replace"), False
        if len(left) > LONGEST:
            left = b""
    if told := left.strip():
        yield told.decode("utf-8", "replace"), False


class _Unpacked:
    """A packed file, unpacked up to the protocol's size: a bomb ends there."""

    def __init__(self, body: BinaryIO, address: str) -> None:
        self._steps = unpacked(iter(lambda: body.read(_STEP), b""))
        self._held = io.BytesIO()
        self._address = address
        self._size = 0

    def read(self, size: int = -1, /) -> bytes:
        while not (found := self._held.read(size)):
            step = next(self._steps, None)
            if step is None:
                return b""
            self._size += len(step)
            if self._size > MOST_BYTES:
                raise FetchError(f"{self._address}: unpacks to more than {MOST_BYTES} bytes")
            self._held = io.BytesIO(step)
        return found


class _Joined:
    """What was read already, then the rest."""

    def __init__(self, begun: bytes, rest: _Readable) -> None:
        self._begun = begun
        self._rest = rest

    def read(self, size: int = -1, /) -> bytes:
        begun, self._begun = self._begun, b""
        return begun or self._rest.read(size)


class _Watched:
    """A file in which no text goes on for ever: expat keeps all of it until its element ends."""

    def __init__(self, stream: _Readable) -> None:
        self._stream = stream
        self.silent = 0

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._stream.read(_STEP)
        self.silent += len(chunk)
        if self.silent > _SILENT:
            raise ValueError("a text without an end")
        return chunk


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
