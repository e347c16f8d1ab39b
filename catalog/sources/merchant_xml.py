"""Google Merchant Center's feed as XML: RSS 2.0 or Atom, names in Google's namespace or plain.

Read item by item in the memory of one; entities, and document types that hold anything, are
refused, for a few lines of them unpack to gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources import merchant
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, Rejection
from catalog.sources.words import spoken
from catalog.sources.xml_repair import pieces

GOOGLE = "http://base.google.com/ns/1.0"
ITEMS = frozenset({"item", "entry"})
DEEPEST = 100
"""Levels of nesting. An item has three."""

LONGEST = 4 << 20
"""Characters of one item."""

_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s{1,20}[\w:.-]{1,60}"
    rb"(?:\s{1,20}(?:SYSTEM|PUBLIC\s{1,20}\"[^\"<>\[]{0,200}\")\s{1,20}\"[^\"<>\[]{0,200}\")?\s{0,20}>"
)

Told = dict[str, list[str]]


class _Thing(NamedTuple):
    number: int
    told: Told


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the feed. Raises SourceError where it is no XML, or holds no item.

    XML that breaks off costs what follows, and is told.
    """
    language = ""
    keys: list[str] = []
    for thing in _things(opened):
        if isinstance(thing, str):
            language = language or spoken(thing)
        elif isinstance(thing, _Thing):
            keys.append(_key(thing.told))
    if not keys:
        raise SourceError(
            f"{opened.source.name}: no item in it. Expected a Google Merchant feed: "
            '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>…'
        )
    feed = merchant.feed_of(opened, business, place="item", language=language)
    return gathered(feed, opened, apart(keys), _lines(opened), partial(_entry, feed))


def _lines(opened: Opened) -> Iterator[Line[_Thing] | Rejection]:
    for thing in _things(opened):
        if isinstance(thing, Rejection):
            yield thing
        elif isinstance(thing, _Thing):
            texts = [text for name, held in thing.told.items() for text in (name, *held)]
            yield Line(_key(thing.told), texts, thing)


def _entry(feed: Feed, thing: _Thing) -> Entry:
    return merchant.entry(feed, thing.number, thing.told)


def _key(told: Told) -> str:
    for name in ("item_group_id", "id"):
        if text := next(iter(told.get(name, ())), "").strip():
            return text
    return ""


def _things(opened: Opened) -> Iterator[_Thing | Rejection | str]:
    """Items, and the language that the channel states."""
    name = opened.source.name
    number = depth = size = fields = items = 0
    most = opened.bounds.item_fields
    item = ""
    stack: list[Element] = []
    try:
        stream = Watched(opened.stream())
        events = iterparse(stream, events=("start", "end"), forbid_dtd=True)
        for event, element in events:
            stream.silent = 0
            if event == "start":
                depth += 1
                if stack and len(stack[-1]) > 1:
                    size += len(stack[-1][-2].tail or "")
                stack.append(element)
                if _local(element) in ITEMS:
                    size, fields = (size, fields) if items else (0, 0)
                    items += 1
                fields += 1
                if depth > DEEPEST:
                    raise SourceError(f"{name}: nested more than {DEEPEST} levels deep")
                continue
            depth -= 1
            stack.pop()
            size += len(element.text or "") + len(element[-1].tail or "" if len(element) else "")
            if fields > most + 1 and items and stack:
                _let_go(stack[-1], element)  # what is beyond is not kept; its item is refused
            if size > LONGEST:
                raise SourceError(f"{name}: item {number + 1} is longer than {LONGEST} characters")
            if depth <= 2 and _local(element) == "language" and element.text:
                yield element.text.strip()
            if _local(element) in ITEMS:
                items -= 1
                item = item or _local(element)
                number += 1
                opened.rows = number
                if fields > most + 1:
                    yield Rejection(name, number, "", "", f"more than {most} fields in one item")
                else:
                    yield _Thing(number, _told(element))
            if stack and not items:
                _let_go(stack[-1], element)  # or all items would be kept until the end
    except DefusedXmlException as exc:
        reason = f"declares entities or a document type, which no feed needs ({exc!r:.60})"
        raise SourceError(f"{name}: {reason}") from exc
    except (ParseError, LookupError, ValueError) as exc:
        yield from _recovered(opened, item or _item_name(opened.sample), number, exc)


def _let_go(parent: Element, element: Element) -> None:
    """Take the last child away: looking for it among 10,000 would take as long as reading them."""
    if len(parent) and parent[-1] is element:
        del parent[-1]


def _item_name(sample: str) -> str:
    return "entry" if "<feed" in sample[:4000] else "item"


def _recovered(
    opened: Opened, item: str, done: int, error: Exception
) -> Iterator[_Thing | Rejection]:
    """The items behind those that are `done`, each for itself: see xml_repair.py."""
    name = opened.source.name
    if done:
        opened.notices[:] = [f"{name}: broken in item {done + 1} ({error}); the others were read."]
    found = False
    for piece in pieces(opened, item):
        found = found or piece.element is not None
        if piece.number <= done:
            continue
        opened.rows = piece.number
        if piece.element is None:
            yield Rejection(name, piece.number, "", piece.begins, piece.reason)
        else:
            yield _Thing(piece.number, _told(piece.element))
    if not found and not done:
        raise SourceError(f"{name}: not XML ({error})") from error
    if not done:
        opened.notices[:] = [
            f"{name}: no XML as a whole ({error}); its items were read one by one."
        ]


class Watched:
    """A file in which no text may go on for ever: expat keeps all of it until its element ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._begun = False
        self.silent = 0
        """Bytes since the last tag."""

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        if not self._begun:
            # A document type that only names itself is no danger; what it may hold is refused.
            chunk, self._begun = _DOCTYPE.sub(b"", chunk, count=1), True
        self.silent += len(chunk)
        if self.silent > LONGEST:
            raise ValueError(f"a text longer than {LONGEST} bytes")
        return chunk


def _told(item: Element) -> Told:
    told: Told = {}
    for child in item:
        name = _local(child)
        # In Google's namespace comes before a plain name: <title> may be the blog's.
        texts = told.setdefault(name, [])
        text = _text(child, name)
        if child.tag.startswith(f"{{{GOOGLE}}}"):
            texts.insert(len(texts) if name in _MANY else 0, text)
        else:
            texts.append(text)
    return {name: found for name, texts in told.items() if (found := [t for t in texts if t])}


_PARTS = {
    "shipping": ("country", "region", "service", "price"),
    "product_detail": ("section_name", "attribute_name", "attribute_value"),
}
_MANY = frozenset({"shipping", "product_detail", "product_highlight", "additional_image_link"})


def _text(element: Element, name: str) -> str:
    if name == "link" and not (element.text or "").strip():
        return (element.get("href") or "").strip()
    parts = {_local(child): (child.text or "").strip() for child in element}
    if parts and name in _PARTS:
        return ":".join(parts.get(part, "").replace(":", " ") for part in _PARTS[name])
    return "".join(element.itertext()).replace("\0", "").strip()


def _local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def recognizes(path: Path, sample: str) -> bool:
    begun = sample.lstrip("\ufeff \t\r\n")[:4000]
    known = any(sign in begun for sign in ("<rss", "<rdf"))
    # "feed" is what any shop may call its own; Atom's has entries.
    atom = "<feed" in begun and any(sign in begun for sign in ("<entry", "/Atom", GOOGLE))
    return begun.startswith("<") and (known or atom)


FORMAT = Format(
    name="google-xml",
    version=2,
    suffixes=frozenset({".xml", ".rss"}),
    expected="a Google Merchant feed (.tsv, .xml)",
    recognizes=recognizes,
    read=read,
)
