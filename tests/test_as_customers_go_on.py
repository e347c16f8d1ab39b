"""What customers ask once they know what they want: whether it is open, how many are there, what it
all comes to, when it is back, for how many it is; over goods that exist nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of

GOODS = """Artikel;Warengruppe;Preis;Bestand;Lieferzeit;Hinweis
Tisch Zorvel 180;Tische;799,00;2;sofort;
Bank Mipla 140;Bänke;299,00;5;sofort;
Lampe Quend;Lampen;89,00;0;4 Wochen;
Kurs Trask;Kurse;50,00;;;entfällt, der Raum wird saniert
"""
JACKETS = """Title,Colour,Size,For,Price,Stock,Weight g
Zorvel Down Jacket,Navy,M,Men,129.00,2,480
Zorvel Down Jacket,Olive,L,Men,129.00,0,480
Zorvel Down Vest,Navy,M,Men,79.00,4,240
Mipla Synthetic Jacket,Grey,M,Women,89.00,3,430
Quend Rain Jacket,Grey,M,Women,59.00,3,330
Quend Cap,Black,One size,Unisex,12.00,9,60
"""
DISHES = """Piatto,Portata,Prezzo,Allergeni,Senza glutine
Torta zorvel,Dolci,5.00,"uova, frutta a guscio",sì
Sorbetto mipla,Dolci,4.50,sedano,sì
Cavatelli quend,Primi,11.00,glutine,no
Zuppa trask,Primi,9.00,,sì
"""
ROLLS = """Dish,Ingredients,Price,Allergens
Zorvel Roll,"cucumber, sesame",3.90,N
Mipla Roll,"radish, rice",4.20,
Quend Roll,"salmon, rice",5.20,D
Trask Roll,"avocado, rice",4.40,-
Brelt Roll,"tofu, rice",4.60,"F,N"
"""
KEY = "# Allergens\n\nD = fish, F = soy, N = sesame, R = molluscs.\nA dash means none of these.\n"
ROOMS = """Room,Min players,Max players,Price
Zorvel Attic,2,5,60
Mipla Cellar,2,6,70
Quend Tombs,4,12,90
"""


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["tisch zorvel", "gibts ne bank dazu", "was macht das zusammen"], ["1.098,00"], []),
        (["tisch zorvel", "und die bank dazu?", "beides zusammen?"], ["1.098,00"], []),
        (["4 tisch zorvel 180, was kostet das"], ["3.196,00", "2 auf Lager"], []),
        (["habt ihr 3 bank mipla 140"], ["5 auf Lager"], ["2 auf"]),
        (["ist die lampe quend da"], ["ausverkauft", "4 Wochen"], []),
        (["wann ist der kurs trask"], ["entfällt"], []),
    ],
)
def test_what_it_comes_to_and_when_it_is_back(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"liste.csv": GOODS}, "de") as shop:
        holds(shop.had(*talk)[-1].text, says, never)


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["zorvel down jacket or mipla synthetic, whats different"], ["480", "430"], ["be it"]),
        (["zorvel down jacket or mipla synthetic"], ["Jacket", "Mipla"], ["Vest"]),
        (["any jackets in size M"], ["Zorvel", "Mipla"], ["Cap", "Nothing"]),
        (["zorvel down jacket in my size?"], [], ["does not come in size", "One size"]),
        (["zorvel down jacket", "i am normally a 38"], [], ["38 ×"]),
    ],
)
def test_what_is_said_in_part_names_nothing_else(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"list.csv": JACKETS}) as shop:
        holds(shop.had(*talk)[-1].text, says, never)


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("un dolce senza uova e senza latte", ["Sorbetto"], ["Torta", "Zuppa", "Cavatelli"]),
        ("primi senza latte", ["Cavatelli"], ["Torta", "Sorbetto"]),
    ],
)
def test_what_denies_one_thing_names_no_other(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"menu.csv": DISHES}, "it") as shop:
        holds(shop.asked(question).text, says, never)


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("is there sesame in the mipla roll", ["Mipla"], ["No:", "Yes:"]),
        ("is the mipla roll without sesame", ["Mipla"], ["No:", "Yes:"]),
        ("is there sesame in the zorvel roll", ["Yes"], ["No:"]),
        ("is there sesame in the quend roll", ["No"], ["Yes:"]),
        ("rolls without sesame", ["Quend", "Trask"], ["Mipla", "Zorvel", "Brelt"]),
        ("is there fish in the trask roll", ["No"], ["Yes:"]),
        ("is there molluscs in the quend roll", [], ["Yes:"]),
    ],
)
def test_an_empty_cell_of_allergens_denies_nothing(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"menu.csv": ROLLS, "about.md": KEY}) as shop:
        holds(shop.asked(question).text.split("D = fish")[0], says, never)


@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("which rooms for 7 players", ["Quend"], ["Zorvel", "Mipla"]),
        ("which rooms for 3 players", ["Zorvel", "Mipla"], ["Quend"]),
        ("zorvel attic for 6 people?", ["No"], ["Yes"]),
        ("can 6 of us do the mipla cellar?", ["Yes"], ["No:"]),
        ("quend tombs for 3 people?", ["No"], ["Yes"]),
    ],
)
def test_people_are_held_to_the_least_and_the_most(
    tmp_path: Path, question: str, says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, {"rooms.csv": ROOMS}) as shop:
        holds(shop.asked(question).text, says, never)


HOURS = [
    (
        "de",
        "- Dienstag bis Freitag 9 bis 18 Uhr\n- Samstag 8 bis 13 Uhr\n- Sonntag und Montag zu\n",
    ),
    (
        "de",
        "Dienstag, Mittwoch, Donnerstag und Freitag 9:00–18:00 Uhr, Samstag 8:00–13:00 Uhr. "
        "Sonntag und Montag geschlossen.\n",
    ),
    ("de", "Montag geschlossen\nDienstag bis Freitag 9:00 bis 18:00 Uhr\nSamstag 8 bis 13 Uhr\n"),
]


@pytest.mark.parametrize("written", [told for _, told in HOURS])
@pytest.mark.parametrize(
    ("question", "says", "never"),
    [
        ("habt ihr am samstag offen", ["08:00", "13:00"], ["Freitag", "18"]),
        ("are you open on saturday", ["08:00"], ["Samstag", "Freitag"]),
        ("bis wann habt ihr donnerstag auf", ["18:00"], ["13"]),
        ("wann habt ihr auf", ["Dienstag", "Samstag"], ["Bank"]),
    ],
)
def test_hours_of_a_page_are_told_by_the_day(
    tmp_path: Path, written: str, question: str, says: list[str], never: list[str]
) -> None:
    page = f"# Haus\n\n## Öffnungszeiten\n\n{written}\n## Sonst\n\nDie Bank Mipla ist aus Eiche.\n"
    with shop_of(tmp_path, {"liste.csv": GOODS, "haus.md": page}, "de") as shop:
        holds(shop.asked(question).text, says, never)


def test_a_day_of_which_a_page_says_more_is_quoted(tmp_path: Path) -> None:
    page = (
        "# House\n\n## Opening hours\n\n- Monday 9:00 to 15:00 - cats only\n"
        "- Tuesday to Friday 8:30 to 17:30\n- Saturday 9:00 to 16:00\n"
    )
    with shop_of(tmp_path, {"list.csv": JACKETS, "about.md": page}) as shop:
        holds(shop.asked("are you open on monday").text, ["cats only"], ["Yes"])
        holds(shop.asked("are you open on sunday").text, ["Saturday"], [])
        holds(shop.had("are you open on friday", "and saturday?")[-1].text, ["16:00"], ["17:30"])


SHOES = """Title,Colour,Size,Price,Stock
Zorvel Shoe,Grey,37,65.00,2
Zorvel Shoe,Grey,40,65.00,1
Mipla Boot,Brown,41,99.00,1
"""


def test_a_number_that_is_worn_counts_no_pieces(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"list.csv": SHOES}) as shop:
        talk = shop.had("zorvel shoe grey 40", "my feet are normally a 38, which one then")
        holds(talk[-1].text, [], ["38 ×", "2,470"])


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["what would 2 nights cost with the zorvel dog and one mipla seat"], ["10.00"], ["4 ×"]),
        (["trask for 4 nights"], ["196.00"], ["16 ×"]),
        (["how much is the trask", "and for 4 nights"], ["196.00"], ["784.00"]),
        (["trask and brelt", "both for 4 nights"], ["196.00", "340.00"], ["16 ×"]),
    ],
)
def test_nights_are_counted_once(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    extras = "Extra,Price €,Unit\nZorvel dog,50,rental\nMipla seat,5,night\nQuend chair,4,night\n"
    vans = "Van,1 night €,3 nights €\nTrask,49,139\nBrelt,85,229\n"
    with shop_of(tmp_path, {"extras.csv": extras, "vans.csv": vans}) as shop:
        holds(shop.had(*talk)[-1].text, says, never)


def test_a_shop_and_its_kitchen_have_no_hours_in_common(tmp_path: Path) -> None:
    page = (
        "# House\n\n## Kitchen hours\n\nTuesday to Friday 12:00 to 14:00\n"
        "Saturday 12:00 to 15:00\n\n"
        "## Shop hours\n\nTuesday to Friday 9:00 to 18:00\nSaturday 9:00 to 14:00\n"
    )
    with shop_of(tmp_path, {"list.csv": JACKETS, "about.md": page}) as shop:
        assert not shop.shelf.hours
