"""A section's text in pieces, each under its headings: what a passage is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from catalog.sources.html import ENTRY

Heading = tuple[str, ...]

BRACKETS = re.compile(r"\s?[(\[][^()\[\]]{0,60}[)\]]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its lines as they are written, and its text as it is read. `whole`: nothing is
    looked for in it, as in a table. `lead`: the bold words that it begins with."""

    text: str
    lines: tuple[str, ...] = ()
    whole: bool = False
    lead: str = ""

    @property
    def is_entry(self) -> bool:
        return self.text.startswith(ENTRY) and not self.whole


@dataclass(slots=True)
class Piece:
    heading: Heading
    blocks: list[Block] = field(default_factory=list)


def of_lines(text: str) -> list[Block]:
    """A text of which each line is a paragraph."""
    return [Block(told, (told,)) for told in text.splitlines() if told.strip()]


def cut_at(
    heading: Heading, blocks: Sequence[Block], found: Mapping[int, tuple[str, str]]
) -> Iterator[Piece]:
    """The blocks behind each heading; one without a text stands over the next."""
    above: Heading = ()
    piece = Piece(heading)
    for place, block in enumerate(blocks):
        if place in found:
            if piece.blocks:
                yield piece
                above = ()
            elif piece.heading != heading and BRACKETS.search(piece.heading[-1]):
                piece.blocks.append(Block(piece.heading[-1]))  # "SALADS (add chicken +5)"
                yield piece
                above = ()
            elif piece.heading != heading:
                above = piece.heading[len(heading) :]
            title, text = found[place]
            piece = Piece((*heading, *above, title))
            if text:
                piece.blocks.append(Block(text, block.lines[1:] or (text,)))
        else:
            piece.blocks.append(block)
    yield piece
