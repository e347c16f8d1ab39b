"""XML that a parser refuses, item by item: what is broken in one costs that one, and no other.

A bare & can only mean itself, and HTML's names of letters what they mean there; prefixes that
nobody declared are declared. What is still no XML then is named, and the next item is read on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from catalog.sources.opening import Opened

LONGEST = 4 << 20
"""Characters of one item."""

GOOGLE = "http://base.google.com/ns/1.0"
_KNOWN = {"g": GOOGLE, "c": "http://base.google.com/cns/1.0"}

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)([A-Za-z]{2,10};)?")
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z][\w.-]{0,30}):[A-Za-z_]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Piece(NamedTuple):
    """An item: its number from 1, what it holds, or why it cannot be read with its beginning."""

    number: int
    element: Element | None
    reason: str = ""
    begins: str = ""


def pieces(opened: Opened, name: str) -> Iterator[Piece]:
    """The items called `name` (with or without a prefix), from the file's beginning."""
    opened.rewind()
    begins = re.compile(rf"<((?:[\w.-]{{1,30}}:)?{re.escape(name)})(?=[\s/>])", re.IGNORECASE)
    buffer = ""
    number = 0
    chunks = _chunks(opened)
    for chunk in chunks:
        buffer += chunk
        while (start := begins.search(buffer)) is not None:
            tag = start[1]
            end = _end(buffer, start.start(), tag, begins)
            if end is None:
                if len(buffer) - start.start() > LONGEST:
                    number += 1
                    yield Piece(number, None, "an item without an end", line_of(buffer))
                    buffer = buffer[start.end() :]
                    continue
                break
            number += 1
            yield _parsed(number, buffer[start.start() : end])
            buffer = buffer[end:]
        else:
            buffer = buffer[-100:]
    if (start := begins.search(buffer)) is not None:
        yield Piece(number + 1, None, "the file breaks off inside it", buffer[start.start() :][:80])


def _chunks(opened: Opened) -> Iterator[str]:
    waiting: list[str] = []
    size = 0
    for text in opened.lines():
        waiting.append(text)
        size += len(text)
        if size > 1 << 16:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _end(buffer: str, start: int, tag: str, begins: re.Pattern[str]) -> int | None:
    """Where an item ends: behind its end tag, or before the next one where its own is missing."""
    closed = buffer.find(f"</{tag}", start)
    shut = buffer.find(">", start)
    if shut > 0 and buffer[shut - 1] == "/" and (closed < 0 or shut < closed):
        return shut + 1
    following = begins.search(buffer, start + 1)
    if following is not None and (closed < 0 or following.start() < closed):
        return following.start()
    if closed < 0:
        return None
    after = buffer.find(">", closed)
    return after + 1 if after >= 0 else None


def _parsed(number: int, text: str) -> Piece:
    mended = _CONTROL.sub("", _ENTITY.sub(_entity, text))
    names = {
        prefix: _KNOWN.get(prefix, f"urn:x:{prefix}")
        for prefix in _PREFIX.findall(mended)
        if prefix not in ("xml", "xmlns", "http", "https")
    }
    declared = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in names.items())
    try:
        root: Element = fromstring(f"<r{declared}>{mended}</r>", forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as exc:
        return Piece(number, None, f"the item is no XML: {exc!s:.100}", line_of(text))
    return Piece(number, next(iter(root), None), "", line_of(text))


def _entity(match: re.Match[str]) -> str:
    """A name of HTML as its letter; any other & as itself."""
    if match[1]:
        letter = html.unescape(match[0])
        if letter != match[0]:
            return letter if letter not in "<>&" else match[0]
    return f"&amp;{match[1] or ''}"


def line_of(text: str) -> str:
    """The beginning of an item in one line, for the report."""
    words = re.sub(r"<[^<>]{0,200}>", " ", text[:600])
    return " ".join(words.split())[:80]
