"""A section's text as the passages that a careful reader would cut it into, where nobody marked its
headings: one for each heading typed in capitals or alone on a line, one for each question with its
answer, and one for each entry of a list of all sorts. A customer is told a passage whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from catalog.sources.cells import line
from catalog.sources.html import ENTRY
from catalog.sources.line_prices import PRICE
from catalog.sources.list_words import is_day, is_of_all_sorts
from catalog.sources.pieces import BRACKETS, Block, Heading, Piece, cut_at
from catalog.sources.questions import by_questions, question_of

LONG = 700
"""Characters of a passage that is told whole. A longer list is cut between its entries."""

TITLE, TITLE_WORDS = 60, 9
"""Characters and words of a heading."""

FEWEST = 3
"""Headings that are told by nothing but their place: two short lines may be anything."""

BOLD = 2
"""Paragraphs that begin in bold."""

ENOUGH = 400
"""Characters of a text in which such headings are looked for."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ENDS = (".", "!", "?", ",", ";", "。", "！", "？", "؟", "…")
_LED = re.compile(r"(?P<label>[^:.!?]{2,40}?)(?:\s?:\s+|\s[–—-]\s)(?P<rest>\S.*)", re.DOTALL)


def parted(
    heading: Heading, blocks: Iterable[Block], *, wrapped: bool = False
) -> Iterator[tuple[Heading, list[str]]]:
    """(headings, pieces of text) of each passage of a section. `wrapped`: a paragraph may stand in
    many lines, so that what is alone on one is no heading."""
    for piece in _by_headings(heading, list(blocks), wrapped=wrapped):
        for asked in by_questions(piece):
            for one in _by_entries(asked):
                if one.blocks:
                    yield one.heading, [block.text for block in one.blocks]


def _by_headings(heading: Heading, blocks: Sequence[Block], *, wrapped: bool) -> list[Piece]:
    for find in (_capitals, *(() if wrapped else (_alone, _led))):
        found = dict(find(blocks))
        bare = sum(not text and n + 1 in found for n, (_, text) in found.items())
        # A text all in capitals has no headings.
        if len(found) > 1 and 2 * bare <= len(found):
            return list(cut_at(heading, blocks, found))
    return [Piece(heading, list(blocks))]


def _capitals(blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[str, str]]]:
    """(place, (heading, the text behind it)) of the blocks that begin with a line of capitals, or
    with a name in capitals before a colon."""
    for place, block in enumerate(blocks):
        if block.whole or block.is_entry or not block.lines:
            continue
        first = block.lines[0].strip()
        if is_capitals(first):
            rest = _behind(block)
            last = place + 1 == len(blocks)
            if rest or not last:
                yield place, (_named(first), rest)
        elif (led := _LED.match(block.text)) is not None and is_capitals(led["label"]):
            yield place, (_named(led["label"]), led["rest"])


def is_capitals(text: str) -> bool:
    """Whether a line is typed in capitals, as a heading is: "DELIVERY (in town)"."""
    bare = BRACKETS.sub("", text).strip(" :*_–—-")
    letters = "".join(_LETTERS.findall(bare)).replace("ß", "SS")
    if len(letters) < 3 or not all(map(str.isupper, letters)) or len(bare) > TITLE:
        return False
    return not (bare.endswith(_ENDS) or PRICE.search(bare)) and 2 * len(letters) > len(bare)


def _alone(blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Those of most paragraphs of a text that begin with a few words alone on their line."""
    prose = [n for n, block in enumerate(blocks) if not (block.whole or block.is_entry)]
    if sum(len(block.text) for block in blocks) < ENOUGH:
        return
    found: dict[int, tuple[str, str]] = {}
    for place in prose:
        lines = blocks[place].lines
        if not lines or not _is_title(lines[0]):
            continue
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        if len(lines) > 1:
            if not _is_title(lines[1]):
                found[place] = (_named(lines[0]), _behind(blocks[place]))
        elif below is not None and _is_told(below, lines[0]):
            found[place] = (_named(lines[0]), "")
    own = [place for place in prose if place in found or place - 1 not in found]
    if len(found) >= FEWEST and 5 * len(found) >= 3 * len(own):
        yield from found.items()


def _led(blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Those of most paragraphs of a text that begin with a name in bold or before a colon:
    "**Open** every day", "Delivery: 2 days"."""
    prose = [n for n, block in enumerate(blocks) if not (block.whole or block.is_entry)]
    named = {n: led for n in prose if (led := _lead(blocks[n])) is not None}
    if len(named) >= FEWEST and 5 * len(named) >= 3 * len(prose):
        yield from named.items()
    elif len(bold := {n: led for n, led in named.items() if blocks[n].lead}) >= BOLD:
        yield from bold.items()  # marked as headings, whatever stands before them


def _lead(block: Block) -> tuple[str, str] | None:
    """(the name that a paragraph begins with, what it says of it)."""
    lead = block.lead
    if not lead:
        match = _LED.match(block.text)
        lead = match["label"] if match is not None and _is_title(match["label"]) else ""
    rest = block.text.removeprefix(lead).strip(" :–—-") if lead else ""
    plain = lead.strip(" :.")
    if not rest or len(plain) > TITLE or PRICE.search(plain) or is_day(plain):
        return None
    return _named(plain), rest


def _is_told(below: Block, title: str) -> bool:
    """Whether a block is a heading's text. "We deliver to:" is no heading of the list below it."""
    if below.is_entry:
        return not title.rstrip().endswith(":")
    return bool(below.lines) and not _is_title(below.lines[0])


def _is_title(text: str) -> bool:
    """A few words that are no sentence, and name no day, sum or place in a street."""
    bare = text.strip(" *_")
    if not 3 <= len(bare) <= TITLE or bare.endswith(_ENDS) or bare.startswith(ENTRY):
        return False
    words = bare.split()
    plain = len(words) <= TITLE_WORDS and not any(map(str.isdigit, bare)) and "@" not in bare
    begins = bare[0].isupper() or (bare[0].isalpha() and not bare[0].islower()) or bare[0] in "¿«„"
    return plain and begins and not is_day(bare) and (": " not in bare)


def _behind(block: Block) -> str:
    """A block's text without its first line."""
    first = line(block.lines[0])
    return block.text.removeprefix(first).strip() if len(block.lines) > 1 else ""


def _named(text: str) -> str:
    return line(text).strip(" :*_=#~") or line(text)


def _by_entries(piece: Piece) -> Iterator[Piece]:
    """The entries of a list of all sorts, each by itself; those of a long list in parts."""
    groups = list(_groups(piece.blocks))
    entries = [group for group in groups if group[0].is_entry]
    length = sum(len(block.text) for block in piece.blocks)
    named = [_label(group[0]) for group in entries]
    if len(entries) < FEWEST:
        yield piece
    elif is_of_all_sorts(piece.heading[-1]) or (
        length > LONG and 5 * sum(map(bool, named)) >= 3 * len(named)
    ):
        yield from _each(piece.heading, groups)
    elif length > LONG:
        yield from _in_parts(piece.heading, groups)
    else:
        yield piece


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Each entry of a list alone; those below a line that ends in a colon with it; all else
    together."""
    group: list[Block] = []
    led = False
    for block in blocks:
        if group and not (led and block.is_entry):
            goes_on = not block.is_entry and not group[0].is_entry
            if not goes_on or led:
                yield group
                group, led = [], False
        group.append(block)
        led = led or (not block.is_entry and block.text.rstrip().endswith((":", "：")))
    if group:
        yield group


def _each(heading: Heading, groups: Sequence[list[Block]]) -> Iterator[Piece]:
    for group in groups:
        label = _label(group[0]) if group[0].is_entry else ""
        told = [Block(group[0].text.removeprefix(ENTRY), group[0].lines), *group[1:]]
        yield Piece((*heading, label) if label else heading, told)


def _in_parts(heading: Heading, groups: Sequence[list[Block]]) -> Iterator[Piece]:
    piece = Piece(heading)
    for group in groups:
        length = sum(len(block.text) for block in (*piece.blocks, *group))
        if piece.blocks and length > LONG:
            yield piece
            piece = Piece(heading)
        piece.blocks += group
    yield piece


def _label(block: Block) -> str:
    """The question that an entry begins with, or the name before its colon; empty where it has
    none, or that of a day."""
    asked = question_of(block)
    if asked is not None and asked[1]:
        return asked[0]
    led = _LED.match(block.text.removeprefix(ENTRY))
    if led is None or len(led["label"].split()) > 5 or is_day(led["label"]):
        return ""
    return "" if any(map(str.isdigit, led["label"])) else led["label"].strip(" *_")
