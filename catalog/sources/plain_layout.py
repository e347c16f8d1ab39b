"""How people lay out a plain text by its blanks, made to what Markdown reads: a table drawn with
blanks and rules, and sizes indented below the name of what they are of.

    Full Groom                          ITEM            DAY     WEEK
    about 2 hours                       -----------------------------
      Small dogs    £38                 Gazebo        £55.00  £140.00
      Large dogs    £58                 Trestle table          £21.00

Goods stand as often indented below a heading. So a name's lines are its sizes only where they come
again below another name, are called as sizes are, or where goods with prices stand beside the name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from catalog.sources.described import CELL, drawn, placed
from catalog.sources.described import SAID as MARK
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.list_words import SIZE
from catalog.sources.price_kinds import is_kind, is_sized
from catalog.sources.pricelines import priced
from catalog.sources.typed_headings import marked
from catalog.sources.typed_menus import marked_behind

LONGEST = 80
"""Characters of a name."""

SAID = 2
"""Lines that describe a name before its sizes."""

WIDEST = 12
"""Columns of a table."""

_RULE = re.compile(r"\s*([-=_~*·])(?:\s?\1){3,200}\s*")
_SIGN = re.compile(r"\s{0,8}[-*•–]\s{1,4}(?P<rest>\S.{0,200})$")
_STAR = re.compile(r"(\s{0,20})(\*)(?=\s?[^\W_*])")
_STARRED = re.compile(r"[^\W_*]\s?\*(?=\s{2,300}|\t|\s?[|.…]|\s*$)")
STARS = 2
"""Lines that begin with a star, of a text where stars stand on names."""
_MARKED = re.compile(r"\s*(?:[-*+•|>#`]|\d{1,3}[.)]\s)")


@dataclass(frozen=True, slots=True)
class _Group:
    """A name with lines of prices indented below: where it begins and ends, and what it says."""

    at: int
    end: int
    name: str
    said: tuple[str, ...]
    sizes: tuple[tuple[str, str], ...]
    beside: bool
    """Whether a line with a price of its own stands right above or below, as far left."""


def laid(text: str, home: str) -> str:
    """The text with as many lines, its tables and indented sizes written as Markdown has them."""
    lines = _without_rules([_untabbed(line.rstrip("\r")) for line in text.split("\n")])
    _explain_stars(lines)
    marked(lines, home)
    _unmark(lines, home)
    drawn(lines, home)
    for at in range(len(lines)):
        _fill(lines, at, home)
    groups = list(_groups(lines, home))
    for group in _of_sizes(groups):
        lines[group.at : group.end] = [_table(group), *[""] * (group.end - group.at - 1)]
    marked_behind(lines, home)
    return "\n".join(lines)


def _untabbed(line: str) -> str:
    """A line with blanks for the tabs that it begins with: those between cells say more."""
    bare = line.lstrip()
    return line[: len(line) - len(bare)].expandtabs(4) + bare


def _without_rules(lines: Sequence[str]) -> list[str]:
    """A rule below columns or prices is drawn for the eye: Markdown would take what stands above
    for a heading."""
    found = list(lines)
    for number, (above, line) in enumerate(pairwise(lines), 1):
        wide = len(CELL.findall(above)) > 1 or PRICE.search(above) is not None
        if wide and "|" not in above and _RULE.fullmatch(line):
            found[number] = ""
    return found


def _explain_stars(lines: list[str]) -> None:
    """A line that begins with a star is no entry of a list where names above it end with one: it
    says what the star means."""
    below = [number for number, line in enumerate(lines) if _STAR.match(line)]
    if not 0 < len(below) <= STARS:
        return
    if any(_STARRED.search(line) for line in lines[: below[0]]):
        for number in below:
            lines[number] = _STAR.sub(lambda told: f"{told[1]}\\{told[2]}", lines[number], count=1)


def _unmark(lines: list[str], home: str) -> None:
    """An offer without a sign right below offers that have one is no second line of the last of
    them, as Markdown has it: their signs are left out."""
    at = 0
    for number in range(len(lines) + 1):
        if number < len(lines) and lines[number].strip():
            continue
        block = range(at, number)
        at = number + 1
        marked = [n for n in block if (m := _SIGN.match(lines[n])) and priced(m["rest"], home)]
        bare = [n for n in block if marked and n > marked[0] and not _MARKED.match(lines[n])]
        if bare and any(_indent(lines[n]) == 0 and priced(lines[n].strip(), home) for n in bare):
            for n in marked:
                lines[n] = _SIGN.sub(r"\g<rest>", lines[n])


def _fill(lines: list[str], at: int, home: str) -> None:
    """Write a dash for each cell that is empty in the rows below a line of columns' names."""
    if "\t" in lines[at]:
        return  # tabs tell themselves which cell is empty
    heads = [(found.start(), found.end()) for found in CELL.finditer(lines[at])]
    if not 2 <= len(heads) <= WIDEST or PRICE.search(lines[at]) or _MARKED.match(lines[at]):
        return
    rows: dict[int, list[re.Match[str]]] = {}
    for number in range(at + 1, len(lines)):
        cells = list(CELL.finditer(lines[number]))
        if not cells and number < at + 3:
            continue
        if len(cells) < 2 or not any(reading(cell[0], home) for cell in cells[1:]):
            break
        rows[number] = cells
    widest = max(map(len, rows.values()), default=0)
    if len(rows) < 2 or widest not in (len(heads), len(heads) + 1):
        return
    columns = heads[len(heads) - widest + 1 :]
    for number, cells in rows.items():
        if len(cells) < widest and (told := placed(cells[1:], columns)):
            lines[number] = "    ".join((cells[0][0], *told))


def _groups(lines: Sequence[str], home: str) -> Iterator[_Group]:
    at = 0
    while at < len(lines):
        end, group = _group(lines, at, home)
        if group is not None:
            yield group
        at = max(end, at + 1)


def _group(lines: Sequence[str], at: int, home: str) -> tuple[int, _Group | None]:
    """The name that begins at a line with its sizes, and the line behind them."""
    own = _indent(lines[at])
    names = 0
    while at + names < len(lines) and _is_name(lines[at + names], own, home):
        names += 1
    sizes: list[tuple[str, str]] = []
    end = at + names
    while end < len(lines) and _indent(lines[end]) > own and (told := _size(lines[end], home)):
        sizes.append(told)
        end += 1
    if not names or not sizes or names > 1 + SAID:
        return at + names, None
    sides = (lines[n] for n in (at - 1, end) if 0 <= n < len(lines))
    beside = any(_indent(line) == own and _size(line, home) for line in sides)
    said = tuple(line.strip() for line in lines[at + 1 : at + names])
    return end, _Group(at, end, lines[at].strip(), said, tuple(sizes), beside)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else -1


def _is_name(line: str, indent: int, home: str) -> bool:
    bare = line.strip()
    if bare.startswith(MARK):
        return False
    if not bare or _indent(line) != indent or _MARKED.match(line) or len(bare) > LONGEST:
        return False
    return any(map(str.isalpha, bare)) and not PRICE.search(bare) and not priced(bare, home)


def _size(line: str, home: str) -> tuple[str, str] | None:
    """What a line calls a size, and its price."""
    if _MARKED.match(line):
        return None
    found = priced(line.strip(), home)
    if found is None or len(found.offers) > 1:
        return None
    return found.name, found.offers[0].price


def _of_sizes(groups: Sequence[_Group]) -> list[_Group]:
    """The groups whose lines are sizes of their name."""
    times = Counter(size.casefold() for group in groups for size, _ in group.sizes)
    again = {size for size, count in times.items() if count > 1}
    ends = {size.split()[-1] for size in again if " " in size}

    def are_sizes(group: _Group) -> bool:
        told = [size.casefold() for size, _ in group.sizes]
        if 2 * sum(size in again for size in told) >= len(told):
            return True
        if len(told) == 1:
            return told[0].split()[-1] in ends
        heading = group.name.isupper() or group.name.endswith(":")
        return (all(map(is_size, told)) and not _are_names(told)) or (group.beside and not heading)

    return [group for group in groups if are_sizes(group)]


def _are_names(sizes: Sequence[str]) -> bool:
    """Whether most are names with how long they take behind a comma: "Hot Stone, 60 Min."."""
    told = [before for size in sizes if (before := size.rpartition(",")[0])]
    return 2 * len(told) > len(sizes) and len(set(told)) > 1


def is_size(name: str) -> bool:
    """Whether this is what a size, a portion or a person is called: "small", "whole", "0,5 l"."""
    return is_kind(name) or is_sized(name) or name.casefold() in SIZE


def _table(group: _Group) -> str:
    name = "<br>".join(map(escape, (group.name, *group.said)))
    if len(group.sizes) == 1:
        ((size, price),) = group.sizes
        return f"<table><tr><td>{name}<br>{escape(size)}</td><td>{escape(price)}</td></tr></table>"
    heads = "".join(f"<th>{escape(size)}</th>" for size, _ in group.sizes)
    cells = "".join(f"<td>{escape(price)}</td>" for _, price in group.sizes)
    return f"<table><tr><th></th>{heads}</tr><tr><td>{name}</td>{cells}</tr></table>"
