"""When something begins: timetables that exist nowhere, asked as people say times of day."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.understanding.query import About
from catalog.clock import are_times, starts, times
from tests.test_asked_as_sold import read
from tests.test_kinds import Row, Shop

WRITTEN = [
    ("07:15", (435,)),
    ("18:30-20:00", (1110,)),
    ("10.00–11.30", (600,)),
    ("9:30, 14:00 and 16:00", (570, 840, 960)),
    ("Mon & Wed 19:30", (1170,)),
    ("Di 18 Uhr bis 19.30 Uhr", (1080,)),
    ("6.30 pm", (1110,)),
    ("12:15 a.m.", (15,)),
    ("18h30", (1110,)),
    ("18 h", (1080,)),
    ("daily from 9:00", (540,)),
    ("10.50", ()),
    ("2 h", ()),
    ("13 pm", ()),
    ("25:00", ()),
    ("8", ()),
    ("at 8:00 in the big hall", ()),
    ("€18.30", ()),
]


@pytest.mark.parametrize(("cell", "begun"), WRITTEN)
def test_a_cell_tells_when_it_begins(cell: str, begun: tuple[int, ...]) -> None:
    assert starts(cell) == begun


@given(st.integers(0, 23), st.integers(0, 59), st.sampled_from(["{h}:{m:02}", "{h}h{m:02}"]))
def test_every_time_is_read_as_it_is_written(hour: int, minute: int, form: str) -> None:
    text = f"it begins {form.format(h=hour, m=minute)}, as ever"
    assert [one.minute for one in times(text)] == [hour * 60 + minute]


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for one in times(text):
        assert 0 <= one.minute < 24 * 60
        assert 0 <= one.start < one.end <= len(text)


def test_how_long_something_takes_is_no_time_of_day() -> None:
    assert not are_times(["1:30", "2:00", "0:45", "1:15"])


HALL: list[Row] = [
    ("Zorvel", "12.00", {"day": "Mon", "start": "07:15"}),
    ("Mipla", "13.00", {"day": "Mon", "start": "12:30"}),
    ("Quend", "14.00", {"day": "Mon", "start": "18:00"}),
    ("Tarrow", "15.00", {"day": "Thu", "start": "20:00"}),
    ("Brint", "16.00", {"day": "Thu", "start": "09:00"}),
]
TIMETABLE = Shop(HALL)

ASKED = [
    ("en", "what is on at 8pm", {"Tarrow"}),
    ("en", "which one begins at 18:00?", {"Quend"}),
    ("en", "anything after 6 in the evening?", {"Quend", "Tarrow"}),
    ("en", "is there something before 8 in the morning", {"Zorvel"}),
    ("en", "what do you have in the evening", {"Quend", "Tarrow"}),
    ("en", "what have you got on monday evening", {"Quend"}),
    ("en", "something around 12 on monday", {"Mipla"}),
    ("en", "anything on thursday after 7pm", {"Tarrow"}),
    ("de", "was gibt es um 20 Uhr", {"Tarrow"}),
    ("de", "was läuft abends", {"Quend", "Tarrow"}),
    ("de", "etwas am vormittag?", {"Zorvel", "Brint"}),
    ("de", "habt ihr donnerstags was nach 18 uhr", {"Tarrow"}),
    ("fr", "qu'est-ce qu'il y a à 20h ?", {"Tarrow"}),
    ("fr", "quelque chose le soir ?", {"Quend", "Tarrow"}),
    ("es", "¿hay algo por la noche?", {"Quend", "Tarrow"}),
    ("it", "c'è qualcosa di sera?", {"Quend", "Tarrow"}),
    ("nl", "is er iets 's avonds?", {"Quend", "Tarrow"}),
    ("pl", "czy jest coś wieczorem?", {"Quend", "Tarrow"}),
    ("tr", "akşam bir şey var mı?", {"Quend", "Tarrow"}),
]


@pytest.mark.parametrize(("language", "asked", "right"), ASKED)
def test_what_begins_then_is_told_and_nothing_else(
    language: str, asked: str, right: set[str]
) -> None:
    told = TIMETABLE.says(asked, language=language)
    assert {title for title, *_ in HALL if title in told} == right, told


@pytest.mark.parametrize(
    "asked", ["good morning, do you have Zorvel?", "is there Zorvel for 2 people after 3 lessons"]
)
def test_a_greeting_and_a_count_are_no_time(asked: str) -> None:
    told = TIMETABLE.says(asked)
    assert "Zorvel" in told, told
    assert "All but" not in told, told


def test_nothing_at_a_time_is_said() -> None:
    told = TIMETABLE.says("what is on at 3:45 pm on monday")
    assert "3:45 pm" in told, told


def test_where_no_row_tells_a_time_nothing_is_held_to_one() -> None:
    shop = Shop([("Zorvel", "12.00", {"hue": "red"}), ("Mipla", "9.00", {"hue": "blue"})])
    told = shop.says("do you have something red in the evening")
    assert "Zorvel" in told, told


DAYS = {"Mon": "monday", "Tue": "tuesday", "Wed": "wednesday", "Thu": "thursday", "Sat": "saturday"}
CLASSES = st.lists(
    st.tuples(
        st.sampled_from(["Zorvel", "Mipla", "Quend"]),
        st.sampled_from(sorted(DAYS)),
        st.integers(7, 21),
    ),
    min_size=6,
    max_size=12,
    unique=True,
)


@settings(max_examples=12, deadline=None)
@given(CLASSES, st.data())
def test_a_course_on_several_days_is_on_each_at_its_own_time(
    tmp_path_factory: pytest.TempPathFactory,
    classes: list[tuple[str, str, int]],
    data: st.DataObject,
) -> None:
    """Of the rows of one name, day and time belong together: nothing is told to be on a day at the
    time of another."""
    folder = tmp_path_factory.mktemp("timetable")
    rows = [
        f"{title};{day};{hour:02}:00;{10 + n},00" for n, (title, day, hour) in enumerate(classes)
    ]
    shop = read(Path(folder), "en", "Course;Day;Start;Price", *rows)
    day = data.draw(st.sampled_from(sorted({day for _, day, _ in classes})))
    hour = data.draw(st.sampled_from(sorted({hour for *_, hour in classes})))
    told = shop.asked(f"what is on {DAYS[day]} at {hour}:00").text
    shop.catalog.close()
    right = {t for t, d, h in classes if d == day and h == hour}
    if not right:
        assert told.startswith("Nothing fits all of it."), (told, rows)
    else:
        assert {t for t, *_ in classes if t in told} == right, (told, rows)


@pytest.mark.parametrize("asked", ["at ² on monday", "Zorvel at ⑤", "at ٨", "at 8²"])
def test_a_figure_of_any_script_breaks_nothing(asked: str) -> None:
    assert TIMETABLE.says(asked)


def test_no_day_is_told_with_the_time_of_another(tmp_path: Path) -> None:
    rows = ["Zorvel;Mon;07:00;10,00", "Zorvel;Thu;10:00;11,00", "Mipla;Tue;07:00;12,00"]
    shop = read(tmp_path, "en", "Course;Day;Start;Price", *rows)
    told = [shop.asked(f"is there zorvel on thursday at {hour}:00?").text for hour in (7, 10)]
    shop.catalog.close()
    assert "does not come in" in told[0], told
    assert "11.00" in told[1] or "Yes" in told[1], told


def test_what_ends_then_does_not_begin_then(tmp_path: Path) -> None:
    rows = ["Zorvel;Mon;18:00;19:00;10,00", "Mipla;Mon;19:00;20:30;11,00"]
    shop = read(tmp_path, "en", "Course;Day;Start;End;Price", *rows)
    told = shop.asked("what is on monday at 19:00").text
    shop.catalog.close()
    assert "Mipla" in told, told
    assert "Zorvel" not in told, told


def test_a_time_is_told_once(tmp_path: Path) -> None:
    rows = ["Zorvel;Mon;18:00;10,00", "Zorvel;Thu;10:00;11,00", "Mipla;Tue;07:00;12,00"]
    shop = read(tmp_path, "en", "Course;Day;Start;Price", *rows)
    told = shop.asked("what is on thursday at 10:00").text
    shop.catalog.close()
    assert told.count("10:00") == 1, told


@pytest.mark.parametrize(
    ("language", "asked"),
    [("de", "habt ihr freitag um 5 noch auf?"), ("en", "are you open at 5 on friday?")],
)
def test_whether_it_is_open_then_is_asked_of_the_business(language: str, asked: str) -> None:
    query = TIMETABLE.shelf.reader.read(asked, language)
    assert [ask.about for ask in query.asks] == [About.HOURS], query
