"""Questions within a text, each with its answer behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.sources.cells import line
from catalog.sources.html import ENTRY
from catalog.sources.pieces import Block, Piece, cut_at

FEWEST = 3
"""Questions within one paragraph: of two one may be rhetorical."""

_NUMBERED = re.compile(r"(?:[^\W\d_]{1,9}\s?)?\d{0,3}\s?[.:)]\s+")
"""Before a question, and before its answer: "Q: ", "Frage 3: ", "2. ", "A: "."""
_QUESTION = re.compile(
    r"(?P<asked>[^\n!?？؟]{3,150}?[?？؟]+|[^\n!?;]{3,150}?[\u0370-\u03ff]\s?;)(?=\s|$|[^\x00-\x7f])\s*"
)
_SENTENCE_WITHIN = re.compile(r"[^\W\d_]{3,}[.!。]\s+[^\W\d_]")
_ASKED_WITHIN = re.compile(r"(?<=[.!)])\s+(?=[^.!?\n]{6,100}\?\s+\S)")


def by_questions(piece: Piece) -> list[Piece]:
    """A passage for each question that begins a line, with what follows as its answer."""
    blocks = [one for block in piece.blocks for one in _asked(block)]
    asked = {n: told for n, block in enumerate(blocks) if (told := question_of(block)) is not None}
    if len(asked) < 2:
        return [piece]
    open_ = [
        n for n, (_, rest) in asked.items() if not rest and (n + 1 in asked or n + 1 == len(blocks))
    ]
    if 3 * len(open_) > len(asked):
        return [piece]
    for place in open_:
        del asked[place]
    return list(cut_at(piece.heading, blocks, asked)) if len(asked) > 1 else [piece]


def _asked(block: Block) -> Iterator[Block]:
    """A block as its lines, where several begin with a question."""
    lines = block.lines if len(block.lines) > 1 else tuple(_ASKED_WITHIN.split(block.text))
    if block.whole or len(lines) < 2:
        yield block
        return
    shown = [Block(line(told), (told,)) for told in lines]
    asked = [n for n, one in enumerate(shown) if question_of(one) is not None]
    if len(asked) < 2 or asked[0] != 0 or (len(block.lines) == 1 and len(asked) < FEWEST):
        yield block
        return
    yield from shown


def question_of(block: Block) -> tuple[str, str] | None:
    """(question, the answer behind it) of a block that begins with one."""
    if block.whole:
        return None
    text = block.text.removeprefix(ENTRY)
    numbered = _NUMBERED.match(text)
    text = text[numbered.end() :] if numbered else text
    found = _QUESTION.match(text)
    if found is None or _SENTENCE_WITHIN.search(found["asked"]) or text[:1].islower():
        return None
    rest = text[found.end() :].strip(" –—-")
    answered = _NUMBERED.match(rest)
    lettered = answered is not None and rest[:1].isalpha() and ":" in answered[0]
    return found["asked"], rest[answered.end() :] if answered and lettered else rest
