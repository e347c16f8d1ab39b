"""Text under headings to passages: what pages and PDFs have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from catalog.records import Origin, Passage
from catalog.sources.markdown import cut
from catalog.sources.opening import Opened
from catalog.sources.parted import parted
from catalog.sources.pieces import of_lines
from catalog.sources.seam import Found, Item, Made, Rejection, fingerprint, slug
from catalog.sources.table import shown


@dataclass(slots=True)
class Prose:
    """Pieces of text under their headings, and the passages that they become."""

    opened: Opened
    language: str
    link: str = ""
    used: dict[str, int] = field(default_factory=dict)

    def passages(
        self,
        heading: tuple[str, ...],
        text: str,
        row: int,
        place: str,
        *,
        wrapped: bool = False,
    ) -> Iterator[Found]:
        """An item for each heading, question or list in `text`, a line for each paragraph or, if
        `wrapped`, as it is broken; for each part of what is long: several must fit one prompt."""
        for own, blocks in parted(heading, of_lines(text), wrapped=wrapped):
            yield from self._passages(own, blocks, row, place)

    def _passages(
        self, heading: tuple[str, ...], blocks: list[str], row: int, place: str
    ) -> Iterator[Found]:
        for part in cut(blocks):
            stem = slug(heading[-1]) or "section"
            self.used[stem] = self.used.get(stem, 0) + 1
            number = f"-{self.used[stem]}" if self.used[stem] > 1 else ""
            id_ = f"{self.opened.source.name}#{stem}{number}"
            try:
                mark = fingerprint(self.language, self.link, place, *heading, part)
            except UnicodeEncodeError:
                reason = f"holds bytes that are not {self.opened.encoding}"
                yield Rejection(self.opened.source.name, row, heading[-1], shown(part), reason)
                continue
            origin = Origin(self.opened.source.name, place, datetime.now(UTC))
            passage = Passage(id_, heading, part, self.language, origin, self.link)
            yield Item("passage", id_, row, mark, partial(Made, passage))
