"""Prices by the metre, the pack, the season and the seat, as the columns of owners say them; and
what is asked of goods that are measured."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.sources.asking import may_ask
from tests.shelf import attributes, goods_of, prices_of
from tests.small_shop import holds, told_in

CLOTH = """Nr;Name;Breite cm;€/m;Rest m;Stoff
1;Zorvel uni;145;8,90;64;Baumwolle
2;Mipla Streifen;150;12,90;22,5;Leinen
3;Quend Punkte;155;13,90;0;Wolle
"""
TILES = """Preisliste Ausstellung;;;;;;
Nr;Name;Stärke mm;VK m²;m²/Pkt;VK Pkt;Lager m²
1;Zorvel uni;9;24,90;1,08;26,89;312
2;Mipla rot;10;29,90;1,44;43,06;ca. 600
3;Quend Diele blau 8 mm;8;13,90;2,19;30,44;60 Sack
4;Quend Diele blau 10 mm;10;15,90;2,19;34,82;0
"""
FLATS = """Apto;Planta;Plazas;T. baja;T. media;T. alta
El Zorvel;baja;2;64;76;94
El Mipla;1ª;4;92;108;132
La Quend;casa aparte;3;72;84;102
El Orl;1ª y 2ª (dúplex);6;134;158;198
El Brelt;baja;2;60;70;80
El Kerb;semisótano;2;61;71;81
"""
FEED = """<?xml version="1.0"?>
<feed shop="Zorvel">
  <product><id>P1</id><title>Zorvel 5 pump</title><price currency="EUR">649.00</price>
    <stock>3</stock><pools>20 m3</pools></product>
  <product><id>P2</id><title>Mipla 9 pump</title><price currency="EUR">899.00</price>
    <stock>0</stock><pools>40 m3</pools></product>
</feed>
"""
HIRE = """Cosa;Fascia;1 g;2 gg;3 gg;extra
Sci Zorvel;adulto;18;34;49;10
Sci Zorvel;junior 7-14;12;22;32;6
Sci Mipla;adulto;24;46;67;14
"""
PUMPS = """Name,Category,Brand,volume,flow,for pools up to,max kg,Price
Mipla 366 steel frame,Pools,Mipla,"6,500 l",,,,249.00
Mipla 730 oval,Pools,Mipla,"28,700 l",,,,1349.00
Mipla round cover,Covers,Mipla,,,,,39.00
Orl 6 sand filter,Filters,Orl,,6 m3/h,30 m3,,189.00
Orl 14 sand filter,Filters,Orl,,14 m3/h,75 m3,,649.00
Zorvel 5 heat pump,Heating,Zorvel,,,20 m3,1.1,649.00
Zorvel 9 heat pump,Heating,Zorvel,,,40 m3,1.2,899.00
Zorvel 12 heat pump,Heating,Zorvel,,,60 m3,1.5,1499.00
"""
BOARDS = """Nr;Name;Preis
1;Zorvel Laminat Eiche hell 8 mm;30,44
2;Zorvel Laminat Eiche hell 10 mm;32,96
3;Trittschall 2 mm Rolle 15 m²;24,90
4;Trittschall 3 mm Rolle 15 m²;29,90
"""
SHOES = """Item,Colour,Size,Price,Stock
Zorvel runner,blue,31,59.90,3
Zorvel runner,blue,33,59.90,0
Zorvel runner,blue,35,59.90,2
Zorvel runner,red,31,59.90,1
"""


def test_a_price_by_the_metre_is_the_price(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "stoffe.csv", CLOTH)
    assert [prices_of(p) for p in read.values()] == [
        [Decimal("8.90")],
        [Decimal("12.90")],
        [Decimal("13.90")],
    ]
    assert {
        p.variants[0].unit_price.measure for p in read.values() if p.variants[0].unit_price
    } == {"m"}
    assert [p.variants[0].availability.is_gone for p in read.values()] == [False, False, True]


def test_a_pack_is_sold_and_a_measure_is_its_unit_price(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "preisliste.csv", TILES)
    assert prices_of(read["Zorvel uni"]) == [Decimal("26.89")]
    unit = read["Mipla rot"].variants[0].unit_price
    assert unit is not None
    assert (unit.price.amount, unit.measure) == (Decimal("29.90"), "m²")
    assert [p.variants[0].availability.is_gone for p in read.values()] == [False] * 3 + [True]


def test_seasons_cut_short_are_prices_and_a_floor_is_no_name(tmp_path: Path) -> None:
    read = goods_of(tmp_path / "apartamentos.csv", FLATS)
    assert list(read) == ["El Zorvel", "El Mipla", "La Quend", "El Orl", "El Brelt", "El Kerb"]
    assert prices_of(read["La Quend"]) == [72, 84, 102]


@pytest.mark.parametrize("name", ["Stärke mm", "Gewicht kg", "Breite in cm", "m²/Pkt", "Inhalt ml"])
def test_a_column_that_measures_asks_nothing(name: str) -> None:
    assert not may_ask(name, ["9", "10", "12,50"])
    assert may_ask("Tribüne", ["9", "10", "12,50"])


def test_a_feed_of_ones_own_is_read(tmp_path: Path) -> None:
    assert [prices_of(p) for p in goods_of(tmp_path / "feed.xml", FEED).values()] == [[649], [899]]


def test_what_hangs_on_one_choice_is_told_by_it(tmp_path: Path) -> None:
    zorvel = goods_of(tmp_path / "listino.csv", HIRE)["Sci Zorvel"]
    assert attributes(zorvel)["extra"] == "10 (adulto); 6 (junior 7-14)"
    assert len(zorvel.variants) == 6


@pytest.mark.parametrize(
    ("name", "language", "talk", "says", "never"),
    [
        ("stoffe.csv", "de", ["6 m zorvel uni aus baumwolle, was macht das"], ["53,40"], []),
        (
            "stoffe.csv",
            "de",
            ["was kosten mipla streifen", "davon brauch ich 15 meter"],
            ["193,50"],
            [],
        ),
        (
            "boards.csv",
            "de",
            ["10 pakete zorvel eiche hell 8mm und 2 rollen trittschall 2 mm, was zahl ich"],
            ["304,40", "354,20"],
            ["32,96"],
        ),
        (
            "pumps.csv",
            "en",
            ["my pool is 35 m3, which heat pumps would do"],
            ["9", "12"],
            ["Zorvel 5"],
        ),
        ("pumps.csv", "en", ["heat pump for 55 m³"], ["Zorvel 12"], ["Zorvel 9", "Zorvel 5"]),
        ("pumps.csv", "en", ["heat pumps under 1000"], ["Zorvel 5", "Zorvel 9"], ["Zorvel 12"]),
        (
            "shoes.csv",
            "en",
            ["which sizes of the zorvel runner in blue are left"],
            ["31", "35"],
            ["33, 35"],
        ),
        ("shoes.csv", "en", ["zorvel runner in blue, which sizes"], ["Sold out: Size 33"], []),
    ],
)
def test_measured_goods_are_asked_for(
    tmp_path: Path, name: str, language: str, talk: list[str], says: list[str], never: list[str]
) -> None:
    files = {
        "stoffe.csv": CLOTH,
        "pumps.csv": PUMPS,
        "boards.csv": BOARDS,
        "shoes.csv": SHOES,
    }
    holds(told_in(tmp_path, name, files[name], language, talk), says, never)
