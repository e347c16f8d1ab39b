"""How fast a catalog is read, how fast again unchanged, in how much memory; how soon a price shows.

Each ingest is a process of its own, so that its memory is its own; its time is that of the ingest,
from the file to a catalog that is searched, without the start of Python.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient

from agent.answer import Incoming, answer
from agent.config import CatalogSection, ModelSection, RemoteSection, Settings
from agent.events import Evidence, TextDelta
from agent.shop import Agent
from catalog.bounds import USUAL
from catalog.database import Database
from catalog.errors import TresenError
from catalog.ingest import ingest
from catalog.records import Business, Money, Product
from catalog.search import Search
from web import create_app
from web.bench.goods import LANGUAGES, goods, write_google_tsv

PATCHED = 9
"""Prices that are changed one after the other; the median is told."""

Shown = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ingested:
    """One ingest: its seconds by the clock and of the processors, its peak memory in 10^6 bytes, of
    all its processes together."""

    seconds: float
    cpu: float
    rss_mb: float
    rows: int
    unchanged: int


def measure(rows: int, languages: Sequence[str], shown: Shown) -> dict[str, Any]:
    """The figures for `rows` rows of Google TSV, shared equally by files in `languages`."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shown(f"writing {rows} rows")
        sources = [place / f"goods.{language}.tsv" for language in languages]
        for source, language in zip(sources, languages, strict=True):
            write_google_tsv(source, rows // len(languages), language)
        paths = [str(source) for source in sources]
        shown(f"ingesting {rows} rows")
        first = _aside(place / "state", paths)
        shown("ingesting them again")
        again = _aside(place / "state", paths)
        shown("changing prices")
        visible = patched(place / "state", languages[0])
    return {
        "rows": first.rows,
        "rows_per_s": round(first.rows / first.seconds),
        "unchanged_ratio": round(first.seconds / again.seconds, 2),
        "rss_mb": first.rss_mb,
        "patch_visible_ms": round(median(visible), 1),
        "patch_slowest_ms": round(max(visible), 1),
        "seconds": round(first.seconds, 2),
        "cpu_seconds": round(first.cpu, 2),
        "again_seconds": round(again.seconds, 3),
        "again_rss_mb": again.rss_mb,
        "languages": list(languages),
    }


def _aside(state: Path, sources: list[str]) -> Ingested:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(ingested, state, sources).result()


def ingested(state: Path, sources: list[str]) -> Ingested:
    """Ingest into `state`, in this process. Raises TresenError where rows were not taken."""
    database = Database.open(state)
    try:
        search = Search.open(state)
        begun, spent = time.perf_counter(), _spent()
        report = ingest(sources, database, search, business=_business(), bounds=USUAL)
        seconds, cpu = time.perf_counter() - begun, _spent() - spent
    finally:
        database.close()
    total = report.total
    if report.failed:
        raise TresenError(f"{report.failed[0].source}: {report.failed[0].error}")
    if total.rejected_count:
        raise TresenError(f"{total.rejected_count} generated rows were not taken.")
    # Each one's own peak: their sum was never more than that.
    peak = sum(usage.ru_maxrss for usage in _usages()) * 1024 / 1e6
    return Ingested(seconds, cpu, round(peak, 1), total.rows, total.unchanged)


def _usages() -> tuple[resource.struct_rusage, resource.struct_rusage]:
    """Of this process, and of those that it began, which have ended."""
    return resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)


def _spent() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def patched(state: Path, language: str) -> list[float]:
    """Milliseconds from a PATCH of a price until a search result and a reply have it.

    The reply is one by code, which asks no model; the server is asked as it is, in this process.
    """
    key = "bench"
    remote = RemoteSection(base_url="http://127.0.0.1:9/v1", model="none")
    settings = Settings(
        state=state,
        model=ModelSection(remote=remote),
        catalog=CatalogSection.model_validate({"api_key": key}),
    )
    agent = Agent.open(settings)
    try:
        client = create_app(settings, agent).test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return [_patched(agent, client, product, language) for product in _some(agent)]
    finally:
        agent.close()


def _some(agent: Agent) -> list[Product]:
    """Products with one variant, whose name a question can say."""
    ids = dict.fromkeys(good.group for good in islice(goods(1000), 0, None, 7))
    alone = [product for product in agent.catalog.products(list(ids)) if len(product.variants) == 1]
    return alone[:PATCHED]


def _patched(agent: Agent, client: FlaskClient, product: Product, language: str) -> float:
    title = product.text(language).title.partition(",")[0]
    question = {"en": "How much is the {}?", "de": "Was kostet {}?"}[language].format(title)
    _said(agent, question, language)
    old = product.variants[0].price
    price = (old.amount if old else Decimal(10)) + Decimal("1.37")
    begun = time.perf_counter()
    response = client.patch(f"/api/catalog/items/{product.id}", json={"price": str(price)})
    if response.status_code != 200:
        raise TresenError(f"The price of {product.id} was not set: {response.text}")
    found = agent.catalog.find_products(title, language)
    told = next((p.variants[0].price for p, _ in found if p.id == product.id), None)
    words, facts = _said(agent, question, language)
    took = (time.perf_counter() - begun) * 1000
    if told is None or told.amount != price:
        raise TresenError(f"The new price of {title!r}, {price}, is in no search result.")
    if price not in facts:
        raise TresenError(f"The new price of {title!r}, {price}, is not in the reply: {words}")
    return took


def _said(agent: Agent, question: str, language: str) -> tuple[str, list[Decimal]]:
    """The words of the reply, and the prices among its facts."""
    words, prices = "", []
    for event in answer(agent, Incoming(question, language=language)):
        if isinstance(event, TextDelta):
            words += event.text
        elif isinstance(event, Evidence):
            prices += [f.value.amount for f in event.facts if isinstance(f.value, Money)]
    return words, prices


def _business() -> Business:
    return Business("Bench", url="https://shop.example", languages=LANGUAGES)
