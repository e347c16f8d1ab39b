"""What the first visitors of any business ask: over goods that exist nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of
from tests.talks import Shop

GOODS = """Article;For;Brand;Weight;Price;Stock
Zorvel & Mipla Adult;dog;Barkwell;12 kg;54.90;8
Zorvel & Mipla Adult;dog;Barkwell;3 kg;17.90;14
Quend Puppy;dog;Barkwell;3 kg;19.90;0
Fjoll Pate;cat;Mimi;85 g;1.20;140
Fjoll Pate Duo;cat;Mimi;170 g;2.20;60
Leash Brelt 120 cm;dog;Tugg;;12.00;11
Album Trask 24 pages;all;Tugg;;29.90;4
"""
HIRE = """Vehicle;Class;Seats;Gearbox;Fuel;Price per day;Price per week;Deposit
Zorvel 500;small;4;automatic;electric;45 €;249 €;300 €
Mipla Kombi;estate;5;automatic;diesel;55 €;309 €;400 €
Quend Bus;bus;9;manual;diesel;95 €;;800 €
"""


@pytest.fixture(scope="module")
def goods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop_of(tmp_path_factory.mktemp("goods"), {"list.csv": GOODS}) as shop:
        yield shop


@pytest.fixture(scope="module")
def hire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop_of(tmp_path_factory.mktemp("hire"), {"list.csv": HIRE}) as shop:
        yield shop


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["how much is zorvel and mipla"], ["17.90", "54.90"], ["72.80", "ogether"]),
        (["how much is the 12 kg zorvel and mipla"], ["54.90"], ["17.90", "ogether"]),
        (["how many tins of fjoll pate duo do you have"], ["60"], []),
        (["leash brelt", "how long is it"], ["120 cm"], ["know"]),
        (["how many pages has the album trask"], ["24 pages"], ["29.90"]),
        (["how heavy is the album trask"], ["know"], ["29.90"]),
        (["what brands do you have"], ["Barkwell", "Mimi", "Tugg"], []),
        (["leash brelt", "what brands do you have"], ["Barkwell", "Mimi", "Tugg"], []),
        (["do you have fjoll pate"], ["1.20", "Duo"], []),
        (["fjoll pate in stock?"], ["1.20"], ["Duo"]),
        (["do you have quend puppy?", "when is it back?"], ["know"], ["19.90"]),
    ],
)
def test_goods_are_asked_for_plainly(
    goods: Shop, talk: list[str], says: list[str], never: list[str]
) -> None:
    holds(goods.had(*talk)[-1].text, says, never)


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["do i have to pay a deposit"], ["300", "400", "800"], []),
        (["how high is the deposit?"], ["300", "400", "800"], ["know"]),
        (["zorvel 500", "how high is the deposit", "and for the kombi"], ["400"], ["300"]),
        (["which gearboxes are there"], ["automatic", "manual"], []),
        (["which vehicles do you have"], ["Zorvel", "Mipla", "Quend"], []),
        (["vehicles with automatic"], ["Zorvel", "Mipla"], ["Quend"]),
        (["how many people fit in the quend bus"], ["9"], ["95"]),
        (["what does the zorvel 500 cost"], ["45.00", "249.00"], []),
        (["quend bus for a week"], ["no price", "95.00"], []),
        (["mipla kombi for one week"], ["309.00"], ["55.00"]),
    ],
)
def test_what_is_hired_is_asked_for_plainly(
    hire: Shop, talk: list[str], says: list[str], never: list[str]
) -> None:
    holds(hire.had(*talk)[-1].text, says, never)


WINES = """Wein;Farbe;Geschmack;Preis
Zorvel Grand;weiß;trocken;7,50
Mipla Cuvée;weiß;lieblich;7,20
Quend Reserve;rot;trocken;6,50
Fjoll;rosé;trocken;8,20
"""


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("trockener weißwein", ["Zorvel"], ["Mipla", "Quend", "Fjoll"]),
        ("habt ihr rotwein", ["Quend"], ["Zorvel", "Mipla", "Fjoll"]),
        ("welche weine habt ihr", ["Zorvel", "Mipla", "Quend", "Fjoll"], []),
        ("weinschorle", [], ["4 passen", "passen:"]),
    ],
)
def test_a_compound_of_a_value_and_what_all_are(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"liste.csv": WINES}, "de") as shop:
        told = shop.asked(asked).text
    holds(told, says, [*never, "finde ich hier nicht"] if says else never)


VASES = "Product;Size;Price;Stock\nZorvel vase;20 cm;12.00;4\nZorvel vase;30 cm;19.00;0\n"


@pytest.mark.parametrize(
    ("talk", "says"),
    [
        (["zorvel vase", "the big one"], ["30 cm", "sold out"]),
        (["the small zorvel vase"], ["20 cm"]),
        (["what does the zorvel vase cost"], ["12.00", "19.00", "sold out"]),
    ],
)
def test_the_big_one_is_one_of_its_sizes(tmp_path: Path, talk: list[str], says: list[str]) -> None:
    files = {"list.csv": f"{VASES}Bunch Mipla;Large;30.00;5\nBunch Mipla;Small;20.00;5\n"}
    with shop_of(tmp_path, files) as shop:
        told = shop.had(*talk)[-1].text
    holds(told, says, ["not come in"])


LAMPS = """Artikelnummer;Bezeichnung;Farbe;Größe;Leistung;Fassung;Preis;Bestand
1;Pendelleuchte Zorvel;schwarz;30 cm;40;E27;79,90;6
2;Pendelleuchte Zorvel;weiß;45 cm;60;E27;119,00;2
3;Stehleuchte Mipla;messing;150 cm;60;E27;119,00;3
4;Stehleuchte Mipla;schwarz;150 cm;60;E27;99,00;0
5;Deckenleuchte Quend;weiß;28 cm;12;fest verbaut;49,00;12
6;Deckenleuchte Quend;weiß;40 cm;18;fest verbaut;;7
7;Birne Fjoll;klar;4 cm;4;E14;3,90;45
8;Birne Fjoll;klar;6 cm;7;fest verbaut;4,90;60
"""


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("stehlampe", ["Mipla", "99,00", "119,00"], ["Zorvel", "Quend", "Fjoll"]),
        ("pendellampen", ["Zorvel", "79,90"], ["Mipla", "Quend", "Fjoll"]),
        ("quend 40 cm", ["40 cm"], ["49,00"]),
        ("die zorvel in weiß", ["119,00"], ["79,90"]),
    ],
)
def test_a_compound_means_what_begins_as_it_does(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"liste.csv": LAMPS}, "de") as shop:
        told = shop.asked(asked).text
    holds(told, says, never)


POSTERS = """Artikelnummer;Bezeichnung;Entwurf;Farbe;Größe;Preis
1;Zorvel;Ada Brelt;rot;A3;24,00
2;Zorvel;Ada Brelt;blau;A2;12,00
3;Mipla;Ben Trask;rot;A3;20,00
4;Mipla;Cora Quend;blau;A2;10,00
5;Fjoll;Ada Brelt;rot;A3;15,00
6;Fjoll;Ada Brelt;blau;A2;9,00
"""


def test_rows_of_one_title_are_one_thing_unless_they_are_of_two_kinds(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"liste.csv": POSTERS}, "de") as shop:
        titles = sorted(shop.shelf.columns.titles)
    assert titles == ["Fjoll", "Mipla", "Mipla", "Zorvel"]


TREATED = """# Praxis

## Leistungen

- Zorvelreinigung Kinder bis 12 (30 Min.): 45 €
- Miplakrone: ab 450 €
- Quend (90 Min.): 290 €

## Sprechzeiten

Mo, Di 8–12 Uhr, Fr 8–14 Uhr.

**Parken:** drei Plätze im Hof.

**Zahlung:** per Rechnung, auch in Raten.
"""


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("was kostet eine krone", ["Miplakrone", "450"], ["Quend"]),
        ("kronen", ["Miplakrone"], ["Quend"]),
        ("zorvelreinigung für mein kind, 8 jahre", ["45,00"], ["nicht"]),
        ("wie lange dauert quend", ["90"], []),
        ("wo kann ich parken", ["Hof"], ["Raten", "8–12"]),
        ("kann man in raten zahlen", ["Raten"], ["Hof", "8–12"]),
    ],
)
def test_what_is_treated_is_asked_for_plainly(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"praxis.md": TREATED}, "de") as shop:
        told = shop.asked(asked).text
    holds(told, says, never)


SALON = """Service,Category,Stylist,Duration,Price
Zorvel cut,Women,Mia,45 min,42.00
Zorvel cut,Men,Tom,30 min,28.00
Beard trim,Men,Tom,15 min,14.00
Mipla,Women,Ana,30 min,25.00
"""


@pytest.mark.parametrize(
    ("asked", "says", "never"),
    [
        ("men's cut", ["28.00"], ["42.00", "heet"]),
        ("women's zorvel cut", ["42.00"], ["28.00"]),
        ("zorvel cut", ["42.00", "28.00"], []),
    ],
)
def test_one_name_in_two_categories_is_two_things(
    tmp_path: Path, asked: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"list.csv": SALON}) as shop:
        told = shop.asked(asked).text
    holds(told, says, never)


def test_one_thing_listed_in_two_categories_is_one(tmp_path: Path) -> None:
    rows = "Product,Category,Price\nZorvel,Gifts,9.00\nZorvel,Home,9.00\nMipla,Home,7.00\n"
    with shop_of(tmp_path, {"list.csv": rows}) as shop:
        assert sorted(shop.shelf.columns.titles) == ["Mipla", "Zorvel"]


SHOES = """SKU;Name;Color;Size;Price;Stock
1;Zorvel;white;40;79.90;3
2;Zorvel;white;42;79.90;2
3;Zorvel;black;42;84.90;5
4;Mipla;red;38;45.00;4
"""


def test_prices_are_told_by_what_alone_they_hang_on(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"list.csv": SHOES}) as shop:
        told = shop.asked("what does the zorvel cost").text
    assert "white €79.90" in told, told
    assert "black €84.90" in told, told
    assert "40" not in told, told
