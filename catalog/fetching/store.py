"""What was fetched of one address, kept in the state folder: which pages are known, what became of
each, and their content. A crawl that is killed goes on from here; the next one asks conditionally.

A *round* is one crawl from beginning to end. Each page's step is one transaction, made when its
content lies on the disk.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from catalog.errors import StateError
from catalog.lock import hold

STALE = timedelta(hours=24)
"""A crawl that was cut off longer ago than this begins anew: what it has is old by now."""

_TABLES = """
CREATE TABLE IF NOT EXISTS pages (
    number INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    depth INTEGER NOT NULL,
    queued INTEGER NOT NULL,         -- the last round that knew of it
    done INTEGER NOT NULL DEFAULT 0, -- the last round that asked for it
    held TEXT NOT NULL DEFAULT '',   -- the file with its content
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    seen TEXT NOT NULL DEFAULT '',   -- when its content was last said to be so
    told TEXT NOT NULL DEFAULT '{}', -- what it says of itself: see Told
    moved TEXT NOT NULL DEFAULT '',  -- where it leads
    reason TEXT NOT NULL DEFAULT ''  -- why nothing was taken of it, or nothing new
);
CREATE INDEX IF NOT EXISTS waiting ON pages (queued, done, depth, number);
CREATE TABLE IF NOT EXISTS crawl (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of itself. Addresses are whole and of one spelling."""

    language: str = ""
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    """(language, address) of the same page in other languages."""
    products: tuple[str, ...] = ()
    """The ids of the products in its data."""
    links: tuple[str, ...] = ()
    is_hidden: bool = False
    """It asks to be in no index."""


@dataclass(frozen=True, slots=True)
class Page:
    """One address of the crawl, as it is known. `held` is its file's name, or empty."""

    address: str
    depth: int
    held: str = ""
    etag: str = ""
    modified: str = ""
    seen: str = ""
    told: Told = field(default_factory=Told)
    reason: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that let a server answer "as before"."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value} if self.held else {}


class Store:
    """The pages of one address. `open_store` makes one, and holds its lock meanwhile."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self.folder = folder
        self.round = 0
        self.resumed = False

    def begin(self) -> None:
        """Go on with the round that was cut off, or begin a new one."""
        last, finished = int(self.note("round") or 0), int(self.note("finished") or 0)
        begun = datetime.fromisoformat(self.note("begun") or "2000-01-01T00:00:00+00:00")
        self.resumed = last > finished and datetime.now(UTC) - begun < STALE
        self.round = last if self.resumed else last + 1
        if not self.resumed:
            self.set_note("round", str(self.round))
            self.set_note("begun", datetime.now(UTC).isoformat())

    def finish(self) -> None:
        """The round is at its end: files that no page holds any more go."""
        self.set_note("finished", str(self.round))
        kept = {name for (name,) in self._all("SELECT held FROM pages")}
        for file in self.folder.glob("pages/*"):
            if file.name not in kept:
                file.unlink(missing_ok=True)

    def queue(self, addresses: Iterable[str], depth: int) -> None:
        """Know of addresses; the smallest depth of each holds."""
        with self._connection:
            self._connection.executemany(
                "INSERT INTO pages (address, depth, queued) VALUES (?, ?, ?) "
                "ON CONFLICT (address) DO UPDATE SET queued = excluded.queued, depth = "
                "CASE WHEN queued < excluded.queued THEN excluded.depth "
                "ELSE min(depth, excluded.depth) END",
                ((address, depth, self.round) for address in addresses),
            )

    def next(self) -> Page | None:
        """The page to ask for next: the nearest to the beginning; at last those of earlier rounds
        that nothing leads to any more."""
        for condition in ("queued = :round", "held <> ''"):
            rows = self._all(
                f"SELECT {_COLUMNS} FROM pages WHERE done < :round AND {condition} "
                "ORDER BY depth, number LIMIT 1",
                {"round": self.round},
            )
            if rows:
                return _page(rows[0])
        return None

    def page(self, address: str) -> Page | None:
        rows = self._all(f"SELECT {_COLUMNS} FROM pages WHERE address = ?", (address,))
        return _page(rows[0]) if rows else None

    def is_done(self, address: str) -> bool:
        query = "SELECT 1 FROM pages WHERE address = ? AND done = ?"
        return bool(self._all(query, (address, self.round)))

    def keep(self, page: Page, content: bytes | None) -> None:
        """The page was read: with new content, or (None) as it was."""
        held = page.held if content is None else self._written(content)
        self._settle(page, held=held, reason="")

    def settle(self, page: Page, reason: str, *, keeps: bool = False, moved: str = "") -> None:
        """The page gave nothing, for `reason`; with `keeps`, what it gave earlier stays."""
        held = page.held if keeps else ""
        self._settle(page, held=held, reason=reason, moved=moved)

    def _settle(self, page: Page, *, held: str, reason: str, moved: str = "") -> None:
        row = {
            "address": page.address,
            "depth": page.depth,
            "round": self.round,
            "held": held,
            "etag": page.etag,
            "modified": page.modified,
            "seen": page.seen,
            "told": json.dumps(asdict(page.told)),
            "moved": moved,
            "reason": reason,
        }
        with self._connection:
            self._connection.execute(
                "INSERT INTO pages (address, depth, queued, done, held, etag, modified, seen, "
                "told, moved, reason) VALUES (:address, :depth, :round, :round, :held, :etag, "
                ":modified, :seen, :told, :moved, :reason) ON CONFLICT (address) DO UPDATE SET "
                "done = :round, held = :held, etag = :etag, modified = :modified, seen = :seen, "
                "told = :told, moved = :moved, reason = :reason",
                row,
            )

    def _written(self, content: bytes) -> str:
        name = blake2b(content, digest_size=16).hexdigest()
        path = self.folder / "pages" / name
        if not path.exists():
            try:
                path.with_suffix(".new").write_bytes(content)
                os.replace(path.with_suffix(".new"), path)
            except OSError as exc:
                raise StateError(f"{path}: cannot be written ({exc.strerror}).") from exc
        return name

    def held(self) -> list[Page]:
        """All pages with content, in the order in which they became known."""
        rows = self._all(f"SELECT {_COLUMNS} FROM pages WHERE held <> '' ORDER BY number")
        return [_page(row) for row in rows]

    def refused(self) -> list[tuple[str, str]]:
        """(address, reason) of the pages that gave nothing, or nothing new, in this round."""
        query = "SELECT address, reason FROM pages WHERE done = ? AND reason <> '' ORDER BY number"
        return self._all(query, (self.round,))

    def counts(self) -> tuple[int, int]:
        """Pages that were asked for in this round, and pages that it knows of."""
        query = "SELECT coalesce(sum(done = :r), 0), count(*) FROM pages WHERE queued = :r"
        done, known = self._all(query + " OR held <> ''", {"r": self.round})[0]
        return int(done), int(known)

    def variants(self, path: str) -> int:
        """How many addresses of this round differ from `path` by their query alone."""
        query = "SELECT count(*) FROM pages WHERE queued = ? AND address >= ? AND address < ?"
        return int(self._all(query, (self.round, f"{path}?", f"{path}@"))[0][0])

    def note(self, key: str) -> str:
        rows = self._all("SELECT value FROM crawl WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def set_note(self, key: str, value: str) -> None:
        with self._connection:
            self._connection.execute(
                "INSERT INTO crawl VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
                "excluded.value",
                (key, value),
            )

    def _all(self, query: str, values: Any = ()) -> list[Any]:
        return self._connection.execute(query, values).fetchall()


_COLUMNS = "address, depth, held, etag, modified, seen, told, reason"


def _page(row: tuple[Any, ...]) -> Page:
    address, depth, held, etag, modified, seen, told, reason = row
    return Page(address, depth, held, etag, modified, seen, _told(told), reason)


def _told(text: str) -> Told:
    said = json.loads(text)
    return Told(
        language=said.get("language", ""),
        canonical=said.get("canonical", ""),
        alternates=tuple((one, other) for one, other in said.get("alternates", ())),
        products=tuple(said.get("products", ())),
        links=tuple(said.get("links", ())),
        is_hidden=said.get("is_hidden", False),
    )


def folder_of(state: Path, address: str) -> Path:
    """Where what was fetched of an address lies."""
    mark = blake2b(address.encode(), digest_size=8).hexdigest()
    name = "".join(c if c.isalnum() else "-" for c in address.partition("://")[2])[:40]
    return state / "fetched" / f"{name.strip('-')}-{mark}"


@contextmanager
def open_store(state: Path, address: str) -> Iterator[Store]:
    """The store of an address. A second one of the same address waits. Raises StateError."""
    folder = folder_of(state, address)
    try:
        (folder / "pages").mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StateError(f"{folder}: cannot be made ({exc.strerror}).") from exc
    with hold(folder / "fetch.lock"):
        try:
            with closing(sqlite3.connect(folder / "pages.db")) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.executescript(_TABLES)
                store = Store(connection, folder)
                store.begin()
                yield store
        except sqlite3.Error as exc:
            raise StateError(
                f"{folder / 'pages.db'}: cannot be used ({exc}). Is the disk full? "
                "What was fetched may be removed; it is then fetched again."
            ) from exc
