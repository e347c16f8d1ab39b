"""Feeds in any XML: dialects of price portals, a shop's own, and what is broken in one item."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import SourceError
from catalog.records import Availability, Money
from tests.shelf import Shelf, attributes, survives

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def google(*items: str, namespace: bool = True) -> str:
    declared = ' xmlns:g="http://base.google.com/ns/1.0"' if namespace else ""
    return f"{HEAD}<rss{declared}><channel>{''.join(items)}</channel></rss>"


def item(id_: str, title: str, end: str = "</item>") -> str:
    return f"<item><g:id>{id_}</g:id><g:title>{title}</g:title><g:price>5 EUR</g:price>{end}\n"


def test_a_bare_ampersand_and_letters_of_html(tmp_path: Path) -> None:
    feed = google(item("a", "Cup"), item("b", "Knife & Fork"), item("c", "K&uuml;bel"))
    shelf = Shelf(tmp_path / "f.xml", feed)
    assert [p.text("en").title for p in shelf.products] == ["Cup", "Knife & Fork", "Kübel"]
    assert shelf.rejected == []
    assert "broken in item 2" in shelf.notices[0]


def test_a_broken_item_costs_itself(tmp_path: Path) -> None:
    feed = google(
        item("a", "Cup"), item("b", "Pot</g:titel>"), item("c", "Jug", ""), item("d", "Pan")
    )
    shelf = Shelf(tmp_path / "f.xml", feed)
    assert [p.id for p in shelf.products] == ["a", "d"]
    assert [(r.row, "Pot" in r.value or "Jug" in r.value) for r in shelf.rejected] == [
        (2, True),
        (3, True),
    ]


def test_a_prefix_that_nobody_declared(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "f.xml", google(item("a", "Cup"), namespace=False))
    assert shelf.offer.price == Money(Decimal("5"), "EUR")
    assert "one by one" in shelf.notices[0]


YML = (
    HEAD + '<!DOCTYPE yml_catalog SYSTEM "shops.dtd"><yml_catalog><shop><currencies>'
    '<currency id="RUR"/></currencies><categories><category id="7">Home</category>'
    '<category id="8" parentId="7">Tea</category></categories><offers>'
    '<offer id="1" available="true"><name>Cup</name><price>300</price><oldprice>350</oldprice>'
    '<currencyId>RUR</currencyId><categoryId>8</categoryId><param name="Volume" unit="ml">250'
    '</param><param name="erp_id">9</param></offer></offers></shop></yml_catalog>'
)


def test_yandex(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "f.xml", YML)
    cup = shelf.only
    assert shelf.offer.price == Money(Decimal("300"), "RUB")
    assert (cup.text("en").category, attributes(cup)) == (("Home", "Tea"), {"Volume": "250 ml"})
    assert shelf.offer.list_price == Money(Decimal("350"), "RUB")


def test_a_shops_own_names(tmp_path: Path) -> None:
    own = (
        HEAD + "<katalog><lampe><bezeichnung>Ufo</bezeichnung><preis>49,00</preis><bestand>3"
        "</bestand><farbe>Rot</farbe></lampe><lampe><bezeichnung>Ei</bezeichnung><preis>auf Anfrage"
        "</preis></lampe></katalog>"
    )
    shelf = Shelf(tmp_path / "lampen.de.xml", own)
    ufo = shelf.product("ufo").variants[0]
    assert (ufo.price, ufo.availability) == (Money(Decimal("49.00"), "EUR"), Availability.IN_STOCK)
    assert shelf.product("ei").variants[0].price_span is not None


def test_variants_of_a_portals_group(tmp_path: Path) -> None:
    def one(id_: str, size: str) -> str:
        return (
            f"<SHOPITEM><ITEM_ID>{id_}</ITEM_ID><PRODUCTNAME>Tray {size}</PRODUCTNAME>"
            "<PRICE_VAT>10</PRICE_VAT><CATEGORYTEXT>Portal.cz | Home</CATEGORYTEXT>"
            f"<ITEMGROUP_ID>G</ITEMGROUP_ID><PARAM><PARAM_NAME>Size</PARAM_NAME><VAL>{size}</VAL>"
            "</PARAM><PARAM><PARAM_NAME>Wood</PARAM_NAME><VAL>Oak</VAL></PARAM></SHOPITEM>"
        )

    shelf = Shelf(tmp_path / "h.xml", f"{HEAD}<SHOP>{one('1', 'S')}{one('2', 'L')}</SHOP>")
    tray = shelf.only
    assert (tray.text("en").title, tray.text("en").category) == ("Tray", ("Home",))
    assert [v.options[0].value for v in tray.variants] == ["S", "L"]
    assert (tray.variants[0].tax_included, attributes(tray)["Wood"]) == (True, "Oak")


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE r [<!ENTITY a "b">]><products><product><name>&a;</name></product></products>',
        '<?xml version="1.0"?><settings><a/></settings>',
        "<?xml version='1.0'?>" + "<a>" * 200,
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(SourceError):
        Shelf(tmp_path / "f.xml", content, format="xml")


@pytest.mark.parametrize("name", ["xml", "google-xml"])
def test_what_is_cut_off_breaks_nothing(tmp_path: Path, name: str) -> None:
    for text in (YML, google(item("a", "Cup"), item("b", "P & Q"))):
        for cut in range(60, len(text), 37):
            survives(tmp_path / "f.xml", text[:cut].encode(), name)
