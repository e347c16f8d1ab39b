"""WooCommerce's CSV in English and German."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import SourceError
from catalog.records import Availability, Money, Option, UnitPrice
from tests.shelf import Shelf, attributes, survives

ENGLISH = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Short description",Description,'
    '"Date sale price starts","Date sale price ends","In stock?",Stock,"Backorders allowed?",'
    '"Weight (kg)","Sale price","Regular price",Categories,Tags,Images,Parent,Brands,'
    '"Attribute 1 name","Attribute 1 value(s)","Attribute 2 name","Attribute 2 value(s)"\n'
    '1,variable,TEE,,Tee,1,Soft.,<p>A tee.</p>,,,1,,0,,,,"Clothing > Shirts, Sale",cotton,'
    '"https://x.example/t.jpg, https://x.example/u.jpg",,Fjell,'
    'Color,"Red, Blue",Fabric,"Cotton\\, organic"\n'
    "2,variation,TEE-R,4006381333931,Tee - Red,1,,Only red.,,,1,3,0,0.2,8.00,10.00,,,,TEE,,"
    "Color,Red,,\n"
    "3,variation,TEE-B,,Tee - Blue,1,,,2020-01-01,2020-02-01,0,0,0,0.2,8.00,10.00,,,,"
    "id:1,,Color,Blue,,\n"
    "4,simple,CUP,,Cup,1,,,,,backorder,,1,0.3,,12.50,Kitchen,,,,,Material,Clay,,\n"
    "5,simple,OLD,,Old,-1,,,,,1,,,,,1.00,,,,,,,,,\n"
    "6,variation,LOST-R,,Lost,1,,,,,1,,,,,1.00,,,,LOST,,Color,Red,,\n"
)
GERMAN = (
    "ID;Typ;Artikelnummer;Name;Veröffentlicht;Beschreibung;Vorrätig?;Lager;Gewicht (kg);"
    "Angebotspreis;Regulärer Preis;Kategorien;Bilder;Übergeordnetes Produkt;"
    "Regulärer Grundpreis;Einheit;Grundpreiseinheit;Attribut 1 Name;Attribut 1 Wert(e)\n"
    "7;variable;HEMD;Hemd;1;Schön.;1;;;;;Kleidung;;;;;;Größe;S, M\n"
    "8;variation;HEMD-S;Hemd - S;1;;1;4;0,25;;1.299,00;;;HEMD;;;;Größe;S\n"
    "9;simple;TEE;Tee 200 g;1;;1;;0,2;;9,90;Tee;;;49,50;kg;1;;\n"
)


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wc-product-export.csv"


def test_an_english_export(path: Path) -> None:
    shelf = Shelf(path, ENGLISH)
    assert shelf.format == "woocommerce"
    tee = shelf.product("TEE")
    red, blue = tee.variants
    assert (red.options, red.price, red.list_price) == (
        (Option("Color", "Red"),),
        euros("8.00"),
        euros("10.00"),
    )
    assert (red.gtin, red.stock, red.place) == ("4006381333931", 3, "row 3")
    assert (blue.price, blue.availability) == (euros("10.00"), Availability.OUT_OF_STOCK)
    assert attributes(tee) == {"Fabric": "Cotton, organic", "Weight": "0.2 kg"}
    text = tee.text("en")
    assert (text.title, text.category, text.tags) == ("Tee", ("Clothing", "Shirts"), ("cotton",))
    assert text.description == "Soft.\nA tee."
    assert (tee.brand, len(tee.images)) == ("Fjell", 2)
    cup = shelf.product("CUP")
    assert attributes(cup) == {"Material": "Clay", "Weight": "0.3 kg"}
    assert cup.variants[0].availability is Availability.BACKORDER
    assert [entry.row for entry in shelf.left_out] == [6]
    assert shelf.reasons == [(7, "Parent", "its parent is not in this file")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_german_export(tmp_path: Path, encoding: str) -> None:
    shelf = Shelf(tmp_path / "export.de.csv", GERMAN.encode(encoding))
    assert (shelf.format, shelf.rejected) == ("woocommerce", [])
    (small,) = shelf.product("HEMD").variants
    assert (small.price, small.options) == (euros("1299.00"), (Option("Größe", "S"),))
    assert attributes(shelf.product("HEMD"), "de") == {"Gewicht": "0.25 kg"}
    assert shelf.product("TEE").variants[0].unit_price == UnitPrice(euros("49.50"), "1 kg")


def test_another_file_is_told_what_is_missing(path: Path) -> None:
    with pytest.raises(SourceError, match="no column type or typ and no regular price or regul"):
        Shelf(path, "id,name\n1,x\n", format="woocommerce")


CELLS = st.sampled_from(["TEE", "id:1", "variation", "variable", "1,5", "-1", "", "\\,", "9" * 30])


@settings(
    max_examples=80,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(CELLS | st.text(max_size=9), max_size=22), max_size=6))
def test_any_export_is_survived(tmp_path: Path, rows: list[list[str]]) -> None:
    text = "\n".join([ENGLISH.split("\n")[0], *(",".join(row) for row in rows)])
    survives(tmp_path / "t.csv", text.encode("utf-8", "surrogatepass"), "woocommerce")
