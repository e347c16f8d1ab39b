"""What is to be read: files as they lie there, and addresses as the files that they gave.

Addresses are fetched before the catalog is locked, for a website may take an hour.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from catalog.fetching.address import is_address, normalized
from catalog.fetching.fetched import Fetched, Part, Ways, fetched
from catalog.fetching.limits import FetchError, Limits
from catalog.records import Business
from catalog.report import Progress, SourceReport
from catalog.signs import escaped
from catalog.sources.formats import Outside, expanded, language_of
from catalog.sources.opening import Source
from catalog.sources.seam import Format, Rejection
from catalog.staging import SourceRow, Staging

BESIDE = frozenset({".csv", ".tsv", ".txt"})
"""Files that may hold the stock or the variants of another."""

PAGES = frozenset({".html", ".htm"})
"""What is said on several of them is the site's, and no page's own."""

MOST_BESIDE = 20


@dataclass(frozen=True, slots=True)
class Input:
    """One source to read. What was fetched knows its format where that is certain, when it was
    so, and a mark of its content; `refused` is what was not taken on the way."""

    source: Source
    format: Format | None = None
    as_of: datetime | None = None
    content: str = ""
    refused: tuple[Rejection, ...] = ()

    def is_taken(self, row: SourceRow | None) -> bool:
        """Whether the catalog's row of this source was read from the same content."""
        if row is None or not self.content:
            return False
        try:
            held = json.loads(self._note().read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return bool(held == {"content": self.content, "read_at": row.read_at.isoformat()})

    def note_taken(self, row: SourceRow) -> None:
        """The catalog now holds this content, as its row says. Without the note it is read again:
        so whatever goes wrong here costs a second reading, and nothing else."""
        if self.content:
            told = {"content": self.content, "read_at": row.read_at.isoformat()}
            self._note().write_text(json.dumps(told), encoding="utf-8")

    def _note(self) -> Path:
        path = self.source.path
        return path.with_name(f"{path.name}.taken")


@contextmanager
def fetching(
    sources: Sequence[str],
    state: Path,
    limits: Limits,
    business: Business,
    shown: Callable[[Progress], None],
    ways: Ways | None = None,
) -> Iterator[list[Fetched]]:
    """What the addresses among `sources` gave, held until the end of the block."""

    def show(name: str, done: int, known: int) -> None:
        shown(Progress("fetching", name, done / max(1, known), done, known))

    addresses = dict(sorted((_spelled(s), s) for s in sources if is_address(s)))
    with ExitStack() as held:
        # In one order: two programs that fetch the same ones wait for each other, and not both.
        yield [
            held.enter_context(fetched(source, state, limits, business.languages, show, ways))
            for source in addresses.values()
        ]


def _spelled(source: str) -> str:
    try:
        return normalized(source)
    except FetchError:
        return source


def inputs_of(
    sources: Sequence[str],
    given: Sequence[Fetched],
    staging: Staging,
    business: Business,
    mappings: Mapping[str, Mapping[str, str]],
) -> Iterator[Input | SourceReport]:
    """What is to be read, in turn; of an address that gave nothing, its report."""
    found = list(expanded([source for source in sources if not is_address(source)]))
    files = [path for path in found if not isinstance(path, Outside)]
    tables = [path for path in files if path.suffix.lower() in BESIDE]
    pages = [path for path in files if path.suffix.lower() in PAGES]
    for path in found:
        if isinstance(path, Outside):
            yield _left_out(path.path)
            continue
        name = _name(path, staging)
        mapping = mappings.get(name) or mappings.get(path.name) or {}
        language = language_of(path, business.languages[0])
        alike = pages if path.suffix.lower() in PAGES else tables
        near = [p for p in alike if p != path and p.parent == path.parent][:MOST_BESIDE]
        yield Input(Source(_key(path), name, path, language, mapping, beside=tuple(near)))
    for gotten in given:
        if gotten.error:
            yield SourceReport(source=gotten.name, error=gotten.error)
        refused = gotten.refused
        for part in gotten.parts:
            yield replace(_input(part, business, mappings), refused=refused)
            refused = ()


def _input(part: Part, business: Business, mappings: Mapping[str, Mapping[str, str]]) -> Input:
    language = part.language or language_of(part.path, business.languages[0])
    plain = part.path.name.removeprefix("file-")
    mapping = mappings.get(part.name) or mappings.get(plain) or {}
    source = Source(part.key, part.name, part.path, language, mapping, link=_link(part))
    return Input(source, part.format, part.as_of, part.content)


def _link(part: Part) -> str:
    """A page or PDF is what a customer may be sent to; of a feed each product has its own."""
    return part.key if part.path.suffix == ".pdf" else ""


def is_lost(given: Sequence[Fetched], key: str) -> bool:
    """Whether the catalog's source `key` is of an address that was fetched and no longer gives it:
    a website's language of which no page is left."""
    stem = key.partition("#")[0]
    return any(
        found.address == stem and found.parts and key not in {part.key for part in found.parts}
        for found in given
    )


def _left_out(path: Path) -> SourceReport:
    name = escaped(path.name)
    reason = "a link that leads out of its folder; it was not read"
    wrong = Rejection(name, 0, "file", escaped(str(path)), reason)
    return SourceReport(source=name, rejected=(wrong,), rejected_count=1, reasons={reason: 1})


def _key(path: Path) -> str:
    """What tells a file from all others: its path, where it is no text written out."""
    return escaped(str(path.resolve()))


def _name(path: Path, staging: Staging) -> str:
    """The file's name, with as many of its folders as tell it from other sources."""
    rows = {row.key: row for row in (*staging.known_sources.values(), *staging.read)}
    key = _key(path)
    if key in rows:
        return rows[key].name
    taken = {row.name for row in rows.values()}
    parts = Path(key).parts
    names = ("/".join(parts[-depth:]) for depth in range(1, len(parts) + 1))
    return next((name for name in names if name not in taken), key)
