"""Markdown (and plain text) to passages: one for each heading that has text of its own.

So a FAQ with `## Question` and its answer below gives a passage a question. Texts are plain: what a
reader would see, lists and tables as lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from catalog.records import Business, Origin, Passage
from catalog.signs import escaped
from catalog.sources.cells import line
from catalog.sources.described import SAID
from catalog.sources.html import ENTRY, plain
from catalog.sources.listparts import Part
from catalog.sources.opening import Opened
from catalog.sources.pageparts import grid_of
from catalog.sources.parted import parted
from catalog.sources.pieces import Block
from catalog.sources.plain_layout import laid
from catalog.sources.pricelist import Lists
from catalog.sources.seam import Format, Found, Item, Made, Rejection, fingerprint, slug
from catalog.sources.table import shown

LONG = 1200
"""Characters of a passage, about 300 tokens: several must fit one prompt. A longer section is cut
between its blocks."""

MOST = 8 << 20
"""Characters of one file: the whole of it is parsed at once. Five thousand pages of print."""

_FRONT = re.compile(r"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_PARSER = MarkdownIt("commonmark").enable("table")


@dataclass(slots=True)
class _Section:
    """The text under one heading while it is read."""

    heading: tuple[str, ...]
    row: int
    parts: list[Part] = field(default_factory=list)


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Passages in the order of the file."""
    name = opened.source.name
    text = "".join(opened.lines())
    if len(text) > MOST:
        yield Rejection(name, 0, "", f"{len(text)} characters", f"cut after {MOST} characters")
        text = text[:MOST]
    used: dict[str, int] = {}
    lists = Lists(opened, business, opened.source.language, text)
    for section in _sections(laid(text, business.currency), escaped(opened.source.path.name)):
        opened.rows += 1
        _, prose = lists.take(section.heading, section.parts)
        told = [block for one in prose for block in _blocks(one)]
        for heading, texts in parted(section.heading, told):
            yield from _passages(opened, heading, texts, section.row, used)
    yield from lists.finish()


def _passages(
    opened: Opened, heading: tuple[str, ...], texts: list[str], row: int, used: dict[str, int]
) -> Iterator[Found]:
    name = opened.source.name
    for text in cut(texts):
        stem = slug(heading[-1]) or "section"
        used[stem] = used.get(stem, 0) + 1
        id_ = f"{name}#{stem}" + (f"-{used[stem]}" if used[stem] > 1 else "")
        try:
            mark = fingerprint(*heading, text)
        except UnicodeEncodeError:
            reason = f"holds bytes that are not {opened.encoding}"
            yield Rejection(name, row, heading[-1], shown(text), reason)
            continue
        origin = Origin(source=name, place=f"heading {heading[-1]}", as_of=datetime.now(UTC))
        passage = Passage(id_, heading, text, opened.source.language, origin)
        yield Item("passage", id_, row, mark, partial(Made, passage))


def _sections(text: str, file: str) -> Iterator[_Section]:
    front = _FRONT.match(text)
    skipped = front[0].count("\n") if front else 0
    tokens = _PARSER.parse(text[front.end() :] if front else text)
    above: list[tuple[int, str]] = []
    section = _Section((file.partition(".")[0],), 1)
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            if section.parts:
                yield section
            level = int(token.tag[1:])
            above = [entry for entry in above if entry[0] < level]
            above.append((level, line(_inline(tokens[position + 1]))))
            row = (token.map[0] if token.map else 0) + 1 + skipped
            section = _Section(tuple(words for _, words in above if words) or ("",), row)
        elif part := _part(tokens, position, skipped):
            section.parts.append(part)
    if section.parts:
        yield section


def _part(tokens: list[Token], position: int, skipped: int) -> Part | None:
    """What the token at `position` adds to its section."""
    token = tokens[position]
    row = (token.map[0] if token.map else 0) + 1 + skipped
    if token.type == "table_open":
        return Part(row, grid=tuple(_grid(tokens, position)))
    if token.type == "tr_open":
        return None
    if token.type == "html_block" and (grid := grid_of(token.content)):
        return Part(row, grid=grid, entry=len(grid) < 3, text=plain(token.content))
    text = _block(tokens, position)
    if not text:
        return None
    if token.type == "inline":
        raw = _WITHIN.sub(rf"\n{SAID}", _raw(token, "\n"))
        lines = tuple(filter(None, map(str.strip, raw.split("\n"))))
        entry = text.startswith(ENTRY)
        return Part(row, lines, entry=entry, text=_unsaid(text), lead=_lead(token))
    return Part(row, tuple(text.split("\n")), text=_unsaid(text))


def _lead(token: Token) -> str:
    """The bold words that a paragraph begins with."""
    children = [c for c in token.children or () if c.type != "text" or c.content]
    if len(children) < 3 or children[0].type != "strong_open":
        return ""
    return line(children[1].content) if children[2].type == "strong_close" else ""


_WITHIN = re.compile(rf"(?<=\S)\s?{SAID}")


def _unsaid(text: str) -> str:
    """A text without the signs before what is said of the goods above it."""
    return _WITHIN.sub(" ", text).replace(SAID, "")


def _grid(tokens: list[Token], position: int) -> Iterator[tuple[str, ...]]:
    cells: list[str] = []
    for token in tokens[position:]:
        if token.type == "table_close":
            return
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(_inline(token))
        elif token.type == "tr_close":
            yield tuple(cells)


def _blocks(part: Part) -> Iterator[Block]:
    """A part as pieces of prose: a table row by row."""
    if part.grid:
        for cells in part.grid:
            row = ": ".join(filter(None, (cells[0], ", ".join(filter(None, cells[1:])))))
            yield Block(f"{ENTRY}{row}", whole=True)
    else:
        lines = tuple(map(_unsaid, part.lines))
        yield Block(_unsaid(part.text or "\n".join(part.lines)), lines, lead=part.lead)


def _block(tokens: list[Token], position: int) -> str:
    """The text that the token at `position` adds, or nothing."""
    token = tokens[position]
    if token.type == "inline" and tokens[position - 1].type not in _ELSEWHERE:
        entry = tokens[position - 1].hidden or _begins_entry(tokens, position)
        return (ENTRY if entry else "") + _inline(token)
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    if token.type == "html_block":
        return plain(token.content)
    return ""


_ELSEWHERE = frozenset({"heading_open", "th_open", "td_open"})


def _begins_entry(tokens: list[Token], position: int) -> bool:
    return position > 1 and tokens[position - 2].type == "list_item_open"


def _inline(token: Token, soft: str = " ") -> str:
    """An inline token's text as it is read: no marks, an image by its description. `soft` stands
    where the source's line ends."""
    return "\n".join(filter(None, map(line, _raw(token, soft).split("\n"))))


def _raw(token: Token, soft: str) -> str:
    """With its blanks: three of them, or a tab, stand between a name and its price."""
    found = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            found.append("\n" if child.type == "hardbreak" else soft)
        elif child.type in ("text", "code_inline", "image"):
            found.append(child.content)
    return "".join(found)


def cut(blocks: list[str]) -> Iterator[str]:
    """Blocks put together to passages no longer than LONG."""
    part: list[str] = []
    for block in blocks:
        if part and sum(map(len, part)) + len(block) > LONG:
            yield "\n".join(part)
            part = []
        part.append(block)
    if part:
        yield "\n".join(part)


def recognizes(path: Path, sample: str) -> bool:
    return path.suffix.lower() in FORMAT.suffixes or _HEADING.search(sample) is not None


FORMAT = Format(
    name="markdown",
    version=13,
    suffixes=frozenset({".md", ".markdown", ".txt"}),
    expected="Markdown or plain text (.md, .txt)",
    recognizes=recognizes,
    read=read,
)
