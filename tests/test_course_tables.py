"""A timetable without prices is goods: what is on, when, with whom, and whether a place is free."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of

PLAN = """# Timetable

| Course | Day | Time | Length | Room | Teacher | Free places |
|---|---|---|---|---|---|---|
| Zorvel Flow | Monday | 18:30 | 75 min | Hall 2 | Mirko | full |
| Mipla | Tuesday | 18:00 | 60 min | Hall 1 | Ilvy | 2 |
| Mipla | Friday | 17:00 | 45 min | Hall 1 | Tamer | 5 |
| Quend | Saturday | 11:30 | 45 min | Hall 2 | Mirko | 7 |
"""
PRICES = """# Memberships

| Tariff | Term | Fee | Courses | Sauna | Joining fee |
|---|---|---|---|---|---|
| Basic | 24 months | 24.90 € / month | no | no | 29 € |
| Whole | 24 months | 39.90 € / month | yes | yes | 29 € |
| Early | 12 months | 19.90 € / month | no | no | none |
"""
HOURS = """# When we are open

| Day | From | To |
|---|---|---|
| Monday | 09:00 | 18:00 |
| Tuesday | 09:00 | 18:00 |
| Saturday | 10:00 | 14:00 |
"""
FILES = {"plan.md": PLAN, "prices.md": PRICES, "hours.md": HOURS}


@pytest.mark.parametrize(
    ("talk", "says", "never"),
    [
        (["which courses are there on saturday"], ["Quend"], ["Mipla", "Zorvel", "Whole"]),
        (["who teaches quend?"], ["Mirko"], ["Ilvy"]),
        (["is zorvel flow still free?"], ["sold out"], ["in stock"]),
        (["quend", "any places free?"], ["7"], []),
        (["mipla on friday"], ["17:00"], ["18:00"]),
        (["tariffs with courses"], ["Whole"], ["Basic", "Early", "Quend"]),
        (["what does the whole tariff cost"], ["39.90", "month"], ["29.00"]),
        (["how high is the joining fee of basic?"], ["29"], []),
    ],
)
def test_a_course_is_found_by_its_day_its_teacher_and_its_places(
    tmp_path: Path, talk: list[str], says: list[str], never: list[str]
) -> None:
    with shop_of(tmp_path, FILES) as shop:
        told = shop.had(*talk)[-1].text
    holds(told, says, never)


def test_yes_and_no_name_no_goods(tmp_path: Path) -> None:
    with shop_of(tmp_path, FILES) as shop:
        titles = set(shop.shelf.columns.titles)
    assert titles == {"Zorvel Flow", "Mipla", "Quend", "Basic", "Whole", "Early"}


@pytest.mark.parametrize("asked", ["what tariffs do you have", "which tariffs are there"])
def test_a_table_is_asked_for_by_the_name_of_its_first_column(tmp_path: Path, asked: str) -> None:
    with shop_of(tmp_path, FILES) as shop:
        told = shop.asked(asked).text
    assert all(name in told for name in ("Basic", "Whole", "Early")), told
    assert "Mipla" not in told, told


PLACES = (
    "# Workshops\n\n| Workshop | Date | With | Price | {left} |\n|---|---|---|---|---|\n"
    "| Basics | Sat 6 March | Maud | £48 | 3 |\n| Basics | Sat 20 March | Maud | £48 | full |\n"
    "| Basics | Sat 3 April | Inès | £48 | 7 |\n| Flowers | Sun 7 March | Théo | £95 | full |\n"
    "| Kids | Sat 13 March | Maud | £22 | 6 |\n"
)


@pytest.mark.parametrize("left", ["Places left", "Free places", "Spaces left", "Stock"])
def test_places_left_in_a_table_of_a_page_are_its_stock(tmp_path: Path, left: str) -> None:
    """Of each date, as in a table of its own; and they are no choice between the dates."""
    with shop_of(tmp_path, {"workshops.md": PLACES.format(left=left)}, "en", "GBP") as shop:
        told = shop.had("any basics dates that still have places left?")[-1].text
        assert "6 March" in told.split("Sold out")[0], told
        assert "20 March" in told.split("Sold out")[1], told
        had = shop.had("which workshops still have places left?")[-1]
        holds("\n".join(had.cards), ["Basics", "Kids"], ["Flowers"])
        holds(shop.had("basics", "how much is the april one?")[-1].text, ["48"], ["Places left"])
