"""The page: an address in; files in the state folder out, that the catalog's readers read.

A page of HTML is the beginning of a website, which is crawled. Everything else is a file: a feed, a
table, a PDF, known by its content as any file is.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpcore2

from catalog.errors import StateError, TresenError
from catalog.fetching import pages
from catalog.fetching.address import called, normalized, secret_of
from catalog.fetching.client import Answer, Ask, Client, unpacked
from catalog.fetching.crawl import Crawl
from catalog.fetching.guard import Resolve, resolved
from catalog.fetching.limits import FetchError, Limits
from catalog.fetching.paging import is_paged, whole_shop
from catalog.fetching.store import Page, Store, open_store
from catalog.fetching.survey import Survey, decoded, is_page, surveyed
from catalog.sources.seam import Format, Rejection

log = logging.getLogger("tresen.catalog")

FILE, SITE = "file", "site"

_STEP = 1 << 20
_NAME = re.compile(r"[^A-Za-z0-9._-]+")

Shown = Callable[[str, int, int], None]
"""Called with the source's name, how much was read, and how much is known of."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an address gave for one language: a file, and the format where that is certain.

    `key` tells it from all other sources, `content` changes with what it says.
    """

    key: str
    name: str
    path: Path
    content: str
    as_of: datetime
    language: str = ""
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of an address. With an `error` there are no parts, and what was there stays."""

    address: str
    name: str
    parts: tuple[Part, ...] = ()
    refused: tuple[Rejection, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How the network is reached. Tests put their own in place of it."""

    resolve: Resolve = resolved
    network: httpcore2.NetworkBackend | None = None
    survey: Survey = surveyed
    """Where a page is looked through: in a process of its own, where sources are read in one."""


@contextmanager
def fetched(
    source: str,
    state: Path,
    limits: Limits,
    languages: Sequence[str],
    shown: Shown,
    ways: Ways | None = None,
) -> Iterator[Fetched]:
    """Fetch `source` and hold what it gave, so that no other fetch changes it meanwhile.

    `languages` are the business's. An address that gives nothing says so in its `error`. Raises
    StateError.
    """
    ways = ways or Ways()
    try:
        address = normalized(source)
    except FetchError as exc:
        yield Fetched(source, source, error=str(exc))
        return
    with (
        open_store(state, address) as store,
        Client(limits, secret_of(source), ways.resolve, ways.network, address) as client,
    ):
        try:
            found = _Fetch(address, store, client, limits, shown, ways.survey).run(languages)
        except FetchError as exc:
            found = Fetched(address, called(address), error=str(exc))
        except (TresenError, sqlite3.Error):
            raise
        except OSError as exc:
            raise StateError(f"{store.folder}: cannot be written ({exc.strerror}).") from exc
        except Exception as exc:  # a site is foreign from its headers to its sitemap
            log.warning("an address cannot be read", exc_info=exc)
            reason = f"{address}: it cannot be read ({type(exc).__name__}: {exc!s:.80})"
            found = Fetched(address, called(address), error=reason)
        yield found


class _Fetch:
    """One address, asked once. `run` is all of it."""

    def __init__(
        self,
        address: str,
        store: Store,
        client: Client,
        limits: Limits,
        shown: Shown,
        survey: Survey,
    ) -> None:
        self._address = address
        self._store = store
        self._client = client
        self._limits = limits
        self._shown = shown
        self._survey = survey
        self._new = store.folder / "file.new"

    def run(self, languages: Sequence[str]) -> Fetched:
        before = self._store.note("kind")
        page = self._store.page(self._address) or Page(self._address, 0)
        conditions = page.conditions if before == FILE and self._file() is not None else {}
        if before == SITE and self._store.resumed:
            return self._site(languages, self._store.note("start"))
        answer = self._ask(self._limits.page_bytes, self._limits.page_seconds, conditions, cut=True)
        if answer.is_unchanged and conditions:
            return self._unchanged(page)
        if answer.status != 200:
            raise answer.refused()
        with self._new.open("rb") as body:
            text = decoded(body.read(_STEP), answer.headers.get("content-type", ""))
        kind = SITE if is_page(text) else FILE
        if before and kind != before:
            raise FetchError(
                f"{self._address}: was a {before} and is a {kind} now (it begins with "
                f"{text[:40]!r}). What it gave stays; if this is meant, remove {self._store.folder}"
            )
        self._store.set_note("kind", kind)
        if kind == SITE:
            self._store.set_note("start", answer.address)
            return self._site(languages, answer.address)
        if answer.cut:
            answer = self._ask(self._limits.file_bytes, self._limits.file_seconds, {})
        return self._taken(page, answer)

    def _ask(self, most: int, seconds: float, headers: dict[str, str], cut: bool = False) -> Answer:
        self._shown(called(self._address), 0, 1)
        with self._new.open("wb") as body:
            ask = Ask(body, most, seconds, cut=cut)
            return self._client.follow(self._address, ask, lambda _: headers)

    def _site(self, languages: Sequence[str], start: str) -> Fetched:
        name = called(self._address)
        self._new.unlink(missing_ok=True)

        def shown(read: int, known: int) -> None:
            self._shown(name, read, known)

        crawl = Crawl(start, self._store, self._client, self._limits, shown, self._survey)
        crawl.run()
        found = []
        for listing in pages.list_pages(self._store, languages):
            own = listing.language == languages[0]
            found.append(
                Part(
                    key=self._address if own else f"{self._address}#{listing.language}",
                    name=name if own else f"{name} ({listing.language})",
                    path=listing.path,
                    content=_digest(listing.path),
                    as_of=listing.as_of,
                    language=listing.language,
                    format=pages.FORMAT,
                )
            )
        refused = [(address, reason) for address, reason in self._store.refused()]
        if not found:
            reason = refused[0][1] if refused else "no page in it"
            raise FetchError(f"{self._address}: gave nothing that can be read ({reason})")
        told = [Rejection(name, 0, "", "", note) for note in crawl.notes]
        told += [Rejection(name, 0, "page", address, reason) for address, reason in refused]
        return Fetched(self._address, name, tuple(found), tuple(told))

    def _taken(self, page: Page, answer: Answer) -> Fetched:
        """The new file takes the place of the old one."""
        self._unpack()
        headers = answer.headers
        if is_paged(self._address) and (told := self._whole_shop()) is not None:
            self._new.write_text(json.dumps({"products": told}), encoding="utf-8")
            headers = {}  # the first page's mark says nothing of the others
        path = self._store.folder / _file_name(answer.address)
        before = self._file()
        self._new.replace(path)
        if before is not None and before != path:
            before.unlink(missing_ok=True)
        now = datetime.now(UTC)
        self._store.set_note("file", path.name)
        self._store.set_note("digest", _digest(path))
        seen = replace(
            page,
            held=path.name,
            etag=headers.get("etag", ""),
            modified=headers.get("last-modified", ""),
            seen=now.isoformat(),
        )
        self._store.keep(seen, None)
        self._store.finish()
        return self._file_part(path, now)

    def _whole_shop(self) -> list[object] | None:
        def shown(pages: int) -> None:
            self._shown(called(self._address), pages, pages + 1)

        aside = self._new.with_suffix(".page")
        return whole_shop(self._address, self._client, self._limits, aside, shown)

    def _unchanged(self, page: Page) -> Fetched:
        path = self._file()
        assert path is not None
        self._new.unlink(missing_ok=True)
        now = datetime.now(UTC)
        self._store.keep(replace(page, seen=now.isoformat()), None)
        self._store.finish()
        return self._file_part(path, now)

    def _file_part(self, path: Path, as_of: datetime) -> Fetched:
        name, content = called(self._address), self._store.note("digest")
        part = Part(self._address, name, path, content, as_of)
        self._shown(name, 1, 1)
        return Fetched(self._address, name, (part,))

    def _file(self) -> Path | None:
        name = self._store.note("file")
        path = self._store.folder / name
        return path if name and path.is_file() else None

    def _unpack(self) -> None:
        """A feed.xml.gz is read as what is packed in it, within the limit of its size."""
        with self._new.open("rb") as body:
            if body.read(2) != b"\x1f\x8b":
                return
            body.seek(0)
            aside, size = self._new.with_suffix(".unpacked"), 0
            with aside.open("wb") as out, _named(self._address):
                for step in unpacked(iter(lambda: body.read(_STEP), b"")):
                    size += len(step)
                    if size > self._limits.file_bytes:
                        raise FetchError(f"unpacks to more than {self._limits.file_bytes} bytes")
                    out.write(step)
        aside.replace(self._new)


@contextmanager
def _named(address: str) -> Iterator[None]:
    try:
        yield
    except FetchError as exc:
        raise FetchError(f"{address}: {exc}", passing=exc.passing, down=exc.down) from exc


def _file_name(address: str) -> str:
    """The last part of an address as a file's name, which says its language and format."""
    name = unquote(urlsplit(address).path).rpartition("/")[2].removesuffix(".gz")
    return "file-" + (_NAME.sub("-", name)[-80:].lstrip(".-") or "feed")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
