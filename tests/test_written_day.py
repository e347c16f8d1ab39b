"""The hours of a day that a page tells, in dates, lists, spans and feasts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.answering.written_day import written_days
from agent.understanding.dates import months_of
from tests.talks import opened

TODAY = date(2026, 11, 30)


def days(first: str, last: str) -> set[date]:
    begins, ends = (date.fromisoformat(one) for one in (first, last))
    return {begins + timedelta(days=n) for n in range((ends - begins).days + 1)}


TOLD = [
    ("en", "Closed 25, 26 and 27 December and 1 January.",
     days("2026-12-25", "2026-12-27") | days("2027-01-01", "2027-01-01")),
    ("en", "Closed December 24 and 25, 2026 and January 1, 2027.",
     days("2026-12-24", "2026-12-25") | days("2027-01-01", "2027-01-01")),
    ("en", "We close Wed 23 December at 1pm and open again Mon 4 January 2027.",
     days("2026-12-23", "2027-01-04")),
    ("en", "On New Year's Eve we close at 2 pm.", days("2026-12-31", "2026-12-31")),
    ("en", "On Christmas Eve until 1 pm.", days("2026-12-24", "2026-12-24")),
    ("de", "Vom 24.12.2026 bis einschließlich 1.1.2027 haben wir zu.",
     days("2026-12-24", "2027-01-01")),
    ("de", "24.-26.12. geschlossen", days("2026-12-24", "2026-12-26")),
    ("de", "Am 24. und 31. Dezember 10 bis 13 Uhr.",
     days("2026-12-24", "2026-12-24") | days("2026-12-31", "2026-12-31")),
    ("fr", "Fermé du 24 décembre au 2 janvier.", days("2026-12-24", "2027-01-02")),
    ("it", "Chiuso dal 24 dicembre al 6 gennaio.", days("2026-12-24", "2027-01-06")),
    ("nl", "Gesloten van 24 december tot 2 januari.", days("2026-12-24", "2027-01-02")),
    ("cs", "Od 24.12. - 1.1. zavřeno.", days("2026-12-24", "2027-01-01")),
    ("xx", "24.12. zu", days("2026-12-24", "2026-12-24")),
    ("de", "Mo-Fr 9.10-18.00, Sa 9.05-13.10", set()),
    ("en", "Open at 9 on 24 December.", days("2026-12-24", "2026-12-24")),
    ("en", "From the 24th to the 26th of December we are closed.",
     days("2026-12-24", "2026-12-26")),
    ("de", "Mo-Fr 9-18 Uhr, Sa 9-13 Uhr", set()),
    ("en", "Mon-Fri 9 to 5.30, Sat 10 to 4", set()),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "named"), TOLD)
def test_the_days_that_a_sentence_names(language: str, text: str, named: set[date]) -> None:
    assert written_days(text, language, TODAY) == named


@given(
    st.sampled_from(["en", "de", "fr", "es", "it", "nl", "pl"]),
    st.lists(st.integers(1, 28), min_size=1, max_size=4, unique=True),
    st.integers(1, 12),
)
def test_a_list_of_days_of_one_month(language: str, numbers: list[int], month: int) -> None:
    name = next(n for n, number in months_of(language).items() if number == month and len(n) > 2)
    told = f"{', '.join(map(str, sorted(numbers)))} {name} 2027"
    found = written_days(told, language, TODAY)
    assert found == {date(2027, month, number) for number in numbers}, (told, found)


PAGES = [
    ("en", "Shop", "Closed 25 to 28 December and on 1 January.", "are you open on boxing day?"),
    ("en", "Times", "Shut from 23 December at 1pm, open again 4 January.",
     "open on 28 december?"),
    ("en", "Visit", "On 24 December we are open until 1 pm.", "are you open at christmas"),
    ("de", "Laden", "Vom 24.12. bis 1.1. haben wir geschlossen.", "habt ihr an silvester auf?"),
    ("de", "Laden", "Vom 24.12. bis 1.1. haben wir geschlossen.",
     "habt ihr zwischen den jahren auf?"),
    ("de", "Besuch", "Am 24. Dezember bis 13 Uhr offen.", "habt ihr heiligabend geöffnet"),
    ("cs", "Obchod", "24.12. - 26.12. zavřeno.", "are you open on boxing day?"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "heading", "rule", "question"), PAGES)
def test_what_a_page_says_of_a_day_is_told(
    tmp_path: Path, language: str, heading: str, rule: str, question: str
) -> None:
    told = asked_of(tmp_path, language, heading, rule, question)
    assert rule in told, told


def asked_of(folder: Path, language: str, heading: str, rule: str, question: str) -> str:
    """What is answered where a page says `rule`."""
    base = folder / "shop"
    base.mkdir()
    (base / "tresen.toml").write_text(
        f'[business]\nname = "Haus"\nlanguages = ["{language}"]\ncurrency = "EUR"\n'
        'opening_hours = ["Mo-Fr 09:00-18:00"]\n'
    )
    text = f"# Haus\n\n## {heading}\n\nTolm Street 4. {rule} Dogs and Hunde.\n\n## Mipla\n\nTind.\n"
    (base / f"page.{language}.md").write_text(text)
    shop = opened("shop", folder / "state", among=folder)
    told = shop.asked(question).text
    shop.catalog.close()
    return told


OTHERWISE = [
    ("en", "Offers", "Order by 24 December for the new year.", "are you open on christmas eve?"),
    ("en", "Dances", "On 24 December at 8 pm the band plays.", "are you open on 24 december"),
    ("de", "Aktion", "Am 24.12. gibt es 10 % Rabatt auf alle Zorvel.", "habt ihr heiligabend auf?"),
    ("de", "Aktion", "Bis zum 24.12. geben wir ein Mipla dazu.", "habt ihr am 24.12. offen?"),
]


@pytest.mark.parametrize(("language", "heading", "rule", "question"), OTHERWISE)
def test_what_a_page_says_of_another_matter_is_no_hours(
    tmp_path: Path, language: str, heading: str, rule: str, question: str
) -> None:
    assert rule not in asked_of(tmp_path, language, heading, rule, question)
