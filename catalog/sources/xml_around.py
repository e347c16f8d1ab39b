"""What stands around the items of an XML file: the groups that they are in, by an attribute of the
element or by its first child (<section name="Cats">, <dział><nazwa>Koty</nazwa>), and what is
said beside them.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from catalog.sources.cells import line
from catalog.sources.words import FIELDS, folded

LONGEST = 150
"""Characters of what a group is called."""

_NAMES = frozenset((*FIELDS["title"], *FIELDS["category"]))


class Beside(NamedTuple):
    """A text outside of all items, with what the elements are called that it stands in."""

    names: tuple[str, ...]
    text: str


class Around:
    """The elements that are open around the next item."""

    def __init__(self) -> None:
        self._tags: list[str] = []
        self._called: list[str] = []

    @property
    def groups(self) -> tuple[str, ...]:
        """What they are called. The root is the file's: a shop, a list."""
        return tuple(self._called[1:])

    def opens(self, element: Element) -> list[Beside]:
        """Goes into an element; what the attributes of the root say."""
        told = [(folded(local_of(name)), line(value)) for name, value in element.attrib.items()]
        self._tags.append(local_of(element.tag))
        self._called.append(next((v for n, v in told if n in _NAMES and _is_name(v)), ""))
        return [Beside((name,), v) for name, v in told if v] if len(self._tags) == 1 else []

    def closes(self, element: Element) -> Beside | None:
        """Leaves an element; its text, where it holds nothing else."""
        names = tuple(self._tags)
        self._tags.pop()
        self._called.pop()
        text = line(element.text or "")
        if not text or len(element):
            return None
        if len(self._called) > 1 and not self._called[-1]:
            called = folded(names[-1]) in _NAMES and _is_name(text)
            self._called[-1] = text if called else ""
        return Beside(names, text)


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST and any(map(str.isalpha, text))


def local_of(tag: object) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""
