"""Days of the calendar, ages in words, and which of several rows of one name is meant; over courses
and evenings that exist nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ages import age_told
from catalog.dated import Day, days_in, days_said
from catalog.measures import UNITS
from catalog.text import tokens
from tests.small_shop import holds, shop_of

EVENINGS = """Nr;Datum;Wer;Parkett;Rang;Steh;Rest
1;22.05.2027;Die Zorvel;46,00;38,00;30,00;184
2;28.05.2027;Quend Brass;34,00;28,00;22,00;311
3;04.06.2027;Mipla;42,00;36,00;31,00;7
4;05.06.2027;Orl und Söhne;39,00;31,00;25,00;0
"""
WORKSHOPS = """| Workshop | Date | Teacher | Price |
|---|---|---|---|
| Zorvel flowers 1: rose | Sun 7 March | Ada | £95 |
| Zorvel flowers 2: peony | Sun 11 April | Ada | £105 |
| Quend icing | Fri 19 March | Bo | £39 |
"""
DANCE = """Code,Class,Age,Day,Time,Teacher,Price
A1,Zorvel jump,7-9 years,Saturday,13:30,Bo,120.00
A2,Zorvel jump,10-13 years,Saturday,14:30,Cy,120.00
B1,Quend steps,4-5 years,Saturday,09:30,Ada,95.00
B2,Quend steps,4-5 years,Wednesday,09:30,Dov,95.00
C1,Mipla fire,adults,Wednesday,18:00,Eva,155.00
C2,Mipla fire,adults,Thursday,19:00,Eva,165.00
D1,Orl walk,all ages,Monday,10:00,Fay,60.00
"""
TILES = """Nr;Name;Farbe;Preis
1;Zorvel weiß 10x20;weiß;13,75
2;Zorvel grün 10x20;flaschengrün;16,25
3;Zorvel schwarz 10x20;schwarz;16,25
4;Quend schwarz 30x60;schwarz;22,55
5;Jersey Mipla;grau;12,90
6;Jersey Orl;blau;13,90
"""
PATTERNS = """Name;Muster;Preis
Bio-Jersey Zorvel;Wolken;18,90
Jersey Zorvel;Saurier;16,90
Walk Quend;uni;34,90
"""


@pytest.mark.parametrize(
    ("file", "language", "talk", "says", "never"),
    [
        ("e.csv", "de", ["wer spielt am 28.5.?"], ["Quend Brass"], ["Zorvel", "Mipla"]),
        ("e.csv", "de", ["was ist am 4. Juni"], ["Mipla"], ["Quend", "Orl"]),
        ("e.csv", "de", ["und am 05.06.2027?"], ["Orl und Söhne"], ["Mipla", "Quend"]),
        ("e.csv", "de", ["was kostet quend brass"], ["34,00", "28,00"], ["46,00"]),
        ("w.md", "en", ["what is on march 7"], ["flowers 1", "95"], ["flowers 2", "icing"]),
        ("w.md", "en", ["anything on the 11th of april"], ["flowers 2"], ["flowers 1", "icing"]),
        ("w.md", "en", ["how much is zorvel flowers 1"], ["95"], ["105"]),
        ("d.csv", "en", ["zorvel jump for my 8 year old"], ["7-9", "13:30"], ["10-13", "14:30"]),
        ("d.csv", "en", ["mipla fire for a 16 year old?"], ["No: "], ["Yes: "]),
        ("d.csv", "en", ["what is there for a 34 year old"], ["Mipla fire"], ["jump", "steps"]),
        ("d.csv", "en", ["which classes for a 5 year old"], ["Quend steps"], ["jump", "fire"]),
        (
            "d.csv",
            "en",
            ["zorvel jump for my 12 year old", "and for 8 years?"],
            ["7-9"],
            ["Yes: Zorvel jump, Age: 10"],
        ),
        ("t.csv", "de", ["zorvel schwarz 10x20", "welche farben gibt es da"], ["grün", "weiß"], []),
        ("t.csv", "de", ["preis zorvel schwarz", "sorry meinte den weißen"], ["13,75"], ["16,25"]),
        ("p.csv", "de", ["preis bio-jersey zorvel", "und der mit sauriern?"], ["16,90"], ["18,90"]),
    ],
)
def test_a_day_an_age_and_a_row_are_held_to(
    tmp_path: Path, file: str, language: str, talk: list[str], says: list[str], never: list[str]
) -> None:
    files = {
        "e.csv": EVENINGS,
        "w.md": WORKSHOPS,
        "d.csv": DANCE,
        "t.csv": TILES,
        "p.csv": PATTERNS,
    }
    with shop_of(tmp_path, {file: files[file]}, language) as shop:
        had = shop.had(*talk)[-1]
    holds("\n".join((had.text, *had.cards)), says, never)


DAYS = st.builds(Day, st.integers(1, 12), st.integers(1, 28))
MONTHS = "January February March April May June July August September October November December"


@given(DAYS)
def test_a_day_is_the_same_however_it_is_written(day: Day) -> None:
    name = MONTHS.split()[day.month - 1]
    numbers = (f"{day.day:02}.{day.month:02}.2027", f"2027-{day.month:02}-{day.day:02}")
    written = (*numbers, f"Sat {day.day} {name}", f"{day.day}. {name}", f"{name} {day.day}")
    assert all(days_in(cell) == [day] for cell in written)
    said = (f"on {name} {day.day}", f"the {day.day} of {name}", f"am {day.day}.{day.month}. bitte")
    assert all([told for _, told in days_said(tokens(text, ("en",)))] == [day] for text in said)


@given(st.text(max_size=70))
def test_any_text_names_days_or_none(text: str) -> None:
    found = [*days_in(text), *(day for _, day in days_said(tokens(text, ("en", "de"))))]
    assert all(1 <= d.month <= 12 and 1 <= d.day <= 31 for d in found)


@pytest.mark.parametrize("cell", ["adults", "Erwachsene", "adultes", "adultos", "dorośli"])
def test_who_is_grown_up_is_eighteen_or_more(cell: str) -> None:
    told = age_told(cell, "Age")
    assert told is not None
    assert (told.low, told.high) == (18 * UNITS["year"][1], float("inf"))
    assert age_told(cell, "Level") is None
    assert age_told("advanced", "Age") is None
