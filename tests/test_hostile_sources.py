"""What a file, a page or a folder does to whoever reads it: it costs itself, and no more.

The attacks are bounded; each took minutes, gigabytes or the whole ingest before. How long patterns
take is test_growth.py's.
"""

from __future__ import annotations

import json
import os
import resource
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from catalog.bounds import USUAL
from catalog.errors import SourceError
from catalog.fetching import robots, survey
from catalog.fetching.client import Ask, Client
from catalog.fetching.guard import Guard, is_public
from catalog.fetching.limits import FetchError, Limits
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.making import Order, Task, parcels
from catalog.records import Business
from catalog.report import Report
from catalog.signs import clean
from catalog.sources import html
from catalog.sources.formats import format_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item
from tests.shelf import Shelf, ods, xlsx, zipped
from tests.website import html as page
from tests.website import website

SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"))
LOCAL = Limits(allow_private=frozenset({"127.0.0.1"}), delay=0, page_seconds=5, total_seconds=20)


def read(state: Path, *sources: Path | str, limits: Limits = LOCAL) -> Report:
    catalog = Catalog.open(state)
    try:
        names = [str(source) for source in sources]
        return ingest(names, catalog.database, catalog.search, business=SHOP, limits=limits)
    finally:
        catalog.close()


def worked() -> float:
    """Seconds of the processor that a fixed piece of work takes here and now."""
    begun = time.process_time()
    sum(n * n for n in range(1_000_000))
    return time.process_time() - begun


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Not more work than a usual machine does in so many seconds: what `worked` does in 0.05 s
    there is the measure, so that a slow or busy machine fails nothing."""
    measure, begun = worked(), time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < seconds * max(measure, worked()) / 0.05


def reasons(report: Report) -> str:
    told = [entry.reason for source in report.sources for entry in source.rejected]
    return "\n".join([*told, *(source.error for source in report.sources)])


# One thing in a file.


def test_a_price_of_dashes_costs_itself(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"Name,Price\nCup,{'-' * 2000}\nPlate,5.00\n")
    report = read(tmp_path / "state", file)
    assert report.catalog.products == 1
    assert "a price" in reasons(report)


def test_an_item_that_cannot_be_made_costs_itself() -> None:
    """Whatever a reader raises."""

    class Broken(Exception):
        pass

    def make() -> None:
        raise Broken("of its own kind")

    bad = Item("product", "x", 7, 1, make)  # type: ignore[arg-type]
    (parcel,) = parcels(Order(1, 1, [Task(bad)], "list.csv"))
    assert parcel.rows is None
    assert [(r.source, r.row) for r in parcel.rejections] == [("list.csv", 7)]
    assert "Broken" in parcel.rejections[0].reason


def test_a_long_text_is_cut_and_told(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"Name,Price,Description\nCup,1.00,{'7' * 16_000}\n")
    catalog = Catalog.open(tmp_path / "state")
    report = ingest([str(file)], catalog.database, catalog.search, business=SHOP)
    (product,) = catalog.products(["cup"])
    catalog.close()
    assert len(product.text("en").description) == USUAL.text_chars
    assert f"16000 characters; cut after {USUAL.text_chars}" in reasons(report)


def test_signs_that_nobody_sees_are_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    title = "Cup \x1b[2J\u202egninnur\u2066 \x9b1m👩‍🚒"
    held = [{"sku": "\u200eC-1", "name": title, "price": "1 EUR", "description": "a\x07\nb"}]
    file.write_text(json.dumps(held))
    catalog = Catalog.open(tmp_path / "state")
    for told in ((1, 0), (0, 1)):
        report = ingest([str(file)], catalog.database, catalog.search, business=SHOP)
        assert (report.total.new, report.total.unchanged) == told
    (product,) = catalog.products(["C-1"])
    catalog.close()
    text = product.text("en")
    assert (text.title, text.description) == ("Cup [2Jgninnur 1m👩‍🚒", "a\nb")
    assert [variant.sku for variant in product.variants] == ["C-1"]
    assert clean("a\u2028b") == "a b"


def test_rows_of_one_handle_are_bounded(tmp_path: Path) -> None:
    head = "Handle,Title,Variant Price,Option1 Name,Option1 Value\n"
    rows = "".join(f"a,A,1.00,Size,{n}\n" for n in range(USUAL.item_rows + 9))
    file = tmp_path / "shop.csv"
    file.write_text(f"{head}{rows}b,B,2.00,,\n")
    report = read(tmp_path / "state", file)
    assert report.catalog.products == 2
    assert report.total.rejected_count >= 9
    assert f"more than {USUAL.item_rows} rows of one product" in reasons(report)


def test_variants_properties_and_pictures_are_bounded(tmp_path: Path) -> None:
    offers = [{"@type": "Offer", "price": "1"}] * 3000
    many = {"@type": "Product", "name": "Many", "sku": "m", "offers": offers}
    told = [{"name": f"p{n}", "value": "1"} for n in range(USUAL.item_properties + 5)]
    wide = {"@type": "Product", "name": "Wide", "sku": "w", "additionalProperty": told}
    wide["image"] = [f"https://shop.example/{n}.png" for n in range(USUAL.item_images + 5)]
    wide["url"] = "https://shop.example/" + "x" * 3000
    file = tmp_path / "page.html"
    file.write_text(page("", json.dumps([many, wide])))
    catalog = Catalog.open(tmp_path / "state")
    report = ingest([str(file)], catalog.database, catalog.search, business=SHOP)
    (product,) = catalog.products(["w"])
    catalog.close()
    assert len(product.text("en").attributes) == USUAL.item_properties
    assert len(product.images) == USUAL.item_images
    assert product.link == ""
    for told_of in ("more than 2000 variants", "505 of them", "255 of them", "an address of 3021"):
        assert told_of in reasons(report)


@pytest.mark.parametrize("inside", ["<a/>", "<a>1</a>", "<g:id>1</g:id>", "<item/>"])
def test_an_items_fields_are_bounded(tmp_path: Path, inside: str) -> None:
    head = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
    good = "<item><id>{0}</id><title>{0}</title><price>1 EUR</price>{1}</item>"
    path = tmp_path / "feed.xml"
    feed = head + good.format("a", inside * 200_000) + good.format("b", "") + "</channel></rss>"
    with within(10):
        shelf = Shelf(path, feed)
    assert "b" in [product.id for product in shelf.products]
    assert any("fields in one item" in reason for _, _, reason in shelf.reasons)


def test_a_table_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    head = "Handle,Title,Variant Price," + ",".join(f"c{n}" for n in range(USUAL.columns))
    with pytest.raises(SourceError, match=f"columns; at most {USUAL.columns}"):
        Shelf(tmp_path / "shop.csv", f"{head}\na,A,1.00\n")


# What is built of a file.


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"<b id={n}>" for n in range(1000)) + "<p>" * 8000,
        "<p " + " ".join(f"a{n}" for n in range(100_000)) + ">",
        "<p " + " ".join(f'a{n}="<"' for n in range(100_000)) + ">",
        "<h1></h2>" * 20_000,
        f"<!-- {'<h1></h2>' * 20_000} -->",
    ],
)
def test_a_page_that_a_parser_would_multiply(tmp_path: Path, text: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with within(5):
        html.plain(text)
        survey.surveyed(f"<html><body>{text}".encode(), {}, "http://shop.example/")
        path = tmp_path / "page.html"
        path.write_text(f"<html><body>{text}")
        source = Source("k", "page.html", path, "en")
        with Opened(source) as opened, suppress(SourceError):  # that it is nested too deeply
            list(format_of(opened).read(opened, SHOP))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024


def test_headings_are_found_as_before(tmp_path: Path) -> None:
    body = "a<h1>One</h1>b<h2>Two <b>x</b></h2>c<!-- <h1> --><h3>Three</h3>d<h2>Four</h2>e"
    shelf = Shelf(tmp_path / "page.html", f"<html><title>T</title><body>{body}")
    assert [(p.heading, p.text) for p in shelf.passages] == [
        (("T",), "a"),
        (("One",), "b"),
        (("One", "Two x"), "c"),
        (("One", "Two x", "Three"), "d"),
        (("One", "Four"), "e"),
    ]


def shared(text: str, cells: int) -> bytes:
    """A workbook with one text in all its cells."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    of = f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells))
    return zipped(
        {
            "_rels/.rels": f'{of}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Items" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{of}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
            "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>{text}</t></si></sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>'
            "</worksheet>",
        }
    )


REPEATED = (
    '<table:table-row table:number-rows-repeated="2000"><table:table-cell '
    'office:value-type="string" table:number-columns-repeated="100"><text:p>{}</text:p>'
    "</table:table-cell></table:table-row>"
)
TABLES = '</table:table><table:table table:name="x">' * 300


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (shared("x" * 500_000, 12_000), "texts of more than 128 million characters"),
        (ods(table=REPEATED.format("x" * 5000)), "texts of more than 128 million characters"),
        (ods(table=TABLES), "more than 200 sheets"),
        (xlsx(sheet='<worksheet><row r="' * 200_000), "damaged"),
        (xlsx(sheet=f'<worksheet x="{"x" * (6 << 20)}"/>'), "a tag of more than 4 MB"),
    ],
)
def test_workbooks_that_would_take_more_than_they_may(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    assert len(content) < 1 << 20
    with within(5), pytest.raises(SourceError, match=reason):
        Shelf(tmp_path / "bomb.xlsx", content)


def test_a_zip_that_lists_a_million_parts(tmp_path: Path) -> None:
    whole = xlsx([["Name"], ["a"]])
    end = whole.rfind(b"PK\x05\x06")
    many = whole[: end + 8] + struct.pack("<HHL", 60_000, 60_000, 3 << 20) + whole[end + 16 :]
    with pytest.raises(SourceError, match="60000 parts"):
        Shelf(tmp_path / "bomb.xlsx", many)


def test_a_workbook_whose_texts_are_often_the_same_is_read(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "list.xlsx", shared("Name", 50))
    assert {product.text("en").title for product in shelf.products} == {"Name"}


# Names and folders.


def test_a_link_out_of_a_folder_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Password\n\nhunter2\n")
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "faq.md").write_text("# Hours\n\nFrom nine to five.\n")
    (folder / "other.md").symlink_to(tmp_path / "secret.md")
    (folder / "same.md").symlink_to(folder / "faq.md")
    report = read(tmp_path / "state", folder)
    assert report.catalog.passages == 1
    assert not report.failed
    assert "leads out of its folder" in reasons(report)
    # What the owner names is read, wherever it leads.
    assert read(tmp_path / "state", folder / "other.md").catalog.passages == 2


def test_names_that_are_no_text_are_written_out(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path / "shop")
    os.mkdir(folder)
    for name in (b"\xff\xfe.md", b"a\x1b[31m.md", b"good.md"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"# Hours\n\nFrom nine to five.\n")
    report = read(tmp_path / "state", tmp_path / "shop")
    assert report.catalog.passages == 3
    assert {source.source for source in report.sources} == {
        r"\xff\xfe.md",
        r"a\x1b[31m.md",
        "good.md",
    }
    assert json.dumps(report.to_json(), ensure_ascii=False).encode()


# What lies behind an address.


@pytest.mark.parametrize("link", ["file:///etc/passwd", "http://[", "gopher://x/", "//[::1"])
def test_addresses_that_are_none_cost_themselves(tmp_path: Path, link: str) -> None:
    with website() as site:
        site.pages["/robots.txt"] = f"Sitemap: {link}\nSitemap: {site.address}/map.xml\n"
        site.pages["/map.xml"] = (
            f"<urlset><url><loc>{link}</loc></url><url><loc>{site.address}/two</loc></url></urlset>"
        )
        site.pages["/"] = page(f'<h1>One</h1>a <a href="{link}">x</a> <a href="/moved">y</a>')
        site.pages["/moved"] = (302, {"Location": link}, "")
        offer = {"@type": "Product", "name": "Cup", "sku": "c", "url": link, "image": link}
        site.pages["/two"] = page("", json.dumps(offer))
        report = read(tmp_path / "state", site.address)
    assert not report.failed, reasons(report)
    assert (report.catalog.products, report.catalog.passages) == (1, 1), reasons(report)


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "rot13", "unicode_escape"])
def test_encodings_that_are_none(name: str) -> None:
    with within(1):
        assert survey.decoded(b"\xe4" + b"a" * 200_000, f"text/html; charset={name}")[0] == "ä"
    assert survey.decoded("ж".encode("koi8-r"), "text/html; charset=koi8-r") == "ж"


def test_sitemaps_count_towards_the_crawls_time(tmp_path: Path) -> None:
    with website() as site:
        maps = "".join(f"Sitemap: {site.address}/map{n}\n" for n in range(40))
        site.pages["/robots.txt"] = maps
        for n in range(40):
            site.pages[f"/map{n}"] = "<urlset></urlset>"
            site.drip.add(f"/map{n}")
        site.pages["/"] = page("<h1>One</h1>a")
        begun = time.monotonic()
        report = read(
            tmp_path / "state",
            site.address,
            limits=replace(LOCAL, total_seconds=3, page_seconds=1),
        )
        assert time.monotonic() - begun < 20
    assert "sitemaps were not read" in reasons(report)


def test_a_long_base_is_not_written_before_each_link() -> None:
    links = "".join(f'<a href="p{n}">x</a>' for n in range(3000))
    base = "http://shop.example/" + "x" * 1900 + "/"
    text = page(links, more=f'<base href="{base}">')
    said = survey.told(text, "http://shop.example/")
    assert 100 < len(said.links) < 3000
    assert sum(map(len, said.links)) <= survey.LINK_CHARS


def test_rules_for_others_are_not_kept() -> None:
    others = "".join(f"User-agent: bot{n}\n" for n in range(15_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(15_000))
    ours = "User-agent: Tresen\nUser-agent: x\nDisallow: /secret # not\n\nSitemap: /map.xml\n"
    with within(2):
        kept = list(robots._ours(others + rules + ours))
    assert kept == ["User-agent: Tresen", "Disallow: /secret # not", "Sitemap: /map.xml"]
    assert len(list(robots._ours("User-agent: *\n" + rules))) == robots.MOST_RULES + 1


@pytest.mark.parametrize(
    "address", ["fec0::1", "::1", "fe80::1", "fc00::1", "100.64.0.1", "0.0.0.0", "5f00::1", "::"]
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_name_alone_allows_its_sources_port_and_no_other() -> None:
    def checked(port: int, allowed: str, home: tuple[str, int] | None) -> bool:
        guard = Guard(frozenset({allowed}), lambda *_: ["10.0.0.1"], None, home)
        try:
            guard._checked("intranet.shop", port)
        except FetchError:
            return False
        return True

    home = ("intranet.shop", 8000)
    assert checked(8000, "intranet.shop", home)
    assert not checked(6379, "intranet.shop", home)
    assert checked(443, "intranet.shop", ("intranet.shop", 80))
    assert checked(80, "intranet.shop", ("other.shop", 8000))
    assert not checked(8000, "intranet.shop", ("other.shop", 8000))
    assert checked(6379, "intranet.shop:6379", home)


def test_a_redirect_to_another_port_of_an_allowed_host(tmp_path: Path) -> None:
    with website() as site, website() as other:
        other.pages["/"] = "id,title,price\n1,secret,1 EUR\n"
        site.pages["/feed"] = (302, {"Location": f"{other.address}/"}, "")
        report = read(tmp_path / "state", f"{site.address}/feed")
        assert not other.asked
    assert "private network" in reasons(report)


def test_a_robots_txt_that_its_parser_would_multiply() -> None:
    """Each rule of a group is kept once for each program that the group names."""
    with website() as site, Client(LOCAL, source=site.address) as client:
        agents = "".join(f"User-agent: bot{n}\n" for n in range(3000))
        rules = "".join(f"Disallow: /{n}\n" for n in range(3000))
        site.pages["/robots.txt"] = f"{agents}{rules}User-agent: *\nDisallow: /secret\n"
        with within(2):
            read_rules = robots.read(client, f"{site.address}/", LOCAL)
    assert read_rules.allow(f"{site.address}/7")
    assert not read_rules.allow(f"{site.address}/secret")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "gopher://shop.example/", "http://["])
def test_an_address_that_nothing_can_be_asked_of(address: str) -> None:
    with Client(LOCAL) as client, pytest.raises(FetchError):
        client.get(address, Ask(BytesIO(), 1000, 1.0))
