"""A piece of a page's HTML as the parts that price lists are looked for in: tables with all that a
cell covers, entries of lists, lines, and a price that stands in a line of its own below its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.price_words import is_said
from catalog.sources.cells import line
from catalog.sources.described import SAID
from catalog.sources.grid import Reached
from catalog.sources.html import ENTRY, plain
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.listparts import Part
from catalog.sources.page_items import between, boxes

CELLS = 20_000
"""Cells of one table, with all that they cover."""

SPAN = 100
"""Rows or columns that one cell covers."""

CARD = 3000
"""Characters of the HTML of a card."""

LINES, WORDS = 12, 200
"""Lines of a card, and characters of each. What has more is a text with a sum in it."""

CARDS = 3
"""Cards of a page. Two sections with a sum each may be anything."""

DEEPEST = 6
"""Tables of a layout within each other."""

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_BEGINS = re.compile(r"<table\b[^<>]*>", re.IGNORECASE)
_DL = re.compile(r"<dl\b[^<>]*>", re.IGNORECASE)
_DT = re.compile(
    r"<(dt|dd)\b[^<>]*>(.*?)(?=<(?:dt|dd|/dl)\b|</(?:dt|dd)>|\Z)", re.IGNORECASE | re.DOTALL
)
_DATES = re.compile(r"\d{1,2}[./]\d{1,2}[\s\d./–—-]{0,30}")
_NESTED = re.compile(
    r"<li\b[^<>]*>(?P<above>(?:[^<>]|</?(?:b|strong|span|em|i|a)\b[^<>]*>){1,200})"
    r"(?P<list><[uo]l\b)",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"<li\b[^<>]*>(?:(?!</?(?:li|ul|ol|table|dl)\b).){1,2000}", re.IGNORECASE | re.DOTALL
)
"""An entry of a list, up to its end or a list within it."""
_BREAK = re.compile(r"<(?:br|p|div|small)\b[^<>]*>", re.IGNORECASE)
"""What begins another line of it."""
_CAPTION = re.compile(r"<caption\b[^<>]*>(.*?)</caption>", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"</table\s*>", re.IGNORECASE)


def parts_of(html: str, row: int, home: str, depth: int = 0) -> list[Part]:
    """The parts of a section, in their order; those of a layout's table are those of its cells."""
    parts: list[Part] = []
    for table, piece in _cut(html):
        if table:
            grid = grid_of(piece)
            above = plain(caption[1]) if (caption := _CAPTION.search(piece)) else ""
            text = plain(_CAPTION.sub("", piece))
            if grid:
                parts += [Part(row, (line(above),), text=above)] if above else []
                parts.append(Part(row, grid=grid, text=text))
                continue
            inside = _BEGINS.sub("", piece, count=1)
            if depth < DEEPEST and _TABLE.search(inside) is not None:
                parts += parts_of(inside, row, home, depth + 1)
                continue
        for defined, text in _defined(piece):
            parts += [_term(*defined, row)] if defined else _of_boxes(text, row, home)
    return parts


def _of_boxes(html: str, row: int, home: str) -> Iterator[Part]:
    """What stands between tables and definition lists: boxes of goods, and lines."""
    # A list within an entry of a list: the entry is the heading of those below it.
    html = _NESTED.sub(r"<p>\g<above></p>\g<list>", html)
    marked, found = boxes(html, row, home)
    marked = _ITEM.sub(lambda item: _BREAK.sub(rf"\g<0>{SAID}", item[0]), marked)
    for told in between(plain(marked), found):
        if isinstance(told, Part):
            yield told
        else:
            yield from lines_of(told, row, home)


def _defined(html: str) -> Iterator[tuple[tuple[str, str] | None, str]]:
    """((term, what is said of it), "") of each entry of definition lists, and (None, HTML) of what
    stands between the lists."""
    at = 0
    for begins in _DL.finditer(html):
        ends = html.find("</dl", begins.end())
        if begins.start() < at or ends < 0:
            continue
        told = [
            (found[1].lower(), plain(found[2])) for found in _DT.finditer(html, begins.end(), ends)
        ]
        yield None, html[at : begins.start()]
        at = ends
        term = ""
        for kind, text in told:
            if kind == "dt":
                term = text
            elif term and text:
                yield (term, text), ""
    yield None, html[at:]


def _term(term: str, said: str, row: int) -> Part:
    """An entry of a definition list: the line with its price stands beside the term."""
    lines = said.split("\n")
    place = next((n for n, told in enumerate(lines) if PRICE.search(told)), 0)
    name = line(term.replace("\n", " "))
    offered = f"{name}\t{lines[place]}"
    others = (told for n, told in enumerate(lines) if n != place)
    return Part(row, (offered, *others), entry=True, text=f"{name}: {said}")


def lines_of(text: str, row: int, home: str) -> Iterator[Part]:
    """Lines of plain text as parts: each entry of a list one, and what stands between."""
    waiting: list[str] = []
    entry: list[str] = []
    for told in text.split("\n"):
        bare = told.replace(SAID, "").strip()
        if told.startswith(ENTRY):
            yield from together(waiting, row, home)
            yield from _entry(entry, row, home)
            waiting, entry = [], [bare.removeprefix(ENTRY)]
        elif entry and told.startswith(SAID):
            entry += [bare] if bare else []
        elif bare:
            yield from _entry(entry, row, home)
            entry = []
            waiting.append(bare)
    yield from _entry(entry, row, home)
    yield from together(waiting, row, home)


def _entry(lines: Sequence[str], row: int, home: str) -> Iterator[Part]:
    """An entry of a list: its first line, and what is said of it in further lines. A price that
    stands in a line of its own stands beside the first."""
    if not lines:
        return
    text = ENTRY + "\n".join(lines)
    first, *others = lines
    prices = [told for told in others if is_price(told, home)]
    if len(prices) == 1 and not PRICE.search(first):
        first = f"{first}\t{prices[0]}"
        others = [told for told in others if told != prices[0]]
    yield Part(row, (first, *others), entry=True, text=text)


def together(lines: Sequence[str], row: int, home: str) -> Iterator[Part]:
    """Lines as one part; where prices stand in lines of their own, each with its name."""
    alone = [place for place, told in enumerate(lines) if is_price(told, home)]
    said = [place for place, told in enumerate(lines) if alone and _is_said(told)]
    alone = sorted((*alone, *said))
    if len(alone) < 2 or 4 * len(alone) < len(lines):
        if lines:
            yield Part(row, tuple(lines), text="\n".join(lines))
        return
    waiting: list[str] = []
    for told in lines:
        if not (waiting and (is_price(told, home) or _is_said(told))):
            waiting.append(told)
            continue
        # Of three lines and more the last two are the name and what is said of it.
        before, own = waiting[:-2], waiting[-2:]
        if len(waiting) == 2 and len(own[0]) > len(own[1]) > 0 and len(own[0]) > 60:
            before, own = waiting[:-1], waiting[-1:]
        if before:
            yield Part(row, tuple(before), text="\n".join(before))
        offered = (f"{own[0]}\t{told}", *own[1:])
        yield Part(row, offered, entry=True, text="\n".join((*own, told)))
        waiting = []
    if waiting:
        yield Part(row, tuple(waiting), text="\n".join(waiting))


def cards_of(
    sections: Sequence[tuple[tuple[str, ...], str]], home: str
) -> tuple[frozenset[int], dict[tuple[str, ...], list[Part]]]:
    """Sections that are cards of one dish or service each, its name the heading and its price a
    line of its own: (which sections, entries of a list by the heading above them)."""
    taken: set[int] = set()
    found: dict[tuple[str, ...], list[Part]] = {}
    shapes: dict[str, int] = {}
    for number, (heading, html) in enumerate(sections):
        if len(html) > CARD or len(heading) < 2:
            continue
        lines = [told.removeprefix(ENTRY) for told in plain(html).split("\n")]
        prices = [told for told in lines if is_price(told, home)]
        if not prices and (part := _of_sizes(heading[-1], lines, number + 1, home)) is not None:
            found.setdefault(heading[:-1], []).append(part)
            taken.add(number)
            continue
        # "15,80 € / kg" stands beside the price.
        prices = [told for told in prices if not _is_per(told, home)] or prices
        if len(prices) != 1 or len(lines) > LINES or any(len(told) > WORDS for told in lines):
            continue
        others = [
            told
            for told in lines
            if not is_price(told, home) and told != prices[0] and not _leads_on(told, html)
        ]
        part = Part(number + 1, (f"{heading[-1]}\t{prices[0]}", *others), entry=True)
        found.setdefault(heading[:-1], []).append(part)
        taken.add(number)
        shape = _shape(html, prices[0])
        shapes[shape] = shapes.get(shape, 0) + 1
    # Two whose prices stand in elements of one class are laid out by one hand.
    alike = max((count for shape, count in shapes.items() if shape), default=0)
    enough = len(taken) >= CARDS or alike == len(taken) == CARDS - 1
    return (frozenset(taken), found) if enough else (frozenset(), {})


def _shape(html: str, price: str) -> str:
    """The element with a class in which a card's price stands alone; empty where there is none."""
    first = re.escape(price.split()[0])
    classed = r"<(\w{1,20})\s[^<>]{0,300}?\bclass=[\"']?([^\"'<>]{1,60})(?=[\"'<>])[^<>]{0,300}>"
    found = re.search(rf"{classed}\s{{0,40}}{first}", html)
    return f"{found[1]} {found[2]}" if found else ""


def _of_sizes(name: str, lines: Sequence[str], row: int, home: str) -> Part | None:
    """A card whose one line of prices is one for each size: "0.5 l: €1.40 · crate: €24.00"."""
    offered = [told for told in lines if len(PRICE.findall(told)) > 1]
    if len(offered) != 1 or len(lines) > LINES or any(len(told) > WORDS for told in lines):
        return None
    pairs = [part.rpartition(":") for part in re.split(r"\s+[·•|∙/]\s+|\s*;\s+", offered[0])]
    if not all(label and is_price(price.strip(), home) for label, _, price in pairs):
        return None
    beside = "\n".join(told for told in lines if told != offered[0])
    header = ("", *(label.strip() for label, _, _ in pairs))
    cells = (f"{name}\n{beside}".strip(), *(price.strip() for _, _, price in pairs))
    return Part(row, grid=(header, cells))


def _leads_on(text: str, html: str) -> bool:
    """Whether a card's line is a link to more of it: "View van"."""
    return len(text) < 30 and re.search(rf">\s*{re.escape(text)}[^\w<]*</a", html) is not None


def _is_per(text: str, home: str) -> bool:
    found = reading(text, home)
    return found is not None and found.unit_price is not None


def _is_said(text: str) -> bool:
    """Whether a line says in words that a price is none in figures: "sur devis"."""
    return len(text) <= 40 and not any(map(str.isdigit, text)) and is_said(text)


def is_price(text: str, home: str) -> bool:
    """Whether a line is a price and nothing else."""
    return len(text) <= 40 and PRICE.search(text) is not None and reading(text, home) is not None


def _cut(html: str) -> Iterator[tuple[bool, str]]:
    """(is a table, HTML) of the outermost tables and of what stands between them."""
    at = 0
    while (begins := _TABLE.search(html, at)) is not None:
        if begins.start() > at:
            yield False, html[at : begins.start()]
        depth, place = 1, begins.end()
        while depth:
            ends = _END.search(html, place)
            if ends is None:
                yield True, html[begins.start() :]
                return
            depth += len(_TABLE.findall(html, place, ends.start())) - 1
            place = ends.end()
        yield True, html[begins.start() : place]
        at = place
    if at < len(html):
        yield False, html[at:]


def grid_of(html: str) -> tuple[tuple[str, ...], ...]:
    """A table's cells, each where it stands and where else it reaches; none of a layout's table."""
    tree = LexborHTMLParser(html)
    rows = tree.css("tr")
    if tree.css_first("table table") is not None or len(rows) > CELLS:
        return ()
    grid: list[list[str]] = []
    below: dict[tuple[int, int], str] = {}
    left = CELLS
    for number, row in enumerate(rows):
        cells: list[str] = []
        for node in row.css("td, th"):
            while (number, len(cells)) in below:
                cells.append(below[number, len(cells)])
            text = plain(node.html or "")
            # A column's name in two lines is one name: a season, and its dates below it.
            text = line(text) if node.tag == "th" or (not number and _is_date(text)) else text
            wide, high = _span(node, "colspan"), _span(node, "rowspan")
            for place in range(wide):
                told = Reached(text) if place else text
                for further in range(1, high):
                    below[number + further, len(cells)] = told
                cells.append(told)
            left -= wide * high
            if left < 0:
                return ()
        while (number, len(cells)) in below:
            cells.append(below[number, len(cells)])
        grid.append(cells)
    return tuple(map(tuple, grid)) if any(len(cells) > 1 for cells in grid) else ()


def _is_date(text: str) -> bool:
    """Whether what stands below a name in its cell are dates: "25/4 - 13/6"."""
    _, _, below = text.partition("\n")
    return _DATES.fullmatch(below.strip(" ()")) is not None


def _span(node: LexborNode, name: str) -> int:
    told = (node.attributes.get(name) or "1").strip()
    return min(SPAN, max(1, int(told))) if told.isdigit() and len(told) < 6 else 1
