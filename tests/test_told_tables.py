"""Tables that offer nothing are told as text; what a table says of its goods by how it is laid out:
names in two languages, sizes that are there and gone, prices by season, by people, by steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import SourceError
from tests.shelf import Shelf as Read
from tests.small_shop import holds, shop_of

ZONES = """Zone,Area,Minimum order,Delivery fee,Free from,Remarks
1,Quorhaven,15.00,0.00,,
2,Bramfeld,20.00,1.90,35.00,Fri and Sat only
-,Weidenau,,,,we do not go there
"""
SEASONS = """Season\tFrom\tTo\tMin nights
Low\t4 Jan\t31 Mar\t2
Mid\t1 Apr\t15 Jun\t3
High\t1 Jul\t31 Aug\t5
"""
VANS = """Van,Sleeps,Low €/night,Mid €/night,High €/night,Night heater
Zorvel,4,49,59,79,no
Mipla,2,85,99,137,yes
Quend,3,110,135,,yes
"""
MENU = "Dish,Deutsch,Price\nStuffed zorvel,Gefüllter Zorvel,9.50\nMipla soup,Miplasuppe,4.20\n"
RINGS = """Bezeichnung;Größe am Lager;VK EUR;statt EUR;Bestand;Bemerkung
Ring Zorvel;52, 54, 56;49,00;;5;matt
Ring Mipla;58, 60, 62;89,00;99,00;3;poliert
Kette Quend;45 cm;35,00;;2;nachbestellt, 2 Wochen
"""
GLOVES = """Item;Sizes in stock;Sizes sold out;Price
Glove Zorvel;M, L;S;69.00
Glove Mipla;S, M, L;XL;29.00
"""


@pytest.mark.parametrize(
    "name", ["delivery_zones.csv", "shipping.csv", "lieferzonen.csv", "spedizione.csv"]
)
def test_where_something_is_sent_is_no_goods(tmp_path: Path, name: str) -> None:
    files = {name: ZONES, "menu.csv": MENU}
    with shop_of(tmp_path, files) as shop:
        titles = {p.text("en").title for p in shop.catalog.products(shop.shelf.columns.ids)}
        assert titles == {"Stuffed zorvel", "Mipla soup"}
        told = " ".join(p.text for p in shop.shelf.passages.passages)
        holds(told, ["Bramfeld", "1.90 EUR", "35.00 EUR", "we do not go there"], [])


def test_what_is_delivered_is_goods(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"delivery menu.csv": MENU}) as shop:
        assert len(shop.shelf.columns.ids) == 2


def test_a_table_without_names_is_told_as_text(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"seasons.tsv": SEASONS, "vans.csv": VANS}) as shop:
        told = " ".join(p.text for p in shop.shelf.passages.passages)
        holds(told, ["High", "1 Jul", "31 Aug"], [])


@pytest.mark.parametrize(
    "rows",
    [
        "Umsatz,Juni\n1,2\n3,4\n",
        "Since,Mail\n2020,anna@haus.example\n2021,bert@haus.example\n",
        "Einkauf,Rabatt\nviel,wenig\nwenig,viel\n",
    ],
)
def test_what_may_be_the_shops_own_stays_an_error(tmp_path: Path, rows: str) -> None:
    with pytest.raises(SourceError, match="no column that names the products"):
        Read(tmp_path / "list.csv", rows)


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("how much is the zorvel in august", ["79"], ["49"]),
        ("zorvel in february per night", ["49"], ["79", "know"]),
        ("quend in july", ["does not come", "110"], []),
        ("mipla for 3 nights in july", ["411"], ["255"]),
        ("what is the zorvel for 5 nights", ["245"], ["1,225", "25 ×"]),
    ],
)
def test_a_month_is_of_the_season_that_a_text_dates(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"seasons.tsv": SEASONS, "vans.csv": VANS}) as shop:
        holds(shop.asked(question).text, says, never)


@pytest.mark.parametrize(
    "told",
    [
        "**Seasons** – Low: 1 March to 31 May. Mid: 1 to 30 June and 1 to 14 September. High: "
        "1 July to 31 August.",
        "Low season: April, May\n\nMid season: June\n\nHigh season: July, August",
        "- Low (1 April – 31 May)\n- Mid (June)\n- High (July 1 – August 31)",
    ],
)
def test_seasons_are_read_in_any_form(tmp_path: Path, told: str) -> None:
    files = {"about.md": f"# Prices\n\n{told}\n", "vans.csv": VANS}
    with shop_of(tmp_path, files) as shop:
        holds(shop.asked("zorvel in august").text, ["79"], ["49"])
        holds(shop.asked("zorvel in may").text, ["49"], ["79"])


@pytest.mark.parametrize(
    ("question", "says"), [("mipla soup", ["4.20"]), ("was kostet die miplasuppe", ["4,20"])]
)
def test_a_second_name_is_called_by_its_language(
    tmp_path: Path, question: str, says: list[str]
) -> None:
    with shop_of(tmp_path, {"menu.csv": MENU}) as shop:
        holds(shop.asked(question).text, says, [])


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["ring zorvel", "und in 58?"], ["nicht in 58", "52, 54, 56"], ["58 ×", "2.842"]),
        (["welche ringe habt ihr in 60"], ["Mipla"], ["Zorvel"]),
        (["ring mipla preis"], ["89,00"], ["99,00"]),
        (["kette quend", "ist die da?"], ["auf Lager"], []),
    ],
)
def test_sizes_that_are_there_are_variants(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"liste.csv": RINGS}, "de") as shop:
        holds(shop.had(*talk)[-1].text, says, never)


def test_that_more_is_ordered_is_no_secret(tmp_path: Path) -> None:
    told = Read(tmp_path / "liste.csv", RINGS).columns
    assert told["Bemerkung"] == "attribute"
    assert told["statt EUR"] == "list_price"


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("do you have the glove zorvel in S", ["No", "sold out", "M, L"], ["Yes"]),
        ("glove mipla in XL", ["sold out"], ["Yes"]),
        ("glove mipla in S", ["in stock"], ["sold out"]),
    ],
)
def test_sizes_that_are_gone_are_sold_out(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"list.csv": GLOVES}) as shop:
        holds(shop.asked(question).text, says, never)


def test_an_option_may_be_called_in_its_column(tmp_path: Path) -> None:
    rows = (
        "Handle,Title,Option1 Colour,Option2 Size,Variant Price,Compare At Price,Inventory Qty\n"
        "zorvel,Zorvel Jacket,Blue,S,149.00,229.00,2\nzorvel,,Blue,M,149.00,229.00,0\n"
        "zorvel,,Black,M,169.00,229.00,3\n"
    )
    shelf = Read(tmp_path / "export.csv", rows)
    assert not shelf.rejected
    told = [{o.name: o.value for o in v.options} for v in shelf.products[0].variants]
    assert {"Colour": "Black", "Size": "M"} in told
    assert len(told) == 3


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("attivita,adulti_eur,bambini_eur", "Corso Zorvel,45,20\nGita Mipla,30,15\n"),
        ("Job,A small,B medium,C large", "Zorvel change,79,99,129\nMipla test,139,139,145\n"),
    ],
)
def test_prices_by_people_and_by_class(tmp_path: Path, header: str, cells: str) -> None:
    name = "workshop_prices.csv" if header.startswith("Job") else "list.csv"
    shelf = Read(tmp_path / name, f"{header}\n{cells}")
    assert all(len(p.variants) == header.count(",") for p in shelf.products)
    assert all(v.price for p in shelf.products for v in p.variants)


PRINT = """{"services": [
 {"service": "Zorvel copies", "steps": [
  {"from": 1, "to": 49, "each_eur": 0.12}, {"from": 50, "to": null, "each_eur": 0.09}]},
 {"service": "Mipla cards", "prices": [{"pieces": 100, "eur": 29.0}, {"pieces": 500, "eur": 52.0}]},
 {"service": "Quend film", "prices": [{"size": "A5", "eur": 1.2}, {"size": "A3", "eur": 3.5}]},
 {"service": "Trask photos", "prices": [{"eur": 12.0}], "note": "no appointment"}]}
"""


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("how much are 500 mipla cards", ["52.00"], ["14,500", "26,000"]),
        ("quend film a3", ["3.50"], ["1.20"]),
        ("trask photos price", ["12.00"], []),
        ("what do 120 zorvel copies cost", ["10.80"], ["14.40"]),
    ],
)
def test_prices_listed_as_objects(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"printing.json": PRINT}) as shop:
        holds(shop.asked(question).text, says, never)
