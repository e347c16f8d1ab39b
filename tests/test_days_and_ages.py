"""Days of the calendar, ages in words, and which of several rows of one name is meant; over courses
and evenings that exist nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.understanding.dates import Day, days_of, days_said
from catalog.ages import least_age
from catalog.schema import Kind, kind_of
from catalog.text import tokens
from tests.small_shop import holds, told_in

EVENINGS = """Nr;Datum;Wer;PK1 Tribüne;PK2 Bank;Steh;Rest
1;22.05.2027;Die Zorvel;46,00;38,00;30,00;184
2;28.05.2027;Quend Brass;34,00;28,00;22,00;311
3;04.06.2027;Mipla;42,00;36,00;31,00;7
4;05.06.2027;Orl und Söhne;39,00;31,00;25,00;0
"""
WORKSHOPS = """| Workshop | Date | Teacher | Places left | Notes | Price |
|---|---|---|---|---|---|
| Zorvel flowers 1: rose | Sun 7 March | Ada | full | | £95 |
| Zorvel flowers 2: peony | Sun 11 April | Ada | 4 | only after Zorvel flowers 1 | £105 |
| Quend icing | Fri 19 March | Bo | 7 | | £39 |
| Orl buns | Sat 20 March | Cy | 3 | | £22 |
| Brelt loaves | Sat 3 April | Bo | 5 | | £48 |
| Kerb pies | Sat 17 April | Cy | 8 | | £48 |
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
PATTERNS = """Name;Material;Muster;Preis
Jersey Mipla;95 % Baumwolle;uni;12,90
Jersey Dino;95 % Baumwolle;Dinos;16,90
Bio-Jersey Wolke;95 % Bio-Baumwolle;Wolken;18,90
Walkloden;100 % Wolle;uni;34,90
"""


@pytest.mark.parametrize(
    ("file", "language", "talk", "says", "never"),
    [
        ("e.csv", "de", ["wer spielt am 28.5.?"], ["Quend Brass"], ["Zorvel", "Mipla"]),
        ("e.csv", "de", ["was ist am 4. Juni"], ["Mipla"], ["Quend", "Orl"]),
        ("e.csv", "de", ["und am 05.06.2027?"], ["Orl und Söhne"], ["Mipla", "Quend"]),
        ("e.csv", "de", ["was kostet quend brass", "und tribühne?"], ["34,00"], ["28,00", "22,00"]),
        ("e.csv", "de", ["wer spielt am 04.06.2025"], [], ["Mipla |"]),
        ("e.csv", "de", ["was kostet quend brass"], ["34,00", "28,00"], ["46,00"]),
        ("w.md", "en", ["what is on march 7"], ["flowers 1", "95"], ["flowers 2", "icing"]),
        ("w.md", "en", ["anything on the 11th of april"], ["flowers 2"], ["flowers 1", "icing"]),
        (
            "w.md",
            "en",
            ["zorvel flowers 1 on march 7, still places?"],
            ["rose", "full"],
            ["peony", "icing", "Nothing", "No:"],
        ),
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
        ("k.csv", "en", ["zorvel jump for my 8 year old"], ["7-9", "13:30"], ["10-13", "14:30"]),
        ("t.csv", "de", ["zorvel schwarz 10x20", "welche farben gibt es da"], ["grün", "weiß"], []),
        ("t.csv", "de", ["preis zorvel schwarz", "sorry meinte den weißen"], ["13,75"], ["16,25"]),
        (
            "p.csv",
            "de",
            ["was kostet der bio jersey mit den wolken", "und der mit dinos?"],
            ["16,90"],
            ["18,90"],
        ),
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
    files["k.csv"] = "\n".join(DANCE.splitlines()[:5])
    holds(told_in(tmp_path, file, files[file], language, talk), says, never)


DAYS = st.builds(Day, st.integers(1, 12), st.integers(1, 28), st.none())
MONTHS = "January February March April May June July August September October November December"


@given(DAYS)
def test_a_day_is_the_same_however_it_is_written(day: Day) -> None:
    name = MONTHS.split()[day.month - 1]
    full, bare = day._replace(year=2027), [day]
    numbers = (f"{day.day:02}.{day.month:02}.2027", f"2027-{day.month:02}-{day.day:02}")
    assert all(days_of(cell, ("en", "de")) == [full] for cell in numbers)
    written = (f"Sat {day.day} {name}", f"{day.day}. {name}", f"{name} {day.day}")
    assert all(days_of(cell, ("en", "de")) == bare for cell in written)
    for text in (f"on {name} {day.day}", f"the {day.day} of {name}", f"{name} the {day.day}th?"):
        assert [told for _, told in days_said(tokens(text, ("en",)), "en")] == [bare]
    spoken = tokens(f"am {day.day}.{day.month}. bitte", ("de",))
    assert [told for _, told in days_said(spoken, "de")] == [bare]


@given(DAYS, st.sampled_from([None, 2026, 2027]), st.sampled_from([None, 2026, 2027]))
def test_a_year_that_is_left_out_is_any(day: Day, one: int | None, other: int | None) -> None:
    first, second = day._replace(year=one), day._replace(year=other)
    assert first.may_be(second) == (one is None or other is None or one == other)
    assert not first.may_be(second._replace(day=day.day + 1))


@given(st.text(max_size=70))
def test_any_text_names_days_or_none(text: str) -> None:
    found = days_of(text, ("en", "de"))
    for language in ("en", "de"):
        found += [d for _, told in days_said(tokens(text, (language,)), language) for d in told]
    assert all(1 <= d.month <= 12 and 1 <= d.day <= 31 for d in found)


@pytest.mark.parametrize("cell", ["adults", "Erwachsene", "adultes", "adultos", "dorośli"])
@pytest.mark.parametrize("ages", [["8-12", "4-5"], ["8-12 years", "4-5 years"]])
def test_who_is_grown_up_is_eighteen_or_more(cell: str, ages: list[str]) -> None:
    assert least_age(cell) == 18
    assert least_age("advanced") is None
    assert kind_of("Age", [cell, cell, *ages], "en")[0] is Kind.QUANTITY
    # Words alone, as of "kids" and "adult", are what one chooses by; "Level" tells no age.
    assert kind_of("Age", [cell, cell, "kids"], "en")[0] is not Kind.QUANTITY
    assert kind_of("Level", [cell, cell, *ages], "en")[0] is not Kind.QUANTITY


def test_ages_in_bare_figures_admit_the_grown_up(tmp_path: Path) -> None:
    bare = DANCE.replace(" years", "")
    asked = ["what is there for a 34 year old"]
    holds(told_in(tmp_path, "d.csv", bare, "en", asked), ["Mipla fire", "Orl walk"], ["jump"])
