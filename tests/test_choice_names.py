"""What one chooses among several prices is called by what the columns say, in every language."""

from __future__ import annotations

import pytest

from catalog.sources.price_kinds import choice_name

DURATION = [
    ["Half day", "Day", "Weekend", "Week"],
    ["half day", "full day"],
    ["daily", "weekly", "monthly"],
    ["Halbtag", "Tag", "Wochenende", "Woche"],
    ["Tagesmiete", "Wochenmiete"],
    ["jour", "week-end", "semaine"],
    ["día", "fin de semana", "semana"],
    ["giorno", "weekend", "settimana"],
    ["dag", "helg", "vecka"],
    ["den", "víkend", "týden"],
    ["день", "выходные", "неделя"],
    ["30 min", "45 min"],
    ["2 h", "day"],
]
SEASON = [
    ["low per night", "high per night"],
    ["Hochsaison", "Nebensaison"],
    ["haute saison", "basse saison"],
    ["sommer per Nacht", "winter per Nacht"],
]
OTHERS = [["adult per day", "child per day"], ["Mitglieder pro Tag", "Gäste pro Tag"]]


@pytest.mark.parametrize("values", DURATION, ids=str)
def test_times_are_durations(values: list[str]) -> None:
    assert choice_name(values) == "duration"


@pytest.mark.parametrize("values", SEASON, ids=str)
def test_prices_for_one_time_in_several_seasons(values: list[str]) -> None:
    assert choice_name(values) == "season"


@pytest.mark.parametrize("values", OTHERS, ids=str)
def test_those_who_pay_for_one_time_are_no_duration(values: list[str]) -> None:
    assert choice_name(values) == "choice"
