"""What lies behind an address beside pages and plain feeds: packed feeds, a shop's products page by
page, PDFs; where a crawl stops; and all of it as the command says it."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from catalog import aside, reading
from catalog.fetching import paging
from catalog.fetching.limits import Limits
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from catalog.report import Report
from tests.test_pdf import TERMS, made
from tests.website import Website, html, links, website
from web.cli import main

SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"))
OWN = frozenset({"127.0.0.1"})
FEED = "id,title,link,image_link,availability,price\na,A,,,in stock,1 EUR\nb,B,,,in stock,2 EUR\n"


class Shop:
    def __init__(self, site: Website, folder: Path) -> None:
        self.site = site
        self.catalog = Catalog.open(folder / "state")

    def ingest(self, path: str = "/", **limits: Any) -> Report:
        return ingest(
            [self.site.address + path],
            self.catalog.database,
            self.catalog.search,
            business=SHOP,
            limits=Limits(OWN, delay=0, **limits),
        )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with website() as site:
        shop = Shop(site, tmp_path)
        yield shop
        shop.catalog.close()


def told(report: Report) -> str:
    return "\n".join(
        [*(r.reason for r in report.total.rejected), *(f.error for f in report.failed)]
    )


def products(first: int, last: int) -> str:
    held = [
        {"handle": f"p{n}", "title": f"Tent {n}", "body_html": "", "variants": [{"price": "9.00"}]}
        for n in range(first, last)
    ]
    return json.dumps({"products": held})


def test_a_shops_products_page_by_page(shop: Shop) -> None:
    path = "/products.json"
    shop.site.pages[path] = products(0, 30)  # without a limit a shop tells only of some
    for page, (first, last) in {1: (0, 250), 2: (250, 500), 3: (500, 510), 4: (0, 0)}.items():
        shop.site.pages[f"{path}?limit=250&page={page}"] = products(first, last)
    report = shop.ingest(path)
    assert (report.failed, report.catalog.products) == ((), 510)
    assert [asked.partition("?")[2] for asked in shop.site.asked] == [
        "",
        *(f"limit=250&page={page}" for page in (1, 2, 3, 4)),
    ]
    shop.site.pages[f"{path}?limit=250&page=2"] = (503, {}, "")
    report = shop.ingest(path)
    assert "page=2: the server answers 503" in told(report)
    assert shop.catalog.counts().products == 510  # half a shop is not taken for all of it


def test_a_shops_products_by_the_mark_of_the_next_page(shop: Shop) -> None:
    path = "/admin/products.json"
    after = f'<{shop.site.address}{path}?limit=250&page_info=two>; rel="next"'
    before = f'<{shop.site.address}{path}?limit=250&page_info=one>; rel="previous"'
    shop.site.pages[path] = products(0, 50)
    shop.site.pages[f"{path}?limit=250&page=1"] = (200, {"Link": after}, products(0, 250))
    shop.site.pages[f"{path}?limit=250&page_info=two"] = (
        200,
        {"Link": before},
        products(250, 300),
    )
    report = shop.ingest(path)
    assert (report.failed, report.catalog.products) == ((), 300)
    assert len(shop.site.asked) == 3
    elsewhere = '<http://169.254.169.254/products.json?page_info=x>; rel="next"'
    shop.site.pages[f"{path}?limit=250&page=1"] = (200, {"Link": elsewhere}, products(0, 250))
    assert "another host" in told(shop.ingest(path))
    assert shop.catalog.counts().products == 300


def test_a_list_that_never_ends_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/products.json"
    monkeypatch.setattr(paging, "MOST", 3)
    shop.site.pages[path] = products(0, 5)
    for page in range(1, 9):
        shop.site.pages[f"{path}?limit=250&page={page}"] = products(5 * page, 5 * page + 5)
    assert "more than 3 pages" in told(shop.ingest(path))
    assert shop.catalog.counts().products == 0


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_packed_feed(shop: Shop, pieces: int) -> None:
    at = len(FEED) // pieces
    packed = b"".join(gzip.compress(part.encode()) for part in (FEED[:at], FEED[at:]) if part)
    shop.site.pages["/feed.en.csv.gz"] = (200, {"Content-Type": "application/gzip"}, packed)
    report = shop.ingest("/feed.en.csv.gz")
    assert (report.failed, report.catalog.products) == ((), 2)
    assert [source.format for source in report.sources] == ["meta"]


def test_packed_feeds_that_are_refused(shop: Shop) -> None:
    packed = gzip.compress(random.Random(1).randbytes(4000).hex().encode())
    for path, body, reason in (
        ("/cut.csv.gz", packed[:-40], "breaks off"),
        ("/spoilt.csv.gz", packed[:-4] + bytes(4), "cannot be unpacked"),
        ("/bomb.csv.gz", gzip.compress(b"0" * 3_000_000), "unpacks to more than 100000 bytes"),
    ):
        shop.site.pages[path] = (200, {"Content-Type": "application/gzip"}, body)
        report = shop.ingest(path, file_bytes=100_000)
        assert reason in told(report), path
        assert path in told(report)
    assert shop.catalog.counts().products == 0


def test_pdfs_that_a_site_links_to(shop: Shop) -> None:
    site = shop.site
    site.pages["/"] = html(f"<h1>Hello</h1>Text {links('/terms.pdf', '/agb', '/no.pdf')}")
    site.pages["/terms.pdf"] = (200, {"Content-Type": "application/pdf"}, made(TERMS))
    site.pages["/agb"] = (200, {"Content-Type": "application/octet-stream"}, made(TERMS[:1]))
    site.pages["/no.pdf"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4 and then nothing")
    report = shop.ingest()
    assert not report.failed
    assert report.catalog.passages >= 4
    (found, _), *_rest = shop.catalog.find_passages("warranty", "en")
    assert (found.heading[-1], found.text) == ("Warranty", "Two years (EU).")
    assert found.origin.place.endswith("page 2")
    assert found.link == f"{site.address}/terms.pdf"
    assert "cannot be read as a PDF" in told(report)


LIMITS: list[tuple[dict[str, Any], str]] = [
    ({"max_pages": 4}, "stopped after 4 pages ([catalog.fetch] max_pages)"),
    ({"total_bytes": 30_000}, "bytes ([catalog.fetch] total_bytes)"),
    ({"total_seconds": 3}, "stopped after 3 s ([catalog.fetch] total_seconds)"),
]


@pytest.mark.parametrize(("limits", "reason"), LIMITS)
def test_where_a_crawl_stops_and_goes_on(shop: Shop, limits: dict[str, Any], reason: str) -> None:
    site = shop.site
    paths = [f"/{n}" for n in range(30)]
    site.pages["/"] = html(f"<h1>All</h1>Text {links(*paths)}")
    for path in paths:
        site.pages[path] = html(f"<h1>Page {path}</h1>Text {'x' * 8000}")
    if "total_seconds" in limits:
        site.drip.add("/3")
        limits = {**limits, "page_seconds": 4}
    report = shop.ingest(**limits)
    assert reason in told(report)
    assert "known pages were not asked for" in told(report)
    assert 1 < report.catalog.passages < 25
    site.drip.clear()
    before = report.catalog.passages
    report = shop.ingest()
    assert "stopped" not in told(report)
    assert report.catalog.passages >= 31 > before


def test_a_site_that_two_processes_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "FEW", 0)
    monkeypatch.setattr(reading, "BATCH", 2)
    shop.site.pages["/"] = html(f"<h1>Hello</h1>Text {links(*(f'/{n}' for n in range(9)))}")
    for n in range(9):
        shop.site.sells(f"/{n}", f"S{n}", f"{n + 1}.00")
    assert shop.ingest().catalog.products == 9
    (product,) = shop.catalog.products(["S3"])
    assert product.link == f"{shop.site.address}/3"


def run(folder: Path, *arguments: str) -> Result:
    placed = ["--config", str(folder / "tresen.toml"), "--state", str(folder / "state")]
    return CliRunner().invoke(main, ["ingest", *placed, *arguments])


def test_the_command_reads_a_site_that_is_allowed_by_name(tmp_path: Path) -> None:
    settings = tmp_path / "tresen.toml"
    with website() as site:
        site.pages["/"] = html(f"<h1>Returns</h1>Within 30 days. {links('/a', '/gone')}")
        site.sells("/a", "A", "10.00")
        settings.write_text('[business]\nname = "Shop"\n')
        refused = run(tmp_path, site.address)
        assert refused.exit_code == 1
        assert "127.0.0.1" in refused.stderr
        assert "allow_private" in refused.stderr
        assert site.asked == []
        settings.write_text(
            '[business]\nname = "Shop"\n[catalog]\nallow_private = ["127.0.0.1"]\n'
            "fetch = { delay = 0 }\n"
        )
        taken = run(tmp_path, site.address)
        assert taken.exit_code == 0, taken.output
        assert "holds 1 products with 1 variants, and 1 passages" in taken.stdout
        assert "/gone: the server answers 404" in taken.stderr or "answers 404" in taken.stderr
        again = json.loads(run(tmp_path, site.address, "--json").stdout)
        assert (again["new"], again["unchanged"], again["failed"]) == (0, 2, [])
    gone = run(tmp_path, site.address)
    assert gone.exit_code == 1
    assert "cannot be reached" in gone.stderr
