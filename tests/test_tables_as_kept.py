"""Tables as owners keep them: names that say something else than their cells, a header that nobody
knows, prices of two kinds in one list, one remark that is no customer's business."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Product, Variant
from tests.shelf import attributes, goods_of, prices_of

MENU = """No.,Section,Dish,What's in it,Heat 0-4,Small,Regular,Veg/Vegan,Gluten free,Till,Notes
1,Starters,Zorvel rolls (5),"mipla, quend",0,,5.50,vegan,no,on,
2,Starters,Mipla wings,,1,,6.20,,no,SOLD OUT,new ones on Friday
3,Soups,Quend soup,"hot and sour",3,6.50,10.90,,yes,on,
30A,Curries,Zorvel curry,"coconut",3,,9.80,,yes,on,rice not included
"""
SETS = """Set,Name,For,Price per person,Price whole set
A,Little Zorvel,2 persons or more,19.50,
B,Golden Mipla,2 persons or more,23.50,
C,Quend feast,4 persons (2 adults + 2 children),,72.00
D,Quend lunch,1 person,,8.90
"""
BIKES = """stock no;model;type;price;status
N101;Zorvel 8;hybrid;549;in stock
N102;Mipla 3;folding;575;sold out
U201;Quend 7;hybrid;180;in stock
"""
ROOMS = """room name,kind,low Nov-Mar,mid Apr-Jun,high Jul-Sep,min nights high season,max guests
Zorvel,dorm,19,24,32,2,4
Mipla,double,46,58,74,3,2
Quend,family,72,98,139,3,5
"""
HIRE = """[{"name": "Zorvel tour", "price": 32, "price_child": 16},
 {"name": "Mipla tour", "price": 20, "price_child": 10},
 {"name": "Quend bike", "price_day": 10, "price_half_day": 6.5},
 {"name": "Orl bike", "price_day": 26, "price_half_day": 16}]"""
FISH = """code,common name,adult size cm,keep at least,each,in shop
F01,Zorvel tetra,3.5,8,2.20,60
F02,Mipla tetra,4.5,8,3.20,35
F03,Quend cory,2.5,8,4.00,0
"""
FITS = """Accessory;Fits;Does not fit
Zorvel battery;Mipla 4, Mipla 4S;Mipla 2
Quend extender;70-200mm f/2.8, 70-200mm f/4;all other lenses
Orl lens F10;Mipla 300, 300B, 600;Mipla 60, Orl flash head;
Orl box 60 cm;Mipla 60, 120, 300;Mipla 600 (too hot)
"""


def first(product: Product) -> Variant:
    return product.variants[0]


def test_a_row_of_goods_is_no_header(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "menu.csv", MENU)
    assert read.keys() == {"Zorvel rolls (5)", "Mipla wings", "Quend soup", "Zorvel curry"}
    assert prices_of(read["Quend soup"]) == [Decimal("6.50"), Decimal("10.90")]


def test_for_whom_something_is_was_no_price(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "sets.csv", SETS)
    assert attributes(read["Little Zorvel"])["For"] == "2 persons or more"
    assert [v.list_price for p in read.values() for v in p.variants] == [None] * 4
    assert prices_of(read["Quend feast"]) == [Decimal("72.00")]


def test_a_number_of_stock_says_no_state(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "bikes.csv", BIKES)
    assert [first(p).availability.is_gone for p in read.values()] == [False, True, False]
    assert [first(p).sku for p in read.values()] == ["N101", "N102", "U201"]


def test_nights_at_least_are_no_price_of_a_season(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "rooms.csv", ROOMS)
    assert prices_of(read["Zorvel"]) == [Decimal(19), Decimal(24), Decimal(32)]
    assert attributes(read["Mipla"])["min nights high season"] == "3"


def test_what_is_hired_by_the_day_stands_beside_what_is_sold(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "extras.json", HIRE)
    assert prices_of(read["Zorvel tour"]) == [Decimal(32)]
    assert prices_of(read["Quend bike"]) == [Decimal("6.5"), Decimal(10)]


@pytest.mark.parametrize("name", ["each", "piece", "Stück", "per person", "pro Stück", "pair"])
def test_a_column_called_by_what_its_sums_are_for_is_the_price(tmp_path: Path, name: str) -> None:
    read = goods_of(tmp_path / "livestock.csv", FISH.replace("each", name))
    assert [prices_of(p) for p in read.values()] == [[Decimal(p)] for p in ("2.20", "3.20", "4.00")]


def test_a_count_of_pieces_is_no_price(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "list.csv", "name,piece\nZorvel,12\nMipla,20\nQuend,6\n")
    assert [prices_of(p) for p in read.values()] == [[]] * 3


def test_the_first_line_names_every_column(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "what-fits.csv", FITS)
    assert len(read) == 4
    assert attributes(read["Orl box 60 cm"])["Does not fit"] == "Mipla 600 (too hot)"


def test_one_private_remark_silences_itself_alone(tmp_path: Path) -> None:
    told = [f"Zorvel {n},{n}.50,lasts {n} months" for n in range(2, 14)]
    text = "\n".join(["Item,Price,Notes", *told, "Mipla,3.00,consignment of the Harts"])
    read = goods_of(tmp_path / "list.csv", text)
    assert attributes(read["Zorvel 5"])["Notes"] == "lasts 5 months"
    assert "Notes" not in attributes(read["Mipla"])


def test_codes_and_colour_temperatures_are_no_telephone_numbers(tmp_path: Path) -> None:
    notes = ["replaces WI-46-7710", "60 W, 2700-6500 K", "back in May"]
    text = "\n".join(
        ["Item,Price,Notes", *(f'Zorvel {n},{n}.50,"{t}"' for n, t in enumerate(notes))]
    )
    read = goods_of(tmp_path / "list.csv", text)
    assert [attributes(p)["Notes"] for p in read.values()] == notes


def test_a_telephone_number_in_remarks_silences_them(tmp_path: Path) -> None:
    text = "Item,Price,Notes\nZorvel,2.50,ask 0151 2345678\nMipla,3.50,red\nQuend,1.50,blue\n"
    assert all("Notes" not in attributes(p) for p in goods_of(tmp_path / "list.csv", text).values())
