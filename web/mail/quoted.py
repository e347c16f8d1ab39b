"""What somebody wrote themselves in a mail that answers another: without what it quotes.

Our own letters begin with a line that says so (MARK), and all from it on is ours; where a program
has cut that line, lines that begin with ">" are. Before them programs write who wrote when: dropped
are last paragraphs that end with a colon and name a time or an address, Outlook's block of headers,
and lines that only divide. Behind "-- " stands a signature (RFC 3676).
"""

from __future__ import annotations

import re

MARK = "##- {} -##"
"""The line above which an answer is to be written, its words in the place of {}."""

_MARKED = re.compile(r"##-.*-##")
_QUOTED = re.compile(r"^\s*(?:>|\|\s)")
_SIGNATURE = re.compile(r"^-- ?$")
_DIVIDES = re.compile(r"^\W*$|^[-_*=]{3,}.*[-_*=]{3,}$")
_HEADER = re.compile(r"^\W*[^\W\d_][\w\s./-]{0,24}:\**\s+\S")
_TELLS = re.compile(r"\d|@")
_SENTENCE = 300
"""Characters of the longest line of who wrote when."""


def own_words(text: str) -> str:
    """What its writer added."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    end = next((at for at, line in enumerate(lines) if _MARKED.search(line)), len(lines))
    kept: list[str] = []
    for line in lines[:end]:
        if _SIGNATURE.match(line):
            break
        if not _QUOTED.match(line):
            kept.append(line.rstrip())
        elif not kept or kept[-1] != ">":
            kept = _without_who(kept)
            kept.append(">")
    if end < len(lines):
        kept = _without_who(kept)
    words = "\n".join("" if line == ">" else line for line in kept).strip()
    return re.sub(r"\n{3,}", "\n\n", words)


def _without_who(lines: list[str]) -> list[str]:
    """Without the paragraphs at the end that only say who wrote what follows."""
    kept = list(lines)
    while kept:
        while kept and (not kept[-1].strip() or _DIVIDES.match(kept[-1])):
            kept.pop()
        start = len(kept)
        while start and kept[start - 1].strip() and kept[start - 1] != ">":
            start -= 1
        if start == len(kept) or not (cut := _who(kept[start:])):
            return kept
        del kept[-cut:]
    return kept


def _who(paragraph: list[str]) -> int:
    """How many lines at the end of `paragraph` say who wrote."""
    headers = 0
    while headers < len(paragraph) and _HEADER.match(paragraph[-1 - headers]):
        headers += 1
    if headers >= 3:
        return headers
    if not paragraph[-1].endswith(":"):
        return 0
    for lines in (1, 2, 3):
        said = " ".join(paragraph[-lines:])
        if len(paragraph) >= lines and len(said) <= _SENTENCE and _TELLS.search(said):
            return lines
    return 0
