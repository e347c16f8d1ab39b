"""The objects of a JSON list or of JSON Lines, one at a time, whatever the file's length."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from catalog.sources.money import Exact
from catalog.sources.opening import Opened
from catalog.sources.seam import Rejection
from catalog.sources.table import shown

LONGEST = 4 << 20
"""Characters of one object."""

CHUNK = 1 << 16

BRACKETS = 1000
"""Brackets within each other."""

DEEPEST = 5
"""Levels of an object that are looked into."""

_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"|["\[\]{}]', re.DOTALL)
_KEY = re.compile(r'"((?:[^"\\]|\\.)*+)"\s*:\s*\Z')
_CLOSES = {"]": "[", "}": "{"}


class Object(NamedTuple):
    """One object: its number from 1, the key of the list that holds it, and its text."""

    number: int
    key: str
    text: str


def objects(opened: Opened, within: frozenset[str]) -> Iterator[Object | Rejection]:
    """The objects that stand `within` these brackets, from the file's beginning.

    "[" is a list, "{[" a list that is a value of the file's one object, "" is JSON Lines.
    """
    opened.rewind()
    scan = _Scan(within)
    for chunk in _chunks(opened):
        for found in scan.feed(chunk):
            opened.rows = found.number
            yield found
        if scan.broken or scan.waiting > LONGEST:
            break
    reason = scan.broken
    if scan.waiting > LONGEST:
        reason = f"an object of more than {LONGEST} characters; the rest was not read"
    elif not reason and scan.open:
        reason = "the file breaks off inside it"
    if reason:
        yield Rejection(opened.source.name, scan.number + 1, "", shown(scan.buffer[:80]), reason)


def _chunks(opened: Opened) -> Iterator[str]:
    """Lines put together: a file may be one line, or a million short ones."""
    waiting: list[str] = []
    size = 0
    for text in opened.lines():
        waiting.append(text)
        size += len(text)
        if size >= CHUNK:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


class _Scan:
    """Finds where objects begin and end by the brackets outside of strings."""

    def __init__(self, within: frozenset[str]) -> None:
        self.number = 0
        self.broken = ""
        self.buffer = ""
        self._within = within
        self._open = ""
        self._start = -1
        self._depth = 0
        self._at = 0
        self._key = ""

    @property
    def open(self) -> bool:
        return bool(self._open)

    @property
    def waiting(self) -> int:
        return len(self.buffer)

    def feed(self, chunk: str) -> Iterator[Object]:
        self.buffer += chunk
        while (match := _MARKS.search(self.buffer, self._at)) is not None:
            mark = match[0]
            if mark == '"':
                break  # its end is in the next chunk
            self._at = match.end()
            if mark in "[{":
                if len(self._open) == BRACKETS:
                    self.broken = f"nested too deeply ({BRACKETS} brackets); the rest was not read"
                    return
                self._opens(mark, match.start())
            elif mark in "]}":
                if not self._open.endswith(_CLOSES[mark]):
                    self.broken = f"not JSON: {mark} closes nothing"
                    return
                yield from self._closes(match.end())
        else:
            self._at = len(self.buffer)
        self._forget()

    def _opens(self, mark: str, place: int) -> None:
        if self._start < 0 and mark == "{" and self._open in self._within:
            self._start, self._depth = place, len(self._open)
        elif self._start < 0 and mark == "[" and self._open and set(self._open) == {"{"}:
            # The key stands before it: 200 characters are more than any that is known.
            named = _KEY.search(self.buffer[max(0, place - 200) : place])
            self._key = named[1] if named else ""
        self._open += mark

    def _closes(self, end: int) -> Iterator[Object]:
        self._open = self._open[:-1]
        if self._start >= 0 and len(self._open) == self._depth:
            self.number += 1
            yield Object(self.number, self._key, self.buffer[self._start : end])
            self._start = -1

    def _forget(self) -> None:
        """Drop what has been gone through; of what was no object, keep what may be a key."""
        done = self._start if self._start >= 0 else max(0, self._at - 200)
        self.buffer = self.buffer[done:]
        self._at -= done
        if self._start >= 0:
            self._start = 0


def loaded(text: str) -> Any:
    """The value that a JSON text holds; numbers stay texts, exactly. Raises ValueError."""
    try:
        return json.loads(text, parse_float=Exact, parse_int=Exact, parse_constant=_refuse)
    except RecursionError as exc:
        raise ValueError("nested too deeply") from exc


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def flat(value: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(path, text) of all that is said in an object: "dimensions.width" is 15.14.

    Lists of plain values are joined; lists of objects are things of their own, and left.
    """
    for key, held in value.items():
        name = f"{path}{key}"
        if isinstance(held, dict):
            if depth < DEEPEST:
                yield from flat(held, f"{name}.", depth + 1)
        elif isinstance(held, list):
            texts = [text(one) for one in held if not isinstance(one, dict | list)]
            if held and not texts:
                continue
            yield name, ("\n" if any("://" in t for t in texts) else ", ").join(filter(None, texts))
        else:
            yield name, text(held)


def text(value: object) -> str:
    """A plain JSON value as a cell: null is empty, what is no plain value too."""
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else ""
