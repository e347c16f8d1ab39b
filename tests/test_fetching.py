"""A website and a feed behind an address: read, kept up to date, refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpcore2
import pytest

from catalog.fetching.address import normalized
from catalog.fetching.client import Ask, Client
from catalog.fetching.fetched import Ways
from catalog.fetching.guard import is_public
from catalog.fetching.limits import FetchError, Limits
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from catalog.report import Report
from tests.website import Website, html, links, website

SHOP = Business("Shop", languages=("en", "de"))
FEED = "id,title,link,image_link,availability,price\n"
QUICK = Limits(
    allow_private=frozenset({"127.0.0.1"}), delay=0, page_bytes=200_000, page_seconds=3.0
)


class Shop:
    def __init__(self, site: Website, folder: Path) -> None:
        self.site = site
        self.catalog = Catalog.open(folder / "state")

    def ingest(self, path: str = "/", limits: Limits = QUICK, **options: object) -> Report:
        return ingest(
            [self.site.address + path],
            self.catalog.database,
            self.catalog.search,
            business=SHOP,
            limits=limits,
            **options,  # type: ignore[arg-type]
        )

    def price(self, id_: str) -> Decimal:
        (product,) = self.catalog.products([id_])
        assert product.variants[0].price is not None
        return product.variants[0].price.amount


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with website() as site:
        shop = Shop(site, tmp_path)
        yield shop
        shop.catalog.close()


def refused(report: Report) -> dict[str, str]:
    rejected = report.total.rejected
    return {
        r.value.partition("/")[2].partition("/")[2].partition("/")[2]: r.reason for r in rejected
    }


def test_a_site_is_read_and_kept_up_to_date(shop: Shop) -> None:
    site = shop.site
    site.pages["/"] = html(f"<h1>Returns</h1>Within 30 days. {links('/a', '/b')}")
    site.sells("/a", "A", "10.00")
    site.sells("/b", "B", "20.00")
    report = shop.ingest()
    assert not report.failed
    assert (report.catalog.products, report.catalog.passages) == (2, 1)
    (product,) = shop.catalog.products(["A"])
    assert (product.link, product.origin.place) == (f"{site.address}/a",) * 2
    site.sells("/a", "A", "12.00")
    site.pages["/b"] = (503, {}, "")
    report = shop.ingest()
    assert (shop.price("A"), shop.price("B")) == (Decimal("12.00"), Decimal("20.00"))
    assert "what it gave earlier stays" in refused(report)["b"]
    site.pages["/b"] = (410, {}, "")
    report = shop.ingest()
    assert (report.total.removed, report.catalog.products) == (1, 1)


def test_one_product_of_several_addresses_and_languages(shop: Shop) -> None:
    site = shop.site
    twins = (
        f'<link rel="alternate" hreflang="en" href="{site.address}/en">'
        f'<link rel="alternate" hreflang="de" href="{site.address}/de">'
    )
    site.pages["/"] = html(links("/en", "/en?color=1", "/de"))
    site.sells("/en", "A", "10.00", more=twins)
    site.sells("/en?color=1", "A1", "10.00", more='<link rel="canonical" href="/en">')
    site.sells("/de", "A-DE", "10.00", "de", twins)
    report = shop.ingest()
    assert report.catalog.products == 1
    (product,) = shop.catalog.products(["A"])
    assert set(product.texts) == {"en", "de"}


def test_what_is_refused_is_told(shop: Shop) -> None:
    site = shop.site
    site.pages["/robots.txt"] = (
        f"User-agent: *\nDisallow: /secret\nSitemap: {site.address}/map.xml.gz\n"
        + "# x\n" * 3_000_000
    )
    listed = "".join(
        f"<url><loc>{a}</loc></url>" for a in (f"{site.address}/m", "http://other.example/x")
    )
    site.pages["/map.xml.gz"] = gzip.compress(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'.encode()
    )
    site.sells("/m", "M", "1.00")
    paths = ("/secret", "/hidden", "/loop", "/out", "/endless", "/drip", "/bomb", "/lie", "/gone")
    site.pages["/"] = html(f"<h1>Hello</h1>Text {links(*paths)}")
    site.pages["/secret"] = html("no")
    site.pages["/hidden"] = html("no", more='<meta name="robots" content="noindex">')
    site.pages["/loop"] = (302, {"Location": "/loop"}, "")
    site.pages["/out"] = (302, {"Location": "http://169.254.169.254/latest"}, "")
    site.pages["/endless"] = html("x" * 300_000)
    site.pages["/drip"] = html("drip")
    site.drip.add("/drip")
    packed = gzip.compress(html("0" * 50_000_000).encode())
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, packed)
    site.pages["/lie"] = b"\x89PNG\r\n\x1a\n<html>"
    report = shop.ingest()
    told = refused(report)
    expected = {
        "hidden": "noindex",
        "loop": "redirects in a loop",
        "out": "another host",
        "endless": "longer than 200000 bytes",
        "drip": "within 3 s",
        "bomb": "longer than 200000 bytes",
        "lie": "no page",
        "gone": "answers 404",
    }
    assert {path: reason for path, reason in expected.items() if reason not in told[path]} == {}
    assert "/secret" not in site.asked
    assert any("other.example" in r.reason for r in report.total.rejected)
    assert (report.catalog.products, report.catalog.passages) == (1, 1)


def test_a_calendar_without_end(shop: Shop) -> None:
    for n in range(60):
        shop.site.pages[f"/{n or ''}"] = html(f"<h1>Day {n}</h1>Text {links(f'/{n + 1}')}")
    shop.ingest(limits=Limits(QUICK.allow_private, delay=0, max_depth=5))
    assert shop.catalog.counts().passages == 6
    report = shop.ingest(limits=Limits(QUICK.allow_private, delay=0, max_pages=3))
    assert any("stopped after 3 pages" in r.reason for r in report.total.rejected)
    assert shop.catalog.counts().passages == 6


def test_a_feed_by_its_address(shop: Shop) -> None:
    rows = "".join(f"p{n},T {n},,,in stock,{n + 1} EUR\n" for n in range(8))
    shop.site.pages["/feed"] = (200, {"ETag": '"1"'}, FEED + rows)
    report = shop.ingest("/feed")
    assert (report.failed, report.catalog.products) == ((), 8)
    report = shop.ingest("/feed", skip_unmodified=True)
    assert shop.site.conditions == ["/feed"]
    assert (report.sources[0].not_modified, report.total.unchanged) == (True, 8)
    shop.site.pages["/feed"] = (200, {"ETag": '"2"'}, FEED + rows[: len(rows) // 4])
    report = shop.ingest("/feed")
    assert report.sources[0].held_back
    assert (shop.catalog.counts().products, "8 products" in report.failed[0].error) == (8, True)
    report = shop.ingest("/feed", accept_shrunk=True)
    assert (report.failed, 0 < report.catalog.products < 8) == ((), True)
    shop.site.pages["/feed"] = html("Please log in")
    assert "is a site now" in shop.ingest("/feed").failed[0].error


PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"),
    *("::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "224.0.0.1"),
    *("64:ff9b::7f00:1", "2002:7f00:1::", "100.64.0.1", "240.0.0.1", "::7f00:1", "nonsense"),
]


def test_addresses_of_private_networks() -> None:
    assert [address for address in PRIVATE if is_public(address)] == []
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


def ask(folder: Path) -> Ask:
    return Ask((folder / "body").open("w+b"), 1000, 2.0)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::ffff:7f00:1]"]
)
def test_this_machine_is_refused_whatever_it_is_called(tmp_path: Path, host: str) -> None:
    with website() as site, Client(Limits(delay=0)) as client:
        port = site.address.rpartition(":")[2]
        asked = ask(tmp_path)
        with pytest.raises(FetchError, match=r"private network|no such name"):
            client.get(normalized(f"http://{host}:{port}/"), asked)
        asked.sink.close()  # type: ignore[attr-defined]
        assert site.asked == []


class Elsewhere(httpcore2.NetworkBackend):
    """Connects to a test's website, whichever address is meant, and notes which."""

    def __init__(self, site: Website) -> None:
        self.port = int(site.address.rpartition(":")[2])
        self.met: list[str] = []

    def connect_tcp(self, host: str, port: int, *rest: object) -> httpcore2.NetworkStream:  # type: ignore[override]
        self.met.append(host)
        return httpcore2.SyncBackend().connect_tcp("127.0.0.1", self.port, 5.0)


def test_a_name_that_changes_between_check_and_connection(tmp_path: Path) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    with website() as site:
        network = Elsewhere(site)
        site.pages["/feed"] = (302, {"Location": "/other", "Connection": "close"}, "")
        limits = Limits(delay=0)
        with Client(limits, None, lambda *_: [next(answers)], network) as client:
            asked = ask(tmp_path)
            with pytest.raises(FetchError, match="private network"):
                client.follow("http://shop.example/feed", asked)
            asked.sink.close()  # type: ignore[attr-defined]
        assert network.met == ["93.184.216.34"]


def test_only_the_webs_addresses_are_fetched(tmp_path: Path) -> None:
    catalog = Catalog.open(tmp_path)
    for source in ("file:///etc/passwd", "ftp://shop.example/feed.csv"):
        report = ingest([source], catalog.database, catalog.search, business=SHOP)
        assert "expected an address that begins with http" in report.failed[0].error
    ways = Ways(lambda *_: ["10.0.0.7"])
    report = ingest(
        ["http://shop.example/"], catalog.database, catalog.search, business=SHOP, ways=ways
    )
    assert "allow it by name" in report.failed[0].error
    catalog.close()
