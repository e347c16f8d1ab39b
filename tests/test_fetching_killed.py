"""A crawl that is killed goes on from what it has; robots.txt and sitemaps that are hostile."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from catalog.fetching import sitemaps
from catalog.fetching.client import Client
from catalog.fetching.limits import Limits
from catalog.fetching.survey import decoded
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from tests.website import Website, html, links, website

OWN = frozenset({"127.0.0.1"})
CRAWL = """
import sys
from pathlib import Path
from typing import Any
from catalog.fetching.limits import Limits
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business

catalog = Catalog.open(Path(sys.argv[1]))
limits = Limits(frozenset({"127.0.0.1"}), delay=0.02)
ingest([sys.argv[2]], catalog.database, catalog.search, business=Business("Shop"), limits=limits)
"""


class Killing(dict[str, Any]):
    """A site's pages; whoever reads them is killed at the 15th, before it is answered."""

    def __init__(self) -> None:
        self.asked = 0
        self.reader: list[subprocess.Popen[bytes]] = []

    def get(self, path: str, default: Any = None) -> Any:
        self.asked += 1
        if self.asked == 15:
            self.reader[0].kill()
            self.reader[0].wait()
        return super().get(path, default)


def test_killed_in_the_midst_it_goes_on_from_what_it_has(tmp_path: Path) -> None:
    with website() as site:
        site.pages = pages = Killing()
        site.pages["/"] = html(links(*(f"/{n}" for n in range(40))))
        for n in range(40):
            site.sells(f"/{n}", f"S{n}", "1.00")
        root = str(Path(__file__).parent.parent)
        arguments = [sys.executable, "-c", CRAWL, str(tmp_path / "state"), site.address]
        with subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": root}) as process:
            pages.reader.append(process)
            process.wait(120)
        before = set(site.asked[:-1])
        assert 10 <= len(before) < 40
        site.asked.clear()
        catalog = Catalog.open(tmp_path / "state")
        assert catalog.counts().products == 0
        report = ingest(
            [site.address],
            catalog.database,
            catalog.search,
            business=Business("Shop"),
            limits=Limits(OWN, delay=0),
        )
        assert report.catalog.products == 40
        again = before & set(site.asked)
        assert again <= {"/robots.txt", "/sitemap.xml"}
        catalog.close()


def listed(site: Website, *named: str) -> tuple[list[str], list[str]]:
    told: list[str] = []
    with Client(Limits(OWN, delay=0), source=site.address) as client:
        found = sitemaps.pages(
            client, named, site.address, Limits(OWN), told.append, time.monotonic() + 60
        )
        return list(found), told


def test_sitemaps_of_all_kinds() -> None:
    with website() as site:
        site.pages["/index.xml"] = (
            f"<sitemapindex><sitemap><loc>{site.address}/a.txt</loc></sitemap>"
            "<sitemap><loc>/b.xml.gz</loc></sitemap><sitemap><loc>/index.xml</loc></sitemap>"
            "</sitemapindex>"
        )
        site.pages["/a.txt"] = f"{site.address}/1\n{site.address}/2\n"
        site.pages["/b.xml.gz"] = gzip.compress(b"<urlset><url><loc>/3</loc></url></urlset>")
        found, told = listed(site, "/index.xml")
        assert (found, told) == ([f"{site.address}/{n}" for n in (1, 2, 3)], [])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b"<urlset>" + b" " * (60 << 20)), "text without an end|unpacks to more"),
        (b'<!DOCTYPE u [<!ENTITY a "b">]><urlset>&a;</urlset>', "entities"),
        (b"<urlset><url><loc>/1</loc></url><url>", "breaks off"),
        (b"<html></html>", "no sitemap"),
        (b"<urlset>" + b"<a>" * 50, "ten levels"),
        (b"\x89PNG", "neither XML"),
    ],
)
def test_a_sitemap_that_is_hostile_costs_itself(content: bytes, reason: str) -> None:
    with website() as site:
        site.pages["/map"] = content
        _, told = listed(site, "/map")
        assert any(part in told[0] for part in reason.split("|")), told


def test_a_site_that_may_not_be_read_now_stays_as_it_was(tmp_path: Path) -> None:
    with website() as site:
        catalog = Catalog.open(tmp_path / "state")
        site.sells("/", "A", "1.00")
        limits = Limits(OWN, delay=0)
        for robots, error in (
            ("", ""),
            ((503, {}, ""), "503"),
            ("User-agent: *\nDisallow: /", "forbids"),
        ):
            site.pages["/robots.txt"] = robots
            report = ingest(
                [site.address],
                catalog.database,
                catalog.search,
                business=Business("Shop"),
                limits=limits,
            )
            assert error in "".join(failed.error for failed in report.failed)
            assert bool(report.failed) == bool(error)
            assert report.catalog.products == 1
        catalog.close()


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("Größe".encode(), "text/html; charset=iso-8859-1"),
        ("Größe".encode("cp1252"), "text/html; charset=utf-8"),
        ("Größe".encode("cp1252"), "text/html; charset=nonsense"),
        ("Größe".encode("utf-16"), "text/html"),
        (b'<meta charset="iso-8859-15">' + "Größe".encode("iso-8859-15"), "text/html"),
    ],
)
def test_encodings_that_are_told_wrongly(content: bytes, header: str) -> None:
    assert decoded(content, header).endswith("Größe")
