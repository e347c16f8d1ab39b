"""Search on generated catalogs, beside SQLite's FTS5 on the same rows and queries."""

from __future__ import annotations

import re
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from werkzeug.test import TestResponse

from agent.config import Settings
from agent.model.choice import open_backend
from agent.shop import Agent
from catalog.errors import TresenError
from catalog.filters import Filters
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from web import create_app
from web.bench.goods import LANGUAGES, Good, goods, write_google_tsv

ASKED = 100
"""Queries of each kind, about goods spread over the whole catalog."""

LIMIT = 8
_WORD = re.compile(r"\w+")
_SHOP = Business("Shop", url="https://shop.example", languages=LANGUAGES)

Ask = Callable[[Good], object]


def measure(rows: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Time each kind of query on a catalog of `rows` variants in two languages, in ms.

    Search is timed to its ids, as FTS5 is; `filters with rows` to the products themselves. FTS5 is
    asked the plain queries only: it knows neither slips nor variants.
    """
    with TemporaryDirectory() as folder:
        feeds = [Path(folder) / f"goods.{language}.tsv" for language in LANGUAGES]
        for feed, language in zip(feeds, LANGUAGES, strict=True):
            say(f"{rows} rows: {feed.name}")
            write_google_tsv(feed, rows, language)
        catalog = Catalog.open(Path(folder) / "state")
        try:
            say(f"{rows} rows: ingest")
            paths = [str(feed) for feed in feeds]
            ingest(paths, catalog.database, catalog.search, business=_SHOP)
            catalog.refresh()
            say(f"{rows} rows: FTS5")
            with closing(_fts5(Path(folder) / "fts5.db", rows)) as other:
                say(f"{rows} rows: queries")
                return _measured(catalog, other, rows)
        finally:
            catalog.close()


def _measured(catalog: Catalog, other: sqlite3.Connection, rows: int) -> list[dict[str, Any]]:
    asked = list(islice(goods(rows), 0, rows, max(1, rows // ASKED)))[:ASKED]
    found = catalog.search.products
    kinds: dict[str, Ask] = {
        "plain": lambda good: found(_plain(good), "en", LIMIT),
        "typos": lambda good: found(f"{_slip(good.kind)} {good.color}", "en", LIMIT),
        "typos in names": lambda good: found(f"{_slip(good.series)} {good.kind}", "en", LIMIT),
        "codes": lambda good: found(good.mpn, "en", LIMIT),
        "filters": lambda good: found(good.kind, "en", LIMIT, _filters(good)),
        "filters with typos": lambda good: found(_slip(good.kind), "en", LIMIT, _filters(good)),
        "cheapest": lambda good: found(good.kind, "en", LIMIT, Filters(order="cheapest")),
        "filters with rows": lambda good: catalog.find_products(
            good.kind, "en", LIMIT, _filters(good)
        ),
    }
    kinds |= _over_http(catalog, Path(catalog.database.state))
    told: list[dict[str, Any]] = []
    for kind, ask in kinds.items():
        times = _times(ask, asked)
        theirs = _times(lambda good: _ask_fts5(other, good), asked) if kind == "plain" else None
        p50 = statistics.median(times)
        told.append(
            {
                "rows": rows,
                "kind": kind,
                "p50_ms": round(p50, 3),
                "p95_ms": round(times[int(0.95 * (len(times) - 1))], 3),
                "of_plain": round(p50 / told[0]["p50_ms"], 1) if told else 1.0,
                "fts5_p50_ms": round(statistics.median(theirs), 3) if theirs else None,
            }
        )
    return told


def _over_http(catalog: Catalog, state: Path) -> dict[str, Ask]:
    """What an agent asks, and what is typed into a site's search box, from the request to the
    answer's last byte: read, found, its rows fetched and written. A remote model that nobody asks
    stands where a model's file would."""
    remote = {"base_url": "http://127.0.0.1:9/v1", "model": "none"}
    settings = Settings(
        business={"name": _SHOP.name, "url": _SHOP.url, "languages": LANGUAGES},
        model={"remote": remote},
        ucp={"requests_per_minute": 0},
        web={"messages_per_minute": 0},
        state=state,
    )
    agent = Agent(settings, catalog, open_backend(settings), prepared=False)
    agent.known()
    client = create_app(settings, agent).test_client()
    by_agents, typed = (cycle(texts) for texts in (_ASKED_BY_AGENTS, _TYPED))

    def answered(answer: TestResponse) -> bytes:
        if answer.status_code != 200:
            raise TresenError(f"{answer.request.path}: {answer.status_code} {answer.text[:200]}")
        return bytes(answer.data)

    def search_catalog(good: Good) -> object:
        body = {"query": next(by_agents)(good)}
        return answered(client.post("/api/ucp/catalog/search", json=body))

    def search_box(good: Good) -> object:
        return answered(client.get("/api/search", query_string={"q": next(typed)(good)}))

    return {"search_catalog": search_catalog, "search box": search_box}


def _times(ask: Ask, asked: Sequence[Good]) -> list[float]:
    """Milliseconds of each, sorted; one before them is not counted."""
    ask(asked[0])
    times = []
    for good in asked:
        begun = time.perf_counter()
        ask(good)
        times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)


def _plain(good: Good) -> str:
    return f"{good.color} {good.kind} {good.material}"


_ASKED_BY_AGENTS: tuple[Callable[[Good], str], ...] = (
    _plain,
    lambda good: f"{good.kind} under {good.price} euro",
    lambda good: f"{good.brand} {good.series}",
    lambda good: f"{_slip(good.kind)} in {good.color}",
)

_TYPED: tuple[Callable[[Good], str], ...] = (
    lambda good: good.kind[:3],
    lambda good: f"{good.color} {good.kind[:4]}",
    _plain,
    lambda good: f"{good.brand} {good.series[:4]}",
    lambda good: f"{good.kind} under {int(good.price)}",
    lambda good: f"{_slip(good.kind)} {good.color}",
)
"""As it stands while one types: the last word is begun only."""


def _filters(good: Good) -> Filters:
    return Filters(most=good.price, in_stock=True, options=(good.color.lower(),))


def _slip(text: str) -> str:
    """`text` with one letter of its longest word left out."""
    words = text.split()
    at = max(range(len(words)), key=lambda place: len(words[place]))
    middle = len(words[at]) // 2
    words[at] = words[at][:middle] + words[at][middle + 1 :]
    return " ".join(words)


def _fts5(path: Path, rows: int) -> sqlite3.Connection:
    """The same products in SQLite's full-text index, both languages of one in one row."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute(
        "CREATE VIRTUAL TABLE goods USING fts5(id UNINDEXED, title, category, body, "
        "tokenize='porter unicode61')"
    )
    last = ""
    for pair in zip(*(goods(rows, language) for language in LANGUAGES), strict=True):
        if pair[0].group != last:
            last = pair[0].group
            columns = ([getattr(good, name) for good in pair] for name in _COLUMNS)
            connection.execute(
                "INSERT INTO goods VALUES (?, ?, ?, ?)", (last, *map(" ".join, columns))
            )
    connection.commit()
    return connection


_COLUMNS = ("title", "category", "description")


def _ask_fts5(connection: sqlite3.Connection, good: Good) -> list[Any]:
    words = " OR ".join(f'"{word}"' for word in _WORD.findall(_plain(good)))
    query = "SELECT id FROM goods WHERE goods MATCH ? ORDER BY bm25(goods) LIMIT ?"
    return connection.execute(query, (words, LIMIT)).fetchall()
