"""Google Merchant Center's feeds as TSV and XML, and Meta's commerce CSV."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import SourceError
from catalog.records import Availability, Money, Option, Sale
from tests.shelf import Shelf, attributes, survives

HEAD = (
    "id",
    "title",
    "description",
    "link",
    "image link",
    "availability",
    "price",
    "sale_price",
    "sale price effective date",
    "item group id",
    "color",
    "size",
    "brand",
    "gtin",
    "mpn",
    "shipping",
    "product_type",
    "unit_pricing_measure",
    "condition",
)


def tsv(*rows: dict[str, str]) -> str:
    lines = ["\t".join(HEAD)]
    for row in rows:
        assert not row.keys() - {name.replace(" ", "_") for name in HEAD}
        lines.append("\t".join(row.get(name.replace(" ", "_"), "") for name in HEAD))
    return "\n".join(lines) + "\n"


def item(id: str = "a", **more: str) -> dict[str, str]:
    given = {"title": "Cup", "price": "15.00 EUR", "availability": "in_stock"}
    return {"id": id, **given, **more}


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed.tsv"


def test_one_row_is_one_product(path: Path) -> None:
    row = item(
        description="A <b>big</b> cup.",
        link="https://x.example/cup",
        image_link="https://x.example/cup.jpg",
        brand="Fjell",
        gtin="4006381333931",
        mpn="F-1",
        shipping="DE::Standard:4.90 EUR,AT:::4.90 EUR",
        product_type="Kitchen > Cups",
        color="Blue",
        unit_pricing_measure="350 ml",
        condition="used",
    )
    shelf = Shelf(path, tsv(row))
    assert (shelf.format, shelf.rejected) == ("google", [])
    product, offer = shelf.only, shelf.offer
    assert product.text("en").category == ("Kitchen", "Cups")
    assert product.text("en").description == "A big cup."
    assert attributes(product) == {"Color": "Blue", "Content": "350 ml", "Condition": "used"}
    assert (product.brand, product.link) == ("Fjell", "https://x.example/cup")
    assert (offer.price, offer.shipping) == (euros("15.00"), euros("4.90"))
    assert (offer.gtin, offer.mpn, offer.image) == (
        "4006381333931",
        "F-1",
        "https://x.example/cup.jpg",
    )
    assert offer.tax_included is None


def test_variants_stand_apart_and_are_one_product(path: Path) -> None:
    shelf = Shelf(
        path,
        tsv(
            item("s1", title="Tee - red, S", item_group_id="tee", color="red", size="S"),
            item("x", title="Cup"),
            item("s2", title="Tee - red, L", item_group_id="tee", color="red", size="L"),
        ),
    )
    tee = shelf.product("tee")
    assert tee.text("en").title == "Tee - red"
    assert [variant.options for variant in tee.variants] == [
        (Option("Size", "S"),),
        (Option("Size", "L"),),
    ]
    assert attributes(tee) == {"Color": "red"}
    assert [v.place for v in tee.variants] == ["row 2", "row 4"]


def test_names_of_options_are_in_the_feeds_language(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "feed.de.tsv", tsv(item(item_group_id="g", color="Blau", size="42")))
    assert shelf.offer.options == (Option("Farbe", "Blau"), Option("Größe", "42"))


@pytest.mark.parametrize(
    ("dates", "now", "price", "former"),
    [
        ("", "2026-06-15", "9.00", "15.00"),
        ("2026-06-01/2026-06-30", "2026-06-15", "9.00", "15.00"),
        ("2026-06-01/2026-06-30", "2026-05-31", "15.00", None),
        ("2026-06-01/2026-06-30", "2026-06-30T21:59:00", "9.00", "15.00"),
        ("2026-06-01/2026-06-30", "2026-06-30T22:00:00", "15.00", None),
        ("2026-06-01T10:00-0200/2026-06-30T10:00-0200", "2026-06-01T11:59:00", "15.00", None),
        ("2026-06-01T10:00-0200/2026-06-30T10:00-0200", "2026-06-01T12:00:00", "9.00", "15.00"),
    ],
)
def test_a_sale_holds_while_it_runs(
    path: Path, dates: str, now: str, price: str, former: str | None
) -> None:
    row = item(sale_price="9.00 EUR", sale_price_effective_date=dates)
    offer = Shelf(path, tsv(row)).offer.at(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert offer.price == euros(price)
    assert offer.list_price == (euros(former) if former else None)
    assert (offer.sale is not None) == bool(dates)


def test_what_is_not_taken(path: Path) -> None:
    shelf = Shelf(
        path,
        tsv(
            item("a", price="15.00"),
            item("b", sale_price="20.00 EUR"),
            item("c", price="15.00 XQZ"),
            item("d", availability="soon"),
            item("e", sale_price="9.00 EUR", sale_price_effective_date="next week"),
            item("f", price="1.299 EUR"),
            item("g"),
            item("g"),
            item(""),
            item("h", title=""),
            item("i", price="-5.00 EUR"),
            item("j", shipping="DE:::free"),
            item("k", title="x" * 400),
        ),
    )
    told = {(row, field): reason for row, field, reason in shelf.reasons}
    assert told[2, "price"].startswith("no currency")
    assert told[3, "sale_price"] == "not below the price, 15.00 EUR; the price was taken"
    assert told[4, "price"].startswith("'XQZ' is no currency")
    assert told[5, "availability"].startswith("no state of stock")
    assert told[6, "sale_price_effective_date"].startswith("not a time span")
    assert told[7, "price"].startswith("not clear: thousands or decimals?")
    assert told[9, "id"] == "row 8 has the same id"
    assert told[10, ""] == "the row has neither an id nor a title"
    assert told[11, "title"] == "the product has no title"
    assert told[12, "price"] == "a price cannot be negative"
    assert (13, "shipping") in told
    assert told[14, "title"] == "a title of 400 characters; at most 300"
    assert [product.id for product in shelf.products] == ["b", "d", "e", "g", "j"]
    assert shelf.product("b").variants[0].price == euros("15.00")
    assert shelf.product("e").variants[0].sale is None
    assert len(told) == len(shelf.reasons)


def test_metas_comments_stand_above_the_header(tmp_path: Path) -> None:
    head = "id,title,description,availability,condition,price,link,image_link,brand,inventory\n"
    shelf = Shelf(
        tmp_path / "meta.csv",
        "# Required | The id\n# Optional\n" + head + "a,Cup,Nice,in stock,new,9.99 EUR,"
        "https://x.example/a,https://x.example/a.jpg,Fjell,7\n"
        "b,Pot,Nice,available for order,new,5.00 EUR,https://x.example/b,https://x.example/b.jpg,,\n",
    )
    assert shelf.format == "meta"
    cup, pot = (product.variants[0] for product in shelf.products)
    assert (cup.price, cup.stock, cup.place) == (euros("9.99"), 7, "row 4")
    assert pot.availability is Availability.BACKORDER
    assert shelf.product("a").link == "https://x.example/a"


RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<language>de-DE</language><item><title>Schöne Tasse</title><link>https://x.example/t</link>
<description>Für Tee</description><g:id>t1</g:id><g:title>Tasse</g:title>
<g:price>15,00 EUR</g:price><g:sale_price>12.00 EUR</g:sale_price>
<g:availability>in stock</g:availability><g:image_link>https://x.example/t.jpg</g:image_link>
<g:additional_image_link>https://x.example/u.jpg</g:additional_image_link>
<g:additional_image_link>https://x.example/v.jpg</g:additional_image_link>
<g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
<g:shipping><g:country>AT</g:country><g:price>9.90 EUR</g:price></g:shipping>
<g:product_detail><g:attribute_name>Höhe</g:attribute_name>
<g:attribute_value>12 cm</g:attribute_value></g:product_detail></item>
<item><id>t2</id><title>Kanne</title><price>20.00 EUR</price></item></channel></rss>"""


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_rss(tmp_path: Path, encoding: str) -> None:
    shelf = Shelf(tmp_path / "feed.xml", RSS.format(encoding=encoding).encode(encoding))
    assert (shelf.format, shelf.rejected) == ("google-xml", [])
    cup = shelf.product("t1")
    assert list(cup.texts) == ["de"]
    assert (cup.text("de").title, cup.link) == ("Tasse", "https://x.example/t")
    assert cup.text("de").description == "Für Tee"
    assert cup.images == tuple(f"https://x.example/{n}.jpg" for n in "tuv")
    costs = {"Versand DE": "4.90 EUR", "Versand AT": "9.90 EUR"}
    assert attributes(cup, "de") == {"Höhe": "12 cm", **costs}
    (offer,) = cup.variants
    assert (offer.price, offer.list_price, offer.shipping) == (euros("12.00"), euros("15.00"), None)
    assert offer.place == "item 1"
    assert shelf.product("t2").variants[0].price == euros("20.00")


def test_atom(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "feed.xml",
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">'
        "<title>Shop</title><entry><g:id>a</g:id><title>Cup</title>"
        '<link href="https://x.example/a"/><summary>Nice</summary>'
        "<g:price>5 EUR</g:price><g:availability>out_of_stock</g:availability></entry></feed>",
    )
    assert (shelf.only.link, shelf.offer.price) == ("https://x.example/a", euros("5"))
    assert shelf.offer.availability is Availability.OUT_OF_STOCK


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><rss><channel><item><id>&i;</id></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (LAUGHS, "declares entities or a document type"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><rss/>', "no item in it"),
        ("<rss><channel></channel></rss>", "no item in it"),
        ("<rss><chan", "not XML"),
        ("<rss>" + "<a>" * 5000, "nested more than 100 levels deep"),
        (f"<rss><item><t>{'x' * (5 << 20)}</t></item></rss>", "longer than"),
    ],
)
def test_xml_that_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    begun = time.monotonic()
    with pytest.raises(SourceError, match=reason):
        Shelf(tmp_path / "feed.xml", content)
    assert time.monotonic() - begun < 20


def test_xml_that_breaks_off_costs_what_follows(tmp_path: Path) -> None:
    whole = RSS.format(encoding="utf-8")
    shelf = Shelf(tmp_path / "feed.xml", whole[: whole.index("<price>")])
    assert [product.id for product in shelf.products] == ["t1"]
    ((row, _, reason),) = shelf.reasons
    assert (row, reason[:20]) == (2, "the file breaks off ")


def test_a_sale_is_stored_with_its_time(path: Path) -> None:
    dates = "2020-01-01/2099-01-01"
    offer = Shelf(path, tsv(item(sale_price="9 EUR", sale_price_effective_date=dates))).offer
    assert offer.price == euros("9")
    assert isinstance(offer.sale, Sale)
    assert offer.sale.starts == datetime(2019, 12, 31, 23, tzinfo=UTC)


FUZZ = settings(
    max_examples=80,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FUZZ
@given(
    st.lists(
        st.lists(
            st.sampled_from(["a", "15 EUR", "/", "1/2", "-1 €", "::", ""]) | st.text(max_size=20),
            min_size=1,
            max_size=len(HEAD),
        ),
        max_size=6,
    )
)
def test_any_feed_is_survived(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join(["\t".join(HEAD), *("\t".join(row) for row in rows)])
    survives(tmp_path / "t.tsv", text.encode("utf-8", "surrogatepass"), "google")
    survives(tmp_path / "t.csv", text.encode("utf-8", "surrogatepass"), "meta")


@FUZZ
@given(
    st.binary(max_size=30) | st.text(max_size=30).map(lambda t: t.encode("utf-8", "replace")),
    st.integers(0, 1500),
    st.integers(0, 40),
)
def test_any_xml_is_survived(tmp_path: Path, junk: bytes, at: int, cut: int) -> None:
    whole = RSS.format(encoding="utf-8").encode()
    survives(tmp_path / "t.xml", whole[:at] + junk + whole[at + cut :], "google-xml")
