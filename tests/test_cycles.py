"""Days and months: in cells, in messages, and wished for of rows that open or flower then."""

from __future__ import annotations

import pytest

from catalog.cycles import Cycle, Parts, parts_of, said_in
from tests.test_kinds import Shop
from tests.test_wishes import _named

_WEEK = frozenset(range(7))


@pytest.mark.parametrize(
    ("cell", "language", "held"),
    [
        ("Mo-Fr 08:00-16:00", "en", {0, 1, 2, 3, 4}),
        ("Di, Do, Sa", "de", {1, 3, 5}),
        ("täglich außer Montag", "de", _WEEK - {0}),
        ("Mo Ruhetag", "de", _WEEK - {0}),
        ("closed Mondays", "en", _WEEK - {0}),
        ("Wed-Mon", "en", _WEEK - {1}),
        ("Sat & Sun", "en", {5, 6}),
        ("So", "de", {6}),
    ],
)
def test_days_of_a_cell(cell: str, language: str, held: set[int]) -> None:
    assert parts_of(cell, (language, "en")) == Parts(Cycle.WEEK, frozenset(held))


@pytest.mark.parametrize(
    ("cell", "language", "held"),
    [
        ("Mai-Oktober", "de", {4, 5, 6, 7, 8, 9}),
        ("November to February", "en", {10, 11, 0, 1}),
        ("May to September only", "en", {4, 5, 6, 7, 8}),
        ("ganzjährig", "de", set(range(12))),
    ],
)
def test_months_of_a_cell(cell: str, language: str, held: set[int]) -> None:
    assert parts_of(cell, (language, "en")) == Parts(Cycle.YEAR, frozenset(held))


@pytest.mark.parametrize("cell", ["sea view", "Sun Terrace", "no", "", "1.5.-30.9.", "x" * 500])
def test_a_cell_of_other_words_names_no_days(cell: str) -> None:
    assert parts_of(cell, ("en", "de")) is None


@pytest.mark.parametrize(
    ("word", "language", "held"),
    [
        ("samstags", "de", {5}),
        ("Montagabend", "de", {0}),
        ("Sundays", "en", {6}),
        ("weekend", "en", {5, 6}),
        ("miércoles", "es", {2}),
    ],
)
def test_days_of_a_message(word: str, language: str, held: set[int]) -> None:
    assert said_in(word, language) == Parts(Cycle.WEEK, frozenset(held))


def test_a_short_word_is_no_day() -> None:
    assert said_in("so", "de") is None
    assert said_in("sat", "en") is None


SIGHTS = Shop(
    [
        ("Tolm Mill", "4.00", {"kind": "mill", "opening days": "daily", "town": "Brask"}),
        ("Salt Museum", "6.00", {"kind": "museum", "opening days": "Wed-Mon", "town": "Brask"}),
        ("Clock Museum", "5.00", {"kind": "museum", "opening days": "Tue-Sat", "town": "Brask"}),
        ("Glass Museum", "5.00", {"kind": "museum", "opening days": "Sat, Sun", "town": "Ulm"}),
    ],
    source="sights.csv",
)
PLANTS = Shop(
    [
        ("Fuchsia", "6.00", {"group": "balcony", "flowers": "May-October"}),
        ("Rose of snow", "9.00", {"group": "balcony", "flowers": "December-March"}),
        ("Orchid", "19.00", {"group": "indoor", "flowers": "all year"}),
        ("Aster", "4.00", {"group": "garden", "flowers": "August-October"}),
    ]
)


@pytest.mark.parametrize(
    ("shop", "text", "language", "right"),
    [
        (SIGHTS, "museums open on a sunday", "en", {"Salt Museum", "Glass Museum"}),
        (SIGHTS, "was hat dienstags auf in Brask, geöffnet?", "de", {"Tolm Mill", "Clock Museum"}),
        (SIGHTS, "museums in Brask not open on Sundays", "en", {"Clock Museum"}),
        (SIGHTS, "a museum at the weekend in Brask", "en", {"Salt Museum", "Clock Museum"}),
        (PLANTS, "what flowers in january", "en", {"Rose of snow", "Orchid"}),
        (PLANTS, "balcony plants in september", "en", {"Fuchsia"}),
    ],
)
def test_a_day_lies_in_the_span_of_a_cell(
    shop: Shop, text: str, language: str, right: set[str]
) -> None:
    assert _named(shop.says(text, language=language), shop) == right


def test_a_day_that_something_is_wished_for_asks_not_whether_it_is_open() -> None:
    assert "Yes" not in SIGHTS.says("can you book me into the Salt Museum for monday")
    assert "Yes" in SIGHTS.says("is the Salt Museum open on monday")
